import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualSerialEm, type DialogInput } from '@pacetomo/virtual-serialem';
import { expect, test, vi } from 'vitest';
import { selectCommand } from '../../../packages/pacetomo/src/cli/select.ts';
import { lamellaWithoutImages } from '../measuringSite.ts';
import { originalReads } from './originalReads.ts';

const scenario = {
  ...lamellaWithoutImages(),
  area: { targets: { kind: 'grid', columns: 2, rows: 2, spacingUm: 3.1 }, placeErrorUmSd: 0 },
} as const;

/** Says `pacetomo select …` to a virtual SerialEM behind a port, and gives what was printed. */
async function said(answers: DialogInput, ...commands: readonly (readonly string[])[]) {
  const dir = mkdtempSync(join(tmpdir(), 'pacetomo-select-'));
  const virtual = await createVirtualSerialEm({ scenario, seed: 3, dir, answers });
  const { port } = await virtual.listen();
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const records = join(dir, 'selections');
    for (const command of commands) {
      const words = command.map((word) => word.replace('DIR', dir));
      const [way = '', ...rest] = words;
      const options = ['--serialem', `127.0.0.1:${port}`, '--records', records];
      await selectCommand().parseAsync([way, ...options, ...rest], { from: 'user' });
    }
    const text = readFileSync(join(dir, 'grid_tgts.txt'), 'utf8');
    return { lines, text, records: readdirSync(records), dialogs: virtual.dialogs, exposures: virtual.exposures };
  } finally {
    log.mockRestore();
    await virtual.close();
    rmSync(dir, { recursive: true });
  }
}

test('pacetomo select chooses a group, adds a point and saves Views, each with a record', async () => {
  const { lines, text, records } = await said(
    {},
    ['group', 'grid', '--unattended', '--no-preview', '--no-beam'],
    ['at', 'DIR/grid_tgts.txt', '--in', 'specimen', '--unmoved', '1.5,0.75'],
    ['views', 'DIR/grid_tgts.txt'],
  );
  const { targets } = originalReads(text);
  expect(targets).toHaveLength(5);
  expect(targets.map((target) => target.has('viewfile'))).toEqual([true, true, true, true, true]);
  expect(targets.map((target) => target.has('tgtfile'))).toEqual([false, false, false, false, true]);
  expect(Number(targets[4]!.get('SSX'))).toBeCloseTo(1.5, 2);
  expect(lines).toContain('Views: 1 taken, 4 were there, 0 out of reach.');
  expect(records).toEqual(['select-group_01.jsonl', 'select-point_01.jsonl', 'select-views_01.jsonl']);
});

test('with --guidance SerialEM itself asks', async () => {
  const { text, dialogs } = await said(
    {
      answers: [
        { contains: 'Keep this', answer: 'yes' },
        { contains: 'Add another', answer: 'no' },
        { contains: 'Take a Preview', answer: 'yes' },
        { contains: 'Refine', answer: 'no' },
      ],
      keys: [{ press: 'B', dragUm: { x: 0.2, y: -0.3 } }],
      patiencePolls: 30,
    },
    ['drag', 'grid', '--guidance'],
  );
  expect(originalReads(text).targets).toHaveLength(1);
  expect(dialogs.filter(({ command }) => command === 'YesNoBox').map(({ answer }) => answer)).toEqual([
    'yes',
    'no',
    'yes',
    'no',
  ]);
});
