import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRecord, memoryFile, numberOf, openMrc, parseMdoc, recordFlags, sectionsOf } from '@pacetomo/em-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sortByTilt } from '../../packages/pacetomo/src/finish/sortByTilt.ts';
import { type AcquiredStack, acquiredStack, sha256 } from './acquiredStack.ts';
import { budget } from './budget.ts';
import { seeded } from './seeded.ts';

/** `PACETOMO_KILLS=100` for the figure in the notes. Real kills need real time: this waits as long as a program lives. */
const kills = Number(process.env.PACETOMO_KILLS ?? budget(10));
const seed = 20260707;

const stackName = 'kill_ts_001.mrc';
const newStack = 'kill_ts_001_sorted.mrc.tmp';
const newMdoc = 'kill_ts_001_sorted.mrc.mdoc.tmp';
const setAside = 'kill_ts_001_unsorted.mrc';
const oldMdoc = `unsorted/${stackName}.mdoc`;

let root: string;
let acquired: AcquiredStack;
/** What lies on the disk after an undisturbed sorting: SHA-256 by name. */
let wanted: Disk;
/** Of an undisturbed sorting. */
let writingMs: number;

type Disk = ReadonlyMap<string, string>;

async function diskIn(folder: string): Promise<Disk> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  const kept = paths.filter((path) => path.startsWith('kill_ts') || path.startsWith('unsorted')).sort();
  return new Map(
    await Promise.all(kept.map(async (path) => [path, sha256(await readFile(join(folder, path)))] as const)),
  );
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(root, 'data-'));
  await writeFile(join(folder, stackName), acquired.stack);
  await writeFile(join(folder, `${stackName}.mdoc`), acquired.mdoc);
  return folder;
}

/** The verb of the command line without the others, which takes a third of the time to start. */
const verb = new URL('../../packages/pacetomo/dist/cli/sort.js', import.meta.url).href;
const program = `const { sort } = await import(${JSON.stringify(verb)}); await sort(['${stackName}']);`;

function startSorting(folder: string): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, stdio: 'ignore' });
  return { child, ended: once(child, 'close').then(([code]) => code) };
}

/** The n-th time that a name comes or goes, and how long after that. */
interface Moment {
  readonly name: string;
  readonly time: number;
  readonly afterMs: number;
}

/** The renames of an undisturbed sorting, one after the other: each a moment at which much can go wrong. */
const renames: readonly Omit<Moment, 'afterMs'>[] = [
  { name: newMdoc, time: 1 },
  { name: 'unsorted', time: 1 },
  { name: stackName, time: 1 },
  { name: `${stackName}.mdoc`, time: 1 },
  { name: stackName, time: 2 },
  { name: `${stackName}.mdoc`, time: 2 },
];

/** Sorts with a real program and kills it. Gives whether it was alive until then. */
async function sortAndKill(folder: string, { name: awaited, time, afterMs }: Moment): Promise<boolean> {
  const watching = watch(folder);
  const { child, ended } = startSorting(folder);
  let times = 0;
  watching.on('change', (event, name) => {
    if (event !== 'rename' || name !== awaited || ++times !== time) return;
    if (afterMs < 1) child.kill('SIGKILL');
    else setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  const code = await ended;
  watching.close();
  expect([null, 0]).toContain(code);
  return code === null;
}

/** How long a real program writes a stack, ms. */
async function timedWriting(folder: string): Promise<number> {
  let [begunMs, writtenMs] = [0, 0];
  const watching = watch(folder, (event, name) => {
    if (event !== 'rename') return;
    if (name === newStack && begunMs === 0) begunMs = performance.now();
    if (name === newMdoc && writtenMs === 0) writtenMs = performance.now();
  });
  expect(await startSorting(folder).ended).toBe(0);
  watching.close();
  return writtenMs - begunMs;
}

/** Every image is in the stack once, each with its own tilt in record and mdoc, ascending. */
async function expectSorted(folder: string): Promise<void> {
  const stack = await openMrc(memoryFile(await readFile(join(folder, stackName))));
  const mdoc = parseMdoc(await readFile(join(folder, `${stackName}.mdoc`), 'utf8'));
  const tiltsDeg = sectionsOf(mdoc, 'ZValue').map((section) => numberOf(section, 'TiltAngle'));
  expect(tiltsDeg).toEqual([...acquired.imageOfTilt.keys()].sort((one, other) => one - other));
  for (const [z, tiltDeg] of tiltsDeg.entries()) {
    const { data, record } = await stack.readSection(z);
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    expect(sha256(pixels), `section ${z}`).toBe(acquired.imageOfTilt.get(tiltDeg!));
    expect(decodeRecord(record!, recordFlags.tilt).tiltDeg).toBeCloseTo(tiltDeg!, 6);
  }
}

/** Which of stack, mdoc, acquired stack and acquired mdoc are there, from one rename to the next. */
const stages: ReadonlyMap<string, string> = new Map([
  ['-xx-', 'stack set aside'],
  ['--xx', 'mdoc set aside'],
  ['x-xx', 'sorted stack in place'],
  ['xxxx', 'both in place'],
  ['xx-x', 'done'],
]);

/** How far the sorting had got, by the names on the disk. */
function stageOf(disk: Disk): string {
  const names = [stackName, `${stackName}.mdoc`, setAside, oldMdoc];
  const there = names.map((name) => (disk.has(name) ? 'x' : '-')).join('');
  if (there !== 'xx--') return stages.get(there) ?? there;
  if (disk.has(newMdoc)) return 'mdoc written';
  return disk.has(newStack) ? 'stack being written' : 'nothing written';
}

/** The old or the new stack is there whole, and an mdoc beside it is its own. */
function expectOldOrNew(disk: Disk, where: string): void {
  const [oldStack, oldText] = [sha256(acquired.stack), sha256(acquired.mdoc)];
  const [stack, mdoc] = [disk.get(stackName), disk.get(`${stackName}.mdoc`)];
  const isOld = stack === oldStack || (stack === undefined && disk.get(setAside) === oldStack);
  const isNew = stack === wanted.get(stackName);
  expect(isOld || isNew, `${where}: neither stack is whole`).toBe(true);
  if (disk.has(setAside)) expect(disk.get(setAside), where).toBe(oldStack);
  if (disk.has(oldMdoc)) expect(disk.get(oldMdoc), where).toBe(oldText);
  if (stack !== undefined && mdoc !== undefined)
    expect(mdoc, `${where}: the mdoc is not that of the stack`).toBe(isNew ? wanted.get(`${stackName}.mdoc`) : oldText);
  expect(mdoc ?? disk.get(oldMdoc), `${where}: no mdoc is left`).toBeDefined();
  const known = [...wanted.keys(), setAside, newStack, newMdoc];
  expect(
    [...disk.keys()].filter((name) => !known.includes(name)),
    where,
  ).toEqual([]);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pacetomo-sort-killed-'));
  acquired = await acquiredStack(15, seed);
  const folder = await freshFolder();
  writingMs = await timedWriting(folder);
  await expectSorted(folder);
  wanted = await diskIn(folder);
  expect([...wanted.keys()]).toEqual([stackName, `${stackName}.mdoc`, oldMdoc]);
  expect(wanted.get(oldMdoc)).toBe(sha256(acquired.mdoc));
  await rm(folder, { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

/** Every third kill falls while the stack is written, which takes longest; the others at and after a rename. */
function momentOf(trial: number, random: () => number): Moment {
  const rename = renames[Math.floor(random() * renames.length)];
  if (trial % 3 === 0 || rename === undefined) return { name: newStack, time: 1, afterMs: writingMs * random() };
  return { ...rename, afterMs: 2 * random() };
}

test('a sorting killed at random moments leaves the old or the new stack whole, and is completed when said again', async () => {
  const random = seeded(seed);
  const times = new Map<string, number>();
  let killed = 0;
  for (let trial = 0; killed < kills && trial < 3 * kills; trial++) {
    const folder = await freshFolder();
    const where = `trial ${trial} of seed ${seed}`;
    for (let again = 0; again < 2; again++) {
      const wasAlive = await sortAndKill(folder, momentOf(trial, random));
      const disk = await diskIn(folder);
      expectOldOrNew(disk, where);
      if (!wasAlive) break;
      killed += 1;
      times.set(stageOf(disk), (times.get(stageOf(disk)) ?? 0) + 1);
      if (trial % 5 !== 4) break; // every fifth is killed once more while it recovers
    }
    await sortByTilt(join(folder, stackName));
    expect(await diskIn(folder), where).toEqual(wanted);
    await rm(folder, { recursive: true });
  }
  console.log(`${killed} sortings killed: ${[...times].map(([stage, count]) => `${count} ${stage}`).join(', ')}`);
  expect(killed).toBeGreaterThanOrEqual(kills);
});
