import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obstaclesInTargets, parseTargets, readTarget } from '@pacetomo/em-files';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { targetsCommand } from '../../packages/pacetomo/src/cli/targets.ts';
import { readPlan } from '../../packages/pacetomo/src/session/planning/readPlan.ts';
import { preset } from './measuringSite.ts';
import { navigatorText } from './navigatorFile.ts';

let folder: string;
let file: string;
const said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-targets-'));
  file = join(folder, 'grid_tgts.txt');
  writeFileSync(file, gridText);
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The stage is turned by 180° against the specimen here. */
const tracking = { x: -310.22, y: 145.8 };
const holes = [
  [0, 0],
  [0.125, 2.5],
  [2.5, -0.125],
  [-0.125, -2.5],
  [-2.5, 0.125],
] as const;
const stageOf = ([x, y]: readonly [number, number]) => ({ x: tracking.x - x, y: tracking.y - y });

const gridText = `_set tiltTargets = 0
_set size = 1
_set vecA0 = 0.125
_set vecA1 = 2.5
_set vecB0 = 2.5
_set vecB1 = -0.125

${holes
  .map((hole, i) => {
    const stage = stageOf(hole);
    return `_tgt = 00${i + 1}\ntsfile = grid_ts_00${i + 1}.mrc\nSSX = ${hole[0]}\nSSY = ${hole[1]}\nstageX = ${stage.x}\nstageY = ${stage.y}\nskip = False\n`;
  })
  .join('\n')}`;

const targets = (...args: readonly string[]) =>
  targetsCommand()
    .exitOverride()
    .parseAsync([...args], { from: 'user' });
const text = (name = 'grid_tgts.txt'): string => readFileSync(join(folder, name), 'utf8');
const facts = (name?: string) => parseTargets(text(name)).targets.map(readTarget);
const stacks = () => facts().map(({ tiltSeriesFile }) => tiltSeriesFile?.slice(-7, -4));

describe('pacetomo targets', () => {
  test('list shows targets, scores, what is skipped, and settings', async () => {
    await targets('skip', file, '003');
    said.length = 0;
    await targets('list', file);
    const lines = said.map((line) => line.replace(/ {2,}/g, '  ').trim());
    expect(lines[0]).toBe('grid: 5 targets, 0 geometry points (grid_tgts.txt). All in µm.');
    expect(lines[2]).toBe('001  grid_ts_001.mrc  0.00  0.00  -310.22  145.80  –  tracking');
    expect(lines[4]).toBe('003  grid_ts_003.mrc  2.50  -0.13  -312.72  145.93  –  skipped');
    expect(lines.at(-1)).toBe('vecB1 = -0.125');
    said.length = 0;
    await targets('list', file, '--json');
    expect(JSON.parse(said.join('\n'))).toMatchObject({
      name: 'grid',
      targets: [{ stack: 'grid_ts_001.mrc' }, {}, { skip: true }, {}, {}],
    });
  });

  test('skip, unskip, only-tracking, order, delete and move change the file and keep it as it was with a ~', async () => {
    await targets('skip', file, '2', '004');
    expect(facts().map(({ skip }) => skip)).toEqual([false, true, false, true, false]);
    expect(text('grid_tgts.txt~')).toBe(gridText);
    expect(said).toEqual([`Saved ${file}. The file as it was is grid_tgts.txt~.`]);
    await targets('unskip', file, '2');
    await targets('order', file, '1', '5', '3', '2', '4');
    expect(stacks()).toEqual(['001', '005', '003', '002', '004']);
    await targets('only-tracking', file);
    expect(facts().map(({ skip }) => skip)).toEqual([false, true, true, true, true]);
    await targets('delete', file, '2', '005');
    expect(stacks()).toEqual(['001', '003', '002']);
    await targets('move', file, '003', '--by=-0.25,0.5');
    expect(facts()[2]).toMatchObject({ specimen: { xUm: -0.125, yUm: 3 }, stage: null });
  });

  test('move takes the stage along where the other targets tell how', async () => {
    await targets('move', file, '003', '--to=2.75,-1.5');
    const { stage } = facts()[2]!;
    expect(stage!.xUm).toBeCloseTo(tracking.x - 2.75, 6);
    expect(stage!.yUm).toBeCloseTo(tracking.y + 1.5, 6);
  });

  test('geometry points are added, suggested once, and cleared', async () => {
    await targets('geo', 'add', file, '--at', '6.41,-3.255', '--at', '-5.02,7.6');
    await targets('geo', 'suggest', file);
    await targets('geo', 'suggest', file, '--limit', '3');
    expect(said.at(-1)).toBe(`Nothing changes in ${file}.`);
    const points = parseTargets(text()).geometryPoints;
    expect(points).toHaveLength(6);
    expect(points[0]).toEqual({ ssxUm: 6.41, ssyUm: -3.255 });
    await targets('geo', 'clear', file);
    expect(text()).toBe(gridText);
  });

  test('set and unset write settings that run understands', async () => {
    await targets('set', file, 'pretilt=-9.2', 'sortByTilt=no', 'minTilt=-42', 'maxTilt=48');
    expect(text()).toContain('_set pretilt = -9.2\n_bset sortByTilt = False\n_set minTilt = -42\n');
    await targets('set', file, 'pretiltDeg=4');
    await targets('unset', file, 'sortByTilt', 'minTiltDeg');
    expect(text()).toContain('_set pretilt = 4\n_set maxTilt = 48\n');
    expect(obstaclesInTargets(text())).toEqual([]);
    expect((await readPlan(file, {})).plan?.settings).toMatchObject({
      pretiltDeg: 4,
      maxTiltDeg: 48,
      sortByTilt: true,
    });
  });

  test.each([
    [['skip', '001'], 'cannot be skipped'],
    [['skip', 'first'], '“first” is no number of a target'],
    [['order', '1', '2'], 'names each of the 5 targets once'],
    [['delete', '2', '9'], 'no target 009'],
    [['track', '1'], 'is the tracking target already'],
    [['move', '2'], 'Say one place'],
    [['move', '2', '--to', '3'], 'is not a place'],
    [['set', 'pretilt'], 'not a setting with its value'],
    [['set', 'pretild=3'], 'no setting called pretild'],
    [['unset', 'rotation'], 'no setting rotation of its own'],
    [['copy'], 'Say where to'],
  ])('%j is refused, and nothing is written', async ([name = '', ...rest], sentence) => {
    await expect(targets(name, file, ...rest)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(sentence),
    });
    expect(text()).toBe(gridText);
    expect(readdirSync(folder)).toEqual(['grid_tgts.txt']);
  });

  test('--newest edits the run file that the script would read', async () => {
    writeFileSync(join(folder, 'grid_tgts_run03.txt'), gridText.slice(gridText.indexOf('_tgt')));
    await targets('skip', file, '005', '--newest');
    expect(text()).toBe(gridText);
    expect(facts('grid_tgts_run03.txt').map(({ skip }) => skip)).toEqual([false, false, false, false, true]);
    expect(said[0]).toContain('Opened grid_tgts_run03.txt, the newest file of grid_tgts.');
  });

  test('track without SerialEM says what has to be done in the Navigator', async () => {
    await targets('track', file, '004');
    expect(facts().map(({ specimen }) => [specimen!.xUm, specimen!.yUm])).toEqual([
      [0, 0],
      [0.125, 2.5],
      [0.25, 5],
      [2.625, 2.375],
      [-2.375, 2.625],
    ]);
    const words = said.join('\n');
    expect(words).toContain('The item with the Note grid_tgts.txt: no Note, Acquire off.');
    expect(words).toContain('The item of what was target 004: Note grid_tgts.txt, Acquire on.');
  });

  test('copy writes files for places that are given, each with its own stacks', async () => {
    await targets('copy', file, '--at', '-200.5,80', '--at=95,-12.25');
    expect(readdirSync(folder)).toEqual(['grid_tgts.txt', 'grid_tgts_p01.txt', 'grid_tgts_p02.txt']);
    expect(facts('grid_tgts_p02.txt')[2]).toMatchObject({
      tiltSeriesFile: 'grid_p02_ts_003.mrc',
      specimen: { xUm: 2.5, yUm: -0.125 },
      stage: { xUm: 95 - 2.5, yUm: -12.25 + 0.125 },
    });
    expect(obstaclesInTargets(text('grid_tgts_p01.txt'))).toEqual([]);
    expect(said.join('\n')).toContain(
      'Add a point at -200.500, 80.000 µm: Label 001, Note grid_tgts_p01.txt, Acquire on.',
    );
    await targets('copy', file, '--at', '3,4');
    expect(readdirSync(folder)).toContain('grid_tgts_p03.txt');
  });
});

describe('with SerialEM', () => {
  let scope: VirtualSerialEm;
  let serialem: string;

  beforeEach(async () => {
    const data = join(folder, 'data');
    scope = await createVirtualSerialEm({ scenario: preset('quiet'), seed: 8, dir: data });
    serialem = `127.0.0.1:${(await scope.listen({ port: 0 })).port}`;
    const points = holes.map((hole, i) => {
      const { x, y } = stageOf(hole);
      return { label: `00${i + 1}`, note: i === 0 ? 'grid_tgts.txt' : '', xUm: x, yUm: y, isMarked: i === 0 };
    });
    const marked = [
      { label: '6', note: '', xUm: 100.5, yUm: -60, isMarked: true },
      { label: '7', note: 'a square', xUm: 40, yUm: 20.25, isMarked: false },
      { label: '8', note: 'a good one', xUm: -20, yUm: 33, isMarked: true },
    ];
    writeFileSync(join(data, 'grid.nav'), navigatorText([...points, ...marked]));
    const client = new SerialEmClient(scope.connect());
    await client.call('ReadNavFile', 'grid.nav');
    client.close();
    await client.closed;
  });

  afterEach(() => scope.close());

  /** Label, Note, mark and place of all items. */
  async function items() {
    const client = new SerialEmClient(scope.connect());
    const found = [];
    const count = await client.call('ReportNumTableItems');
    for (let item = 1; item <= count; item++) {
      const [, x, y] = await client.call('ReportOtherItem', item);
      const label = await client.call('GetVariable', 'navLabel');
      const note = await client.call('GetVariable', 'navNote').catch(() => '');
      const acquire = (await client.call('ReportItemAcquire', item)) === 1;
      found.push({ label: String(label), note: String(note), acquire, x, y });
    }
    client.close();
    await client.closed;
    return found;
  }

  test('track lets the Navigator lead to the area by the new tracking target', async () => {
    await targets('track', file, '004', '--serialem', serialem);
    const found = await items();
    expect(found.slice(0, 5).map(({ label, note, acquire }) => [label, note, acquire])).toEqual([
      ['001', '', false],
      ['002', '', false],
      ['003', '', false],
      ['004', 'grid_tgts.txt', true],
      ['005', '', false],
    ]);
    expect(stacks()).toEqual(['004', '001', '002', '003', '005']);
    expect(scope.exposures).toHaveLength(0);
  });

  test('track writes nothing when the Navigator is of another area', async () => {
    const other = join(folder, 'other_tgts.txt');
    writeFileSync(other, gridText);
    await expect(targets('track', other, '004', '--serialem', serialem)).rejects.toMatchObject({
      code: 'needs-person',
      message: expect.stringContaining('no such item: The item with the Note other_tgts.txt'),
    });
    expect(text('other_tgts.txt')).toBe(gridText);
  });

  test('copy leads every marked item to a file of its own, with points for its targets', async () => {
    await targets('copy', file, '--serialem', serialem);
    const found = await items();
    expect(found).toHaveLength(8 + 2 * 4);
    expect(found[5]).toMatchObject({ label: '001', note: 'grid_tgts_p01.txt', acquire: true });
    expect(found[6]).toMatchObject({ label: '7', note: 'a square', acquire: false });
    expect(found[7]).toMatchObject({ label: '001', note: 'grid_tgts_p02.txt', acquire: true });
    expect(found[9]).toMatchObject({ label: '003', note: '', acquire: false });
    expect(found[9]!.x).toBeCloseTo(100.5 - 2.5, 3);
    expect(facts('grid_tgts_p02.txt')[0]!.stage).toEqual({ xUm: -20, yUm: 33 });
    await expect(targets('copy', file, '--serialem', serialem)).rejects.toThrow('No item of the Navigator is marked');
  });
});
