import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNavigator, parseTargets, readParallelTs, readTarget, settingNumber } from '@pacetomo/em-files';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportParallelTs, importParallelTs } from '../../src/cli/exchange.ts';

const example = new URL('../../../em-files/test/parallelTs.nav', import.meta.url);
const matrices = { imageShiftMatrix: '0.97971,0.02394,-0.03112,1.04417', stageMatrix: '-0.998,0.011,-0.014,-1.003' };

let folder: string;
let said: string[];
const inside = (name: string): string => join(folder, name);
const textOf = (name: string): Promise<string> => readFile(inside(name), 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exchange-'));
  await copyFile(example, inside('nav07.nav'));
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe('import', () => {
  test('writes a targets file for each area beside the navigator file', async () => {
    const written = await importParallelTs(inside('nav07.nav'), matrices);
    expect(written).toEqual([inside('nav07_5_tgts.txt'), inside('nav07_6_tgts.txt')]);
    const file = parseTargets(await textOf('nav07_5_tgts.txt'));
    expect(file.targets.map((entry) => readTarget(entry).tiltSeriesFile)).toEqual(
      ['001', '002', '003', '004'].map((number) => `nav07_5_ts_${number}.mrc`),
    );
    expect(settingNumber(file, 'startTilt')).toBe(9.5);
    expect(readTarget(file.targets[1]!).specimen?.xUm).toBeCloseTo(0.97971 * 2.13704 - 0.02394 * 1.90613, 9);
    expect(said.join('\n')).toMatch(/give the item the Note nav07_5_tgts\.txt/);
  });

  test('writes nothing at all when one of the files is there', async () => {
    await writeFile(inside('nav07_6_tgts.txt'), 'mine');
    await expect(importParallelTs(inside('nav07.nav'), matrices)).rejects.toThrow(/nav07_6_tgts\.txt exists already/);
    expect((await readdir(folder)).sort()).toEqual(['nav07.nav', 'nav07_6_tgts.txt']);
    expect(await textOf('nav07_6_tgts.txt')).toBe('mine');
  });

  test('takes the name of the file that SerialEM would have opened', async () => {
    const text = (await textOf('nav07.nav')).replace(
      'ParallelTSIndex = 1',
      'ParallelTSIndex = 1\nFileToOpen = D:\\s7\\grid 3 L05.mrc',
    );
    await writeFile(inside('other.nav'), text);
    expect((await importParallelTs(inside('other.nav'), matrices))[0]).toBe(inside('grid_3_L05_tgts.txt'));
  });

  test.each([
    ['without a matrix', {}, /--image-shift-matrix/],
    ['with half a matrix', { imageShiftMatrix: '1,0,0' }, /four numbers/],
    ['with the zeros of no calibration', { imageShiftMatrix: '0,0,0,0' }, /loses a direction/],
  ])('%s says what is missing', async (_, options, reason) => {
    await expect(importParallelTs(inside('nav07.nav'), options)).rejects.toThrow(reason);
  });

  test('of a navigator file without such areas says so', async () => {
    await writeFile(inside('plain.nav'), 'AdocVersion = 2.00\n');
    await expect(importParallelTs(inside('plain.nav'), matrices)).rejects.toThrow(/no area/);
  });
});

describe('export', () => {
  const targets = (name: string): string =>
    [
      '_set tiltTargets = 0',
      '_set startTilt = 9',
      '_set minTilt = -48',
      '_set maxTilt = 66',
      '_set pretilt = -9.2',
      '_set rotation = 1.6',
      '',
      '_tgt = 001',
      `tsfile = ${name}_ts_001.mrc`,
      'stageX = 212.5',
      'stageY = -87.1',
      'SSX = 0',
      'SSY = 0',
      'skip = False',
      '',
      '_tgt = 002',
      `tsfile = ${name}_ts_002.mrc`,
      'SSX = 2.137',
      'SSY = 5.084',
      'skip = False',
      '',
    ].join('\n');

  test('adds an area to a copy of the navigator file, at the item of the tracking target', async () => {
    await writeFile(inside('L05_tgts.txt'), targets('L05'));
    const nav = `${await textOf('nav07.nav')}
[Item = 001]
Color = 2
StageXYZ = 212.513 -87.0912 14.5
NumPts = 5
Regis = 3
Type = 2
Note = L05_tgts.txt
DrawnID = 48215507
MapFile = L05_tgt_001.mrc
MapID = 7
MapMagInd = 33
PtsX = 212 212 213 213 212
PtsY = -87.4 -86.8 -86.8 -87.4 -87.4
`;
    await writeFile(inside('mine.nav'), nav);
    const out = await exportParallelTs(inside('L05_tgts.txt'), {
      ...matrices,
      nav: inside('mine.nav'),
      out: inside('new.nav'),
    });
    const text = await readFile(out, 'utf8');
    expect(text.startsWith(nav)).toBe(true);
    expect(await textOf('mine.nav')).toBe(nav);
    const added = readParallelTs(parseNavigator(text)).areas[2]!;
    expect(added.magnificationIndex).toBe(33);
    expect(text).toMatch(/\[Item = L05\]\nColor = 0\nStageXYZ = 212\.513 -87\.0912 14\.5\nNumPts = 1\nRegis = 3\n/);
    expect(added.param).toMatchObject({ levellingTiltDeg: 9.2, mappingTiltDeg: 0, maxTiltFromStartDeg: 57 });
    const { x, y } = added.targets[1]!;
    expect(0.97971 * x + 0.02394 * y).toBeCloseTo(2.137, 4);
    expect(-0.03112 * x + 1.04417 * y).toBeCloseTo(5.084, 4);
  });

  test('makes a file to be merged where there is none, and goes back', async () => {
    await writeFile(inside('L06_tgts.txt'), targets('L06'));
    const out = await exportParallelTs(inside('L06_tgts.txt'), { ...matrices, magnification: 29 });
    expect(out).toBe(inside('L06_parallelTS.nav'));
    expect(said.join('\n')).toMatch(/z = 0/);
    const [back] = await importParallelTs(out, matrices);
    const file = parseTargets(await readFile(back!, 'utf8'));
    const { specimen } = readTarget(file.targets[1]!);
    expect(specimen?.xUm).toBeCloseTo(2.137, 4);
    expect(specimen?.yUm).toBeCloseTo(5.084, 4);
    expect(settingNumber(file, 'pretilt')).toBeCloseTo(-9.2, 2);
    expect(settingNumber(file, 'rotation')).toBeCloseTo(1.6, 1);
    expect(['startTilt', 'minTilt', 'maxTilt'].map((name) => settingNumber(file, name))).toEqual([9, -48, 66]);
  });

  test('overwrites nothing', async () => {
    await writeFile(inside('L06_tgts.txt'), targets('L06'));
    await writeFile(inside('L06_parallelTS.nav'), 'mine');
    await expect(exportParallelTs(inside('L06_tgts.txt'), { ...matrices, magnification: 29 })).rejects.toThrow(
      /exists already/,
    );
    expect(await textOf('L06_parallelTS.nav')).toBe('mine');
  });

  test('asks for the magnification when no map says it', async () => {
    await writeFile(inside('L06_tgts.txt'), targets('L06'));
    await expect(exportParallelTs(inside('L06_tgts.txt'), matrices)).rejects.toThrow(/--magnification/);
  });
});
