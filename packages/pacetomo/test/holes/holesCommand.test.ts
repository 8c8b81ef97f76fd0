import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type HolesOptions, holes } from '../../src/cli/holes.ts';
import { Trouble } from '../../src/run/errors.ts';

const [width, height] = [420, 300];
/** From hole to hole in the picture as it is shown: to the right and down, and down and to the left. */
const [a, b] = [
  { x: 64, y: 21 },
  { x: -22, y: 64.5 },
];

/** Row 0 at the top; a hole with its middle at 217, 141. */
function shown(x: number, y: number): number {
  const area = a.x * b.y - a.y * b.x;
  const [dx, dy] = [x - 217, y - 141];
  const [i, j] = [(dx * b.y - dy * b.x) / area, (a.x * dy - a.y * dx) / area].map((index) => index - Math.round(index));
  return Math.hypot(i! * a.x + j! * b.x, i! * a.y + j! * b.y) < 17 ? 900 : 700;
}

describe('pacetomo holes', () => {
  let dir = '';
  let path = '';

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'holes-'));
    path = join(dir, 'view.mrc');
    const file = await openFile(path, 'create');
    const stack = await createMrc(file, { width, height, mode: 1, pixelSizeA: 310 });
    await stack.appendSection(new Int16Array(width * height).fill(7));
    // a file begins with the bottom row
    const rows = Array.from({ length: width * height }, (_, k) => shown(k % width, height - 1 - Math.floor(k / width)));
    await stack.appendSection(Int16Array.from(rows, (value, k) => value + ((k * 7919) % 23)));
    await stack.close();
  });

  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function said(options: HolesOptions): Promise<string> {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      await holes(path, options);
      return log.mock.calls.join('\n');
    } finally {
      log.mockRestore();
    }
  }

  test('says vectors as they are seen, in px and µm, with errors', async () => {
    const text = await said({ section: 1 });
    expect(text).toMatch(/^\d+ holes on a square lattice\.$/m);
    expect(text).toMatch(
      /^a: 6[34]\.\d\d, 2[01]\.\d\d px \(y down\); 67\.\d\d ± 0\.\d\d px = 2\.08\d\d ± 0\.\d{4} µm at -18\.\d\d ± 0\.\d\d°/m,
    );
    expect(text).toMatch(/^b: -2[12]\.\d\d, 6[45]\.\d\d px/m);
    expect(text).toMatch(/^Diameter of the holes: 3[34]\.\d\d px = 1\.0\d+ µm\.$/m);
    expect(text).toMatch(/at 21[67]\.\d, 14[01]\.\d px from its upper left corner/);
  });

  test('believes a pixel size that is given, and writes JSON on request', async () => {
    const text = await said({ section: 1, pixelNm: 20, json: true });
    expect(JSON.parse(text)).toMatchObject({ pixelSizeNm: 20, kind: 'lattice', shape: 'square' });
  });

  test('says why there is none', async () => {
    expect(await said({})).toBe('No lattice of holes: Only 0 places look like holes; a lattice needs three.');
  });

  test('refuses a section that is not there and a file that is none', async () => {
    await expect(holes(path, { section: 2 })).rejects.toThrow(/has 2 sections, counted from 0/);
    await expect(holes(join(dir, 'nothing.mrc'))).rejects.toThrow(Trouble);
  });
});
