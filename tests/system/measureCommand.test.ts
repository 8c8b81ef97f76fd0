import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measureSlope } from '../../packages/pacetomo/src/cli/measureGeometry.ts';
import { measureOffset } from '../../packages/pacetomo/src/cli/measureTiltAxisOffset.ts';
import { measuringSite, preset, type TestSite } from './measuringSite.ts';

let site: TestSite;
let folder: string;
let serialem: string;
const said: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-measure-'));
  site = await measuringSite(preset('quiet'), 21);
  serialem = `127.0.0.1:${(await site.virtual.listen({ port: 0 })).port}`;
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await site.end();
  rmSync(folder, { recursive: true });
});

const common = () => ({ serialem, records: join(folder, 'measurements'), repeat: 1 });

const targetsText = `_set pretilt = 3
_set step = 2

_tgt = 001
tsfile = lamella_ts_001.mrc
SSX = 0
SSY = 0

_geo = 1
SSX = 4
SSY = -6.5

_geo = 2
SSX = -3.5
SSY = -5

_geo = 3
SSX = 2.5
SSY = 7
`;

test('measure geometry writes into the targets file when asked to, and keeps the file as it was', async () => {
  const targets = join(folder, 'lamella_tgts.txt');
  writeFileSync(targets, targetsText);
  expect(await measureSlope({ ...common(), targets, write: true })).toBe('complete');
  expect(said.join('\n')).toContain('Pretilt: -10.0° (error not known). Rotation: ');
  expect(readFileSync(`${targets}.before01`, 'utf8')).toBe(targetsText);
  const text = readFileSync(targets, 'utf8');
  expect(text).toContain('_set pretilt = -10\n_set step = 2\n_set rotation = 0\n');
  expect(text.slice(text.indexOf('_tgt'))).toContain('tsfile = lamella_ts_001.mrc');
  await measureSlope({ ...common(), targets, write: true });
  expect(readFileSync(`${targets}.before01`, 'utf8')).toBe(targetsText);
  expect(readFileSync(`${targets}.before02`, 'utf8')).toBe(text);
});

test('measure geometry without --write touches no file but its record', async () => {
  const targets = join(folder, 'lamella_tgts.txt');
  writeFileSync(targets, targetsText);
  await measureSlope({ ...common(), targets, points: '1,5.5; -3,-4; 4.5,-2; -2,8' });
  expect(readFileSync(targets, 'utf8')).toBe(targetsText);
  expect(readdirSync(folder).toSorted()).toEqual(['lamella_tgts.txt', 'measurements']);
  expect(readdirSync(join(folder, 'measurements'))).toEqual(['geometry_01.jsonl']);
  expect(said.filter((line) => line.includes('off the plane'))).toHaveLength(4);
});

test('measure tilt-axis-offset says the value, its error, and what each place says', async () => {
  await measureOffset({ ...common(), maxTilt: 16, step: 6, places: '-4,0,4.5' });
  const words = said.join('\n');
  expect(words).toMatch(/Tilt-axis offset: -?0\.00 ± 0\.00 µm\. SerialEM had 0\.00 µm/);
  expect(words).toContain('measured at -4.00 µm');
  expect(words).toContain('Nothing was set in SerialEM.');
  const lines = readFileSync(join(folder, 'measurements', 'tilt-axis-offset_01.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const intents = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'focus.intent');
  // 6° does not divide 16°: the steps become a little smaller, so that 0° and both ends are there
  expect([...new Set(intents.map(({ tiltDeg }) => tiltDeg))].toSorted((a, b) => a - b)).toEqual([
    -16, -10.67, -5.33, 0, 5.33, 10.67, 16,
  ]);
});

test.each([
  [{}, 'Where is to be measured?'],
  [{ write: true as const, points: '1,2' }, 'Give --targets FILE together with --write'],
  [{ points: '1,2; 3' }, '“3” is not a point'],
  [{ points: '1,2; 3,four; 5,6' }, 'is not a list of numbers'],
  [{ points: '1,2', group: true as const }, 'Give one of them'],
  [{ targets: 'nowhere.txt' }, 'There is no targets file nowhere.txt'],
])('options that say nothing or too much (%j) are answered before anything is sent', async (options, sentence) => {
  await expect(measureSlope({ ...common(), ...options })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining(sentence),
  });
  expect(site.virtual.commandCount).toBe(0);
});

test.each([
  [{ maxTilt: 5, step: 6, places: '0,4' }, 'is more than --max-tilt 5°'],
  [{ maxTilt: 12, step: 4, places: '3' }, 'at least two different places'],
  [{ maxTilt: 12, step: 4, places: '3,,5' }, 'is not a list of numbers'],
])('so is a tilt-axis measurement that could tell nothing (%j)', async (options, sentence) => {
  await expect(measureOffset({ ...common(), ...options })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining(sentence),
  });
  expect(site.virtual.commandCount).toBe(0);
});

test('measure draws what it has measured', async () => {
  const svg = join(folder, 'axis.svg');
  await measureOffset({ ...common(), maxTilt: 12, step: 6, places: '-3.5,4', svg });
  expect(said.at(-1)).toBe(`Picture: ${svg}`);
  expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*>Tilt-axis offset: [\s\S]*<\/svg>\s*$/);
});
