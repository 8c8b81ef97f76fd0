import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMdoc } from '@pacetomo/em-files';
import { expect, test } from 'vitest';
import { runPacetomo, startVirtualMicroscope } from './programs.ts';

const shared = join(import.meta.dirname, '../../../shared/data/tgts');

/** Somebody else's reader of MRC files: Debian's python3-mrcfile. */
const independentReader = (() => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import mrcfile'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const validate = `
import json, mrcfile, sys
found = {}
for path in sys.argv[1:]:
    valid = mrcfile.validate(path, print_file=open('/dev/null', 'w'))
    with mrcfile.open(path) as stack:
        found[path] = {'valid': valid, 'sections': int(stack.data.shape[0]), 'mean': float(stack.data.mean()), 'spread': float(stack.data.std())}
print(json.dumps(found))
`;

interface Validated {
  readonly valid: boolean;
  readonly sections: number;
  readonly mean: number;
  readonly spread: number;
}

/** A lamella like the one that the targets were chosen on, under a small camera: what counts here are the files. */
const lamella = (centreUm: { readonly x: number; readonly y: number }, pretiltDeg: number) => ({
  specimen: { kind: 'lamella', centreUm, lamella: { pretiltDeg, rotationDeg: 1.6, widthUm: 30, lengthUm: 34 } },
  camera: { widthPx: 360, heightPx: 256, sensorPixels: 16, countsPerElectron: 4 },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 256 },
      { index: 17, magnification: 4800, pixelSizeNm: 32.8 },
      { index: 28, magnification: 33000, pixelSizeNm: 4.32 },
      { index: 29, magnification: 42000, pixelSizeNm: 3.4 },
    ],
  },
});

test.skipIf(!existsSync(shared)).each([
  // real positions on a yeast lamella, two of the eight targets marked skip, 41 tilts from −51° to 69°
  [
    'Yeast9_L13_tgts.txt',
    lamella({ x: 0, y: 0 }, -9.2),
    ['001', '002', '003', '004', '006', '008'],
    41,
    ['--set', 'previewAli=no'],
  ],
  // as the selection script of version 1.1 wrote it, with stage positions far from the centre and CRLF line ends
  [
    'lam3_v11_tgts.txt',
    lamella({ x: 103.24, y: -455.93 }, 0),
    ['001', '002', '003', '004'],
    41,
    ['--set', 'startTilt=0', '--set', 'previewAli=no'],
  ],
] as const)(
  '%s is acquired, and every stack opens in somebody else’s reader',
  async (file, scenario, targets, tilts, options) => {
    const folder = mkdtempSync(join(tmpdir(), 'pacetomo-real-'));
    copyFileSync(join(shared, file), join(folder, file));
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
    const scope = await startVirtualMicroscope(folder, ['--scenario', join(folder, 'scenario.json')]);
    const { code, stdout, stderr } = await runPacetomo(['run', file, '--serialem', scope.address, ...options], folder);
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    await scope.end();

    const stacks = readdirSync(folder).filter((name) => name.endsWith('.mrc'));
    expect(stacks).toEqual(targets.map((target) => `${file.replace(/_v11|_tgts.*/g, '')}_ts_${target}.mrc`));
    for (const stack of stacks) {
      const mdoc = parseMdoc(readFileSync(join(folder, `${stack}.mdoc`), 'utf8'));
      const images = mdoc.sections.filter(({ type }) => type === 'ZValue');
      expect(images.map(({ type, name }) => `${type} ${name}`)).toEqual(
        Array.from({ length: tilts }, (_, z) => `ZValue ${z}`),
      );
    }
    if (independentReader) {
      const output = execFileSync('/usr/bin/python3', ['-c', validate, ...stacks.map((stack) => join(folder, stack))], {
        encoding: 'utf8',
      });
      const found: Record<string, Validated> = JSON.parse(output.trim().split('\n').at(-1)!);
      for (const stack of Object.values(found)) {
        expect(stack).toMatchObject({ valid: true, sections: tilts });
        expect(stack.spread).toBeGreaterThan(0);
      }
      expect(Object.keys(found)).toHaveLength(stacks.length);
    } else console.warn('python3-mrcfile is not installed: the stacks were not shown to an independent reader');
    rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
  },
);
