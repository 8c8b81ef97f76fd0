import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMdoc, sectionsOf, textOf } from '@pacetomo/em-files';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finish } from '../../packages/pacetomo/src/cli/finish.ts';
import { resume, run } from '../../packages/pacetomo/src/cli/run.ts';
import { preset } from './measuringSite.ts';
import { targetsText } from './navigatorFile.ts';

let folder: string;
let data: string;
let scope: VirtualSerialEm;
const said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-finish-'));
  data = join(folder, 'data');
  writeFileSync(join(folder, 'lam_tgts.txt'), targetsText('lam', { xUm: 0, yUm: 0 }));
  said.length = 0;
  for (const stream of ['log', 'warn'] as const)
    vi.spyOn(console, stream).mockImplementation((line: string) => void said.push(line));
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  await scope.close();
  rmSync(folder, { recursive: true });
});

/** Acquires two targets at seven tilts, with more settings. */
async function acquire(set: readonly string[] = [], changes: Partial<Parameters<typeof run>[1]> = {}): Promise<string> {
  const quiet = preset('quiet');
  const scenario: ScenarioInput = { ...quiet, camera: { ...quiet.camera, frames: 'placeholder' } };
  scope = await createVirtualSerialEm({ scenario, seed: 3, dir: data });
  const serialem = `127.0.0.1:${(await scope.listen({ port: 0 })).port}`;
  const targets = join(folder, 'lam_tgts.txt');
  expect(await run(targets, { serialem, runs: join(folder, 'runs'), set, ...changes })).toBe('complete');
  return join(folder, 'runs', 'lam_run01');
}

const sorted = [-9, -6, -3, 0, 3, 6, 9];
const acquired = [0, 3, 6, -3, -6, 9, -9];

function tiltsOf(file: string): readonly number[] {
  const mdoc = parseMdoc(readFileSync(join(data, `${file}.mdoc`), 'utf8'));
  return sectionsOf(mdoc, 'ZValue').map((section) => Math.round(Number(textOf(section, 'TiltAngle'))));
}

const recordOf = (runPath: string) => JSON.parse(readFileSync(join(runPath, 'finish.json'), 'utf8'));

test('when a run is complete its stacks are sorted and binned, the pieces of montages sorted', async () => {
  const path = await acquire(['binFinalStack=2', 'tgtMontage=yes', 'tgtMntSize=1', 'maxTilt=3', 'minTilt=-3']);
  const stacks = readdirSync(data).filter((name) => name.endsWith('.mrc'));
  expect(stacks).toHaveLength(2 + 8 + 2); // two targets, eight pieces of the second, two binned
  for (const name of stacks) expect(tiltsOf(name), name).toEqual([-3, 0, 3]);
  expect(stacks.filter((name) => name.includes('_bin'))).toEqual(['lam_ts_001_bin2.mrc', 'lam_ts_002_bin2.mrc']);
  expect(recordOf(path)).toMatchObject({ finishVersion: 1, isWhole: true });
  expect(recordOf(path).stacks).toHaveLength(10);
  expect(readFileSync(join(path, 'run.log'), 'utf8')).toContain('lam_ts_002_-1_0.mrc: 3 images sorted by tilt');
  const before = readFileSync(join(data, 'lam_ts_002.mrc'));
  await finish(path, {});
  expect(process.exitCode ?? 0).toBe(0);
  expect(said).toContainEqual(
    expect.stringMatching(
      /^lam_ts_002\.mrc: 3 images, in the order of tilt already\. exported as lam_ts_002, .* lam_ts_002_bin2\.mrc is there already\.$/,
    ),
  );
  expect(readFileSync(join(data, 'lam_ts_002.mrc')).equals(before)).toBe(true);
});

test('stacks go only where their frames are, and their mdoc stay', async () => {
  const path = await acquire(['delFinalStack=yes']);
  expect(readdirSync(data).filter((name) => /^lam_ts_00\d\.mrc/.test(name))).toEqual([
    'lam_ts_001.mrc.mdoc',
    'lam_ts_002.mrc.mdoc',
  ]);
  expect(recordOf(path).stacks[0].done.at(-1)).toEqual({ what: 'delete', result: { kind: 'deleted', images: 7 } });
});

test('a stack that lacks a frame file is kept', async () => {
  const path = await acquire(['delFinalStack=yes'], { finishing: async () => {} });
  const mdoc = readFileSync(join(data, 'lam_ts_002.mrc.mdoc'), 'utf8');
  rmSync(/SubFramePath = (.*)/.exec(mdoc)![1]!.trim());
  await finish(path, {});
  expect(existsSync(join(data, 'lam_ts_001.mrc'))).toBe(false);
  expect(existsSync(join(data, 'lam_ts_002.mrc'))).toBe(true);
  expect(said.at(-1)).toMatch(/^lam_ts_002\.mrc: .* kept, because .* has no frames/);
  expect(process.exitCode).toBe(1);
});

test('stacks that another computer keeps are said to be out of reach when the run begins, and finished by another name later', async () => {
  const path = await acquire([], { map: [`${folder}=/nowhere`] });
  const note = said.findIndex((line) => line.startsWith('Note: The stacks are written to'));
  expect(note).toBeLessThan(said.findIndex((line) => line.includes('Begins.')));
  expect(said[note]).toContain('(here /nowhere/data), which this computer does not reach');
  expect(tiltsOf('lam_ts_001.mrc')).toEqual(acquired);
  expect(existsSync(join(path, 'finish.json'))).toBe(false);
  symlinkSync(folder, join(folder, 'mounted'));
  await finish(path, { map: [`${folder}=${join(folder, 'mounted')}`] });
  expect(tiltsOf('lam_ts_001.mrc')).toEqual(sorted);
});

test('a stack that is not the one of the run is left alone', async () => {
  const path = await acquire([], { finishing: async () => {} });
  await copyFile(join(data, 'lam_ts_001.mrc'), join(folder, 'seven.mrc'));
  writeFileSync(join(data, 'lam_ts_002.mrc'), 'no stack at all');
  const header = readFileSync(join(data, 'lam_ts_001.mrc'));
  header.writeInt32LE(5, 8); // sections
  writeFileSync(join(data, 'lam_ts_001.mrc'), header);
  await finish(path, {});
  expect(said.at(-2)).toMatch(/^lam_ts_001\.mrc: left as it is: it holds 5 images, and this run took 7/);
  expect(said.at(-1)).toMatch(/^lam_ts_002\.mrc: left as it is: /);
  await copyFile(join(folder, 'seven.mrc'), join(data, 'lam_ts_001.mrc'));
  await finish(path, {});
  expect(tiltsOf('lam_ts_001.mrc')).toEqual(sorted);
});

test('resuming a complete run finishes stacks that were not; a run that is not complete leaves them alone', async () => {
  const path = await acquire([], { finishing: async () => {} });
  expect(await resume(path, {})).toBe('complete');
  expect(tiltsOf('lam_ts_002.mrc')).toEqual(sorted);
  const journal = join(path, 'journal.jsonl');
  writeFileSync(journal, readFileSync(journal, 'utf8').split('\n').slice(0, -2).join('\n').concat('\n'));
  await expect(finish(path, {})).rejects.toThrow(/is not complete/);
});

test('of every series all is written that others read, and its marker last; a second time changes nothing but times', async () => {
  const path = await acquire();
  const exported = join(data, 'export');
  const names = readdirSync(exported);
  for (const name of ['lam_ts_001', 'lam_ts_002'])
    for (const ending of ['json', 'done', 'png', 'gif']) expect(names).toContain(`${name}.${ending}`);
  const manifest = JSON.parse(readFileSync(join(exported, 'lam_ts_002.json'), 'utf8'));
  expect(manifest.tilts).toMatchObject({ complete: true, missing: [] });
  expect(manifest.frames).toMatchObject({ missing: [] });
  expect(manifest.frames.found).toHaveLength(7);
  expect(manifest.quality.verdict).toBe('good');
  const sum = createHash('sha256')
    .update(readFileSync(join(data, 'lam_ts_002.mrc')))
    .digest('hex');
  expect(manifest.checksums['../lam_ts_002.mrc']).toBe(sum);
  expect(readdirSync(join(exported, 'mdoc')).sort()).toEqual(['lam_ts_001.mdoc', 'lam_ts_002.mdoc']);
  expect(existsSync(join(data, 'frames', 'lam_ts_002.mdoc'))).toBe(true);
  const before = readFileSync(join(exported, 'mdoc', 'lam_ts_002.mdoc'), 'utf8');
  await finish(path, {});
  expect(readFileSync(join(exported, 'mdoc', 'lam_ts_002.mdoc'), 'utf8')).toBe(before);
  expect(tiltsOf('lam_ts_002.mrc')).toEqual(sorted);
});

test('the mdoc as SerialEM wrote it is kept in a folder of its own, and no second one lies beside a stack', async () => {
  await acquire();
  expect(readdirSync(data).filter((name) => name.endsWith('.mdoc'))).toEqual([
    'lam_ts_001.mrc.mdoc',
    'lam_ts_002.mrc.mdoc',
  ]);
  const kept = parseMdoc(readFileSync(join(data, 'unsorted', 'lam_ts_001.mrc.mdoc'), 'utf8'));
  expect(sectionsOf(kept, 'ZValue').map((section) => Math.round(Number(textOf(section, 'TiltAngle'))))).toEqual(
    acquired,
  );
});

test('an mdoc that was kept from another series of the same name is not taken for that of this one', async () => {
  const path = await acquire();
  const kept = join(data, 'unsorted', 'lam_ts_001.mrc.mdoc');
  writeFileSync(kept, readFileSync(kept, 'utf8').replace(/TiltAngle = -?[\d.]+/, 'TiltAngle = 33'));
  await finish(path, {});
  expect(said.find((line) => line.startsWith('lam_ts_001.mrc'))).toMatch(
    /not exported, because the mdoc that an earlier sorting has kept, .* describes other images/,
  );
  expect(existsSync(join(data, 'export', 'lam_ts_002.done'))).toBe(true);
});

test('a run does not begin where an mdoc of the same name was kept', async () => {
  mkdirSync(join(data, 'unsorted'), { recursive: true });
  writeFileSync(join(data, 'unsorted', 'lam_ts_002.mrc.mdoc'), 'of another day');
  await expect(acquire()).rejects.toThrow(/unsorted\/lam_ts_002\.mrc\.mdoc \(target 002\) exists already/);
  expect(scope.exposures).toEqual([]);
});
