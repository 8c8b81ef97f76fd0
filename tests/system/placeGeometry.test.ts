import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { targetsCommand } from '../../packages/pacetomo/src/cli/targets.ts';
import { openArea } from '../../packages/pacetomo/src/session/areaFiles/openArea.ts';

/** Targets along the tilt axis and across it, µm, so near each other that there is little room between them. */
const targets = [
  [0, 0],
  [0.2, 2.9],
  [2.7, -0.4],
  [-0.3, -3.1],
  [-2.6, 0.5],
] as const;
const radiusUm = 0.75;
const steepestDeg = 57;

let folder: string;
let file: string;
const said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-geometry-'));
  file = join(folder, 'grid_tgts.txt');
  writeFileSync(file, text);
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The stage is turned by 180° against the specimen here. */
const text = `_set tiltTargets = 0
_set minTilt = ${-steepestDeg}
_set maxTilt = ${steepestDeg}

${targets
  .map(
    ([x, y], i) =>
      `_tgt = 00${i + 1}\ntsfile = grid_ts_00${i + 1}.mrc\nSSX = ${x}\nSSY = ${y}\nstageX = ${112.6 - x}\nstageY = ${-48.3 - y}\nskip = False\n`,
  )
  .join('\n')}`;

const place = (...args: readonly string[]) =>
  targetsCommand()
    .exitOverride()
    .parseAsync(['geo', 'place', file, ...args], { from: 'user' });
const points = async () => (await openArea(file)).area.geometryPoints;

/**
 * Whether a beam at 0° touches that of a target at the steepest tilt, on a level sample: it is as wide as at 0° along the
 * axis and longer by 1/cos across it, and those of all lower tilts lie within it.
 */
const touches = (point: { readonly x: number; readonly y: number }, [x, y]: readonly [number, number]): boolean => {
  const stretch = 1 / Math.cos((steepestDeg * Math.PI) / 180);
  return Array.from({ length: 72 }, (_, i) => (i * Math.PI) / 36).some((angle) => {
    const [dx, dy] = [point.x + radiusUm * Math.cos(angle) - x, point.y + radiusUm * Math.sin(angle) - y];
    return Math.hypot(dx, dy / stretch) < radiusUm;
  });
};

test('points for the slope are placed where no exposure of any target goes', async () => {
  await place('--beam', 'record=3,1.5', '--count', '6');
  const chosen = await points();
  expect(chosen).toHaveLength(6);
  for (const point of chosen) {
    expect(
      targets.filter((target) => touches(point, target)),
      JSON.stringify(point),
    ).toEqual([]);
  }
  expect(touches({ x: 0.4, y: 2.1 }, targets[1])).toBe(true);
});

test('placing them is saved once, beside the targets that were there, and a second time is refused', async () => {
  await place('--beam', 'record=3,1.5');
  const once = readFileSync(file, 'utf8');
  expect(said).toEqual([expect.stringContaining('Saved')]);
  expect(once.startsWith(text.trimEnd())).toBe(true);
  expect(await points()).toHaveLength(5);
  await expect(place('--beam', 'record=3,1.5')).rejects.toThrow('Nothing was saved');
  expect(readFileSync(file, 'utf8')).toBe(once);
});

test('where nobody knows the beam no points are added, and it is said what to give', async () => {
  await expect(place()).rejects.toThrow('nobody knows the beam: give --beam');
  await expect(place('--beam', 'view=0.04,20')).rejects.toThrow('nobody knows the beam');
  expect(readFileSync(file, 'utf8')).toBe(text);
});
