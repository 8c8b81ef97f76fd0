import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMdoc, sectionsOf, textOf } from '@pacetomo/em-files';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BatchOptions, batch } from '../../packages/pacetomo/src/cli/batch.ts';
import { preset } from './measuringSite.ts';
import { navigatorText, targetsText } from './navigatorFile.ts';

const areas = {
  first: { xUm: 0, yUm: 0 },
  second: { xUm: 60, yUm: -40 },
  third: { xUm: -45, yUm: 85 },
} as const;
type Area = keyof typeof areas;
/** Seven tilts of two targets. */
const imagesOfArea = 14;

let folder: string;
let scope: VirtualSerialEm;
let serialem: string;
const said: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-batch-'));
  const data = join(folder, 'data');
  scope = await createVirtualSerialEm({ scenario: preset('quiet'), seed: 5, dir: data });
  serialem = `127.0.0.1:${(await scope.listen({ port: 0 })).port}`;
  said.length = 0;
  for (const stream of ['log', 'warn'] as const)
    vi.spyOn(console, stream).mockImplementation((line: string) => void said.push(line));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await scope.close();
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

const noteOf = (area: Area): string => `${area}_tgts.txt`;

/** Puts areas into the Navigator, all but `unmarked` marked Acquire, and their targets files into the folder. */
async function prepare(unmarked: readonly Area[] = []): Promise<void> {
  const items = Object.entries(areas).map(([name, at], i) => ({
    ...at,
    label: `${i + 1}`,
    note: `${name}_tgts.txt`,
    isMarked: !unmarked.some((area) => area === name),
  }));
  const other = { label: '9', note: 'a square', xUm: 7, yUm: 8, isMarked: true };
  writeFileSync(join(folder, 'data', 'areas.nav'), navigatorText([...items.slice(0, 1), other, ...items.slice(1)]));
  for (const [name, at] of Object.entries(areas))
    writeFileSync(join(folder, `${name}_tgts.txt`), targetsText(name, at));
  await byHand((serialEm) => serialEm.call('ReadNavFile', 'areas.nav'));
}

async function byHand<T>(work: (serialEm: SerialEmClient) => Promise<T>): Promise<T> {
  const client = new SerialEmClient(scope.connect());
  const result = await work(client);
  client.close();
  await client.closed;
  return result;
}

const acquire = (changes: Partial<BatchOptions> = {}): Promise<number> =>
  batch({ serialem, targetsFolder: folder, runs: join(folder, 'runs'), ...changes });

const batchPath = (): string => join(folder, 'runs', 'batch_01');
const imagesOf = (area: Area) => scope.exposures.filter(({ file }) => file?.includes(`${area}_ts_`));
const marks = (): Promise<readonly number[]> =>
  byHand(async (serialEm) => {
    const found: number[] = [];
    for (let item = 1; item <= 4; item++) found.push(await serialEm.call('ReportItemAcquire', item));
    return found;
  });

test('all marked areas are acquired in the order of the table, their marks taken away and their stacks sorted', async () => {
  await prepare(['second']);
  expect(await acquire()).toBe(0);
  expect(imagesOf('first')).toHaveLength(imagesOfArea);
  expect(imagesOf('second')).toHaveLength(0);
  expect(imagesOf('third')).toHaveLength(imagesOfArea);
  expect(imagesOf('first').at(-1)!.n).toBeLessThan(imagesOf('third')[0]!.n);
  expect(imagesOf('third')[0]!.specimenPointUm.x).toBeCloseTo(-areas.third.xUm, 0); // it moves, the beam does not
  expect(await marks()).toEqual([0, 1, 0, 0]); // the square is none of ours
  expect(said).toContain('third_tgts.txt: complete.');
  for (const file of ['first_ts_001', 'first_ts_002', 'third_ts_001', 'third_ts_002']) {
    const mdoc = parseMdoc(readFileSync(join(folder, 'data', `${file}.mrc.mdoc`), 'utf8'));
    const tilts = sectionsOf(mdoc, 'ZValue').map((section) => Math.round(Number(textOf(section, 'TiltAngle'))));
    expect(tilts).toEqual([-9, -6, -3, 0, 3, 6, 9]);
  }
  expect(existsSync(join(batchPath(), 'first_run01', 'finish.json'))).toBe(true);
});

test('what is wrong with any targets file is said at once, before the first electron', async () => {
  await prepare();
  writeFileSync(join(folder, noteOf('first')), targetsText('third', areas.first));
  rmSync(join(folder, noteOf('second')));
  writeFileSync(
    join(folder, noteOf('third')),
    targetsText('third', areas.third)
      .replace('step = 3', 'step = three')
      .replace(/stage[XY] = .*\n/g, ''),
  );
  const trouble = await acquire().catch((error: Error) => error);
  expect(trouble).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/There is no targets file .*second_tgts\.txt[\s\S]*third_tgts\.txt: .*step/),
  });
  expect(scope.exposures).toHaveLength(0);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

test('an area without a place of its own, and two that share a stack, are refused', async () => {
  await prepare();
  writeFileSync(join(folder, noteOf('second')), targetsText('second', areas.second).replace(/stage[XY] = .*\n/g, ''));
  writeFileSync(join(folder, noteOf('third')), targetsText('first', areas.third));
  await expect(acquire()).rejects.toThrow(
    /second_tgts\.txt: target 001 has no stage position[\s\S]*first_tgts\.txt and third_tgts\.txt both write first_ts_001\.mrc/,
  );
  expect(scope.exposures).toHaveLength(0);
});

test('an area that would overwrite is left out; when that is mended the batch goes on with it alone', async () => {
  await prepare();
  const inTheWay = join(folder, 'data', 'second_ts_002.mrc');
  writeFileSync(inTheWay, 'somebody else’s');
  expect(await acquire()).toBe(1);
  expect(said.join('\n')).toMatch(/second_ts_002\.mrc .*exists already.*The batch goes on with the next area/);
  expect(said.join('\n')).toMatch(/second_tgts\.txt: suspended\. .*exists already/);
  expect(imagesOf('second')).toHaveLength(0);
  expect(imagesOf('third')).toHaveLength(imagesOfArea);
  expect(await marks()).toEqual([0, 1, 1, 0]);
  rmSync(inTheWay);
  const before = scope.exposures.length;
  expect(await batch({ targetsFolder: folder, runs: join(folder, 'runs'), resume: batchPath() })).toBe(0);
  expect(scope.exposures.slice(before).every(({ file }) => file === null || file.includes('second_ts_'))).toBe(true);
  expect(imagesOf('second')).toHaveLength(imagesOfArea);
  expect(await marks()).toEqual([0, 1, 0, 0]);
});

test('a stop by the operator stops the batch, and it goes on in the middle of the area', async () => {
  await prepare(['first']);
  scope.faults.add({ kind: 'slow-reply', at: { name: 'R', occurrence: 8 }, silenceMs: 1500, virtualS: 0 });
  const working = acquire();
  const run = join(batchPath(), 'second_run01');
  await vi.waitUntil(() => imagesOf('second').length >= 6, { timeout: 60_000, interval: 5 });
  writeFileSync(join(run, 'STOP'), '');
  expect(await working).toBe(130);
  expect(said).toContain('second_tgts.txt: stopped by the operator.');
  expect(said).toContain('third_tgts.txt: not reached.');
  expect(imagesOf('third')).toHaveLength(0);
  expect(readdirSync(batchPath()).toSorted()).toEqual(['batch.json', 'second_run01', 'third_run01']);
  expect(await acquire({ resume: batchPath() })).toBe(0);
  expect(imagesOf('second')).toHaveLength(imagesOfArea);
  expect(imagesOf('third')).toHaveLength(imagesOfArea);
});

test('no focus at one area leaves the next one alone, STOP in SerialEM does not', async () => {
  await prepare();
  scope.faults.add({ kind: 'autofocus-nonsense', at: { name: 'G', occurrence: 1 }, how: 'error-code', code: -1 });
  scope.faults.add({ kind: 'user-stop', at: { name: 'R', occurrence: 5 }, moment: 'before' });
  expect(await acquire()).toBe(1);
  expect(imagesOf('first')).toHaveLength(0);
  expect(imagesOf('second').length).toBeGreaterThan(0);
  expect(imagesOf('third')).toHaveLength(0);
  expect(said.join('\n')).toMatch(/The batch goes on with the next area[\s\S]*The batch stops here/);
  expect(said.at(-1)).toBe(`What was acquired is safe. Go on with: pacetomo batch --resume ${batchPath()}`);
  expect(await acquire({ resume: batchPath() })).toBe(0);
  for (const area of ['first', 'second', 'third'] as const) expect(imagesOf(area)).toHaveLength(imagesOfArea);
  expect(scope.exposures.filter(({ command }) => command === 'L')).toHaveLength(0); // the stage stood at the second area still
});

test('a batch of which nothing was begun leaves nothing behind', async () => {
  await prepare(['second', 'third']);
  await byHand((serialEm) => serialEm.call('SetLowDoseMode', 0));
  await expect(acquire()).rejects.toThrow(/Low Dose mode is off/);
  await byHand((serialEm) => serialEm.call('SetLowDoseMode', 1));
  writeFileSync(join(folder, 'data', 'first_ts_001.mrc'), '');
  expect(await acquire()).toBe(1);
  expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  expect(await marks()).toEqual([1, 1, 0, 0]);
});
