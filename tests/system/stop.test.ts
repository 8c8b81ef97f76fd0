import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgsOf, type ExternalCommand, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import { acquire, type Ending } from '../../packages/pacetomo/src/session/acquire.ts';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { parseJournal } from '../../packages/pacetomo/src/session/journalLines.ts';
import { undisturbed } from './crashMatrix.ts';
import { CrashWorld, type Result } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import {
  type Ended,
  type Running,
  runPacetomo,
  startPacetomo,
  startVirtualMicroscope,
  type VirtualMicroscope,
} from './programs.ts';

const plan = fourTargetsNineTilts();
/** As many as the reliability programme wants of every build. */
const trials = 60;

/** When somebody says stop: while the n-th command is unanswered, when it was answered, or while the n-th line is written. */
interface Moment {
  readonly at: 'during' | 'after' | 'line';
  readonly number: number;
}

/** A client that knows what it has sent and when. */
class RecordingClient extends SerialEmClient {
  readonly sent: { readonly name: string; readonly atMs: number }[] = [];
  onSent = (): void => {};
  onAnswered = (): void => {};
  answeredAtMs = 0;

  override async call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    const reply = super.call(name, ...args);
    this.sent.push({ name, atMs: performance.now() });
    this.onSent();
    try {
      return await reply;
    } finally {
      this.answeredAtMs = performance.now();
      this.onAnswered();
    }
  }
}

/** How a run ended that somebody stopped. */
interface Stopped {
  readonly ending: Ending;
  /** From acceptance to the last command sent; never above zero if none was sent afterwards. */
  readonly lastSentAfterMs: number;
  /** From the end of the last command to the end of the run. */
  readonly endedAfterMs: number;
  readonly sentAfterwards: readonly string[];
}

async function workUntil(world: CrashWorld, { at, number }: Moment): Promise<Stopped> {
  const client = new RecordingClient(world.scope.connect());
  const control = new OperatorControl();
  let acceptedAtMs = Number.POSITIVE_INFINITY;
  let sentBefore = Number.POSITIVE_INFINITY;
  let count = 0;
  const meet = (): null => {
    count += 1;
    if (count !== number) return null;
    control.stop('a test');
    acceptedAtMs = performance.now();
    sentBefore = client.sent.length;
    return null;
  };
  if (at === 'during') client.onSent = meet;
  if (at === 'after') client.onAnswered = meet;
  world.store.onAppend = at === 'line' ? meet : () => null;
  const clock = { now: () => new Date(0), monotonicMs: () => 0 };
  const journal = await OpenJournal.open(world.store, clock);
  const folder = { path: 'here', plan, planSha256: 'sha' };
  const ending = await acquire(folder, { journal, client, control, address: 'here:1', runUid: 'run' });
  const endedAfterMs = performance.now() - client.answeredAtMs;
  client.close();
  await client.closed;
  return {
    ending,
    lastSentAfterMs: (client.sent.at(-1)?.atMs ?? 0) - acceptedAtMs,
    endedAfterMs,
    sentAfterwards: client.sent.slice(sentBefore).map(({ name }) => name),
  };
}

let expected: Result;
beforeAll(async () => {
  expected = await undisturbed(plan);
});

function randomMoment(): Moment {
  const at = (['during', 'after', 'line'] as const)[Math.floor(3 * Math.random())]!;
  const most = at === 'line' ? expected.lines : expected.commands;
  return { at, number: 1 + Math.floor(Math.random() * most) };
}

/** Stops, suspensions and resumptions of a run, in their order. */
function storyOf({ store }: CrashWorld): string {
  const { events } = parseJournal(store.bytes);
  const words = events.flatMap((event) =>
    event.type === 'action' ? [event.what] : event.type === 'suspend' ? ['suspend'] : [],
  );
  return words.filter((word) => word !== 'realign').join(' ');
}

test(`${trials} runs stopped at random moments send nothing more, and are complete when they are resumed`, async () => {
  const latenciesMs: number[] = [];
  const endingsMs: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const world = await CrashWorld.create(plan);
    const moments = [randomMoment(), { at: 'during', number: 1 + Math.floor(40 * Math.random()) } as const];
    const where = `stopped ${JSON.stringify(moments)}`;
    for (const moment of moments) {
      const stopped = await workUntil(world, moment);
      if (stopped.ending === 'complete') break; // the moment came after the last command
      expect(stopped.sentAfterwards, where).toEqual([]);
      latenciesMs.push(stopped.lastSentAfterMs);
      endingsMs.push(stopped.endedAfterMs);
    }
    world.store.onAppend = () => null;
    expect(await world.work(null), where).toBe('complete');
    const result = await world.end();
    expect(result.records, where).toEqual(expected.records);
    expect(result.others, where).toBe(expected.others);
    expect(result.files, where).toEqual(expected.files);
    expect(storyOf(world), where).toMatch(/^(stop suspend resume ?)*$/);
  }
  const p99 = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(0.99 * values.length)]!;
  console.log(
    `${latenciesMs.length} stops: last command sent ${p99(latenciesMs).toFixed(1)} ms after acceptance (p99), run over ${p99(endingsMs).toFixed(1)} ms after the end of the last command`,
  );
  expect(Math.max(...latenciesMs)).toBeLessThan(250);
});

describe('a real process', () => {
  const images = 2 * 9;
  let folder: string;
  let run: string;
  let scope: VirtualMicroscope;
  let first: Running;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pacetomo-stop-'));
    run = join(folder, 'runs/stop_run01');
    const targets = [
      [0, 0],
      [2.5, 4],
    ].map(([x, y], i) => `_tgt = 00${i + 1}\ntsfile = stop_ts_00${i + 1}.mrc\nSSX = ${x}\nSSY = ${y}\n`);
    writeFileSync(join(folder, 'stop_tgts.txt'), `_set minTilt = -12\n_set maxTilt = 12\n${targets.join('\n')}`);
    // slow enough to be met in the middle of a command
    scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet', '--speed', '60']);
    first = startPacetomo(['run', 'stop_tgts.txt', '--serialem', scope.address], folder);
    await until(() => journal().includes('"expose.commit","purpose":"record"'));
  });
  afterEach(() => rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 }));

  const pacetomo = (...args: string[]): Promise<Ended> => runPacetomo(args, folder);
  const journal = (): string =>
    existsSync(join(run, 'journal.jsonl')) ? readFileSync(join(run, 'journal.jsonl'), 'utf8') : '';

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** What the process has sent since, by its own recorder. */
  function sentSince(iso: string): readonly string[] {
    const lines = readFileSync(join(run, 'commands.log'), 'utf8').trim().split('\n');
    return lines.flatMap((line) => {
      const { t, sent }: { t: string; sent?: string } = JSON.parse(line);
      return sent !== undefined && t > iso ? [sent] : [];
    });
  }

  async function resumeToTheEnd(): Promise<void> {
    expect(await pacetomo('resume', run)).toMatchObject({ code: 0 });
    const records = (await scope.end()).filter(({ command }) => command === 'R');
    expect(new Set(records.map(({ file, section }) => `${file}:${section}`)).size).toBe(images);
    expect(records).toHaveLength(images);
  }

  test('is stopped by a command from elsewhere, which says what SerialEM is busy with', async () => {
    const said = await pacetomo('stop', run);
    const acceptedBefore = new Date().toISOString();
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/SerialEM is busy with \w+, for \d+\.\d s so far|No command is in progress/);
    const ended = await first.ended;
    expect(ended).toMatchObject({ code: 130, stdout: expect.stringContaining('Stopped. Go on with: pacetomo resume') });
    expect(ended.stdout).toMatch(/Stop asked for by \S+@\S+\./);
    expect(ended.stdout).toContain('SerialEM’s ImageShiftLimit stays at 20 (it was 15)');
    expect(sentSince(acceptedBefore)).toEqual([]);
    expect(await pacetomo('status', run)).toMatchObject({
      stdout: expect.stringMatching(/suspended: stopped by \S+@/),
    });
    expect(await pacetomo('stop', run)).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing to stop') });
    await resumeToTheEnd();
  });

  test('is stopped by a file in its folder', async () => {
    writeFileSync(join(run, 'STOP'), '');
    expect(await first.ended).toMatchObject({ code: 130, stdout: expect.stringContaining('by the file STOP') });
    expect(existsSync(join(run, 'STOP'))).toBe(false);
    await resumeToTheEnd();
  });

  test('says how it stands, rests, is changed, and goes on', async () => {
    expect(await pacetomo('pause', run)).toMatchObject({ code: 0 });
    await until(() => journal().includes('"what":"pause"'));
    const { live }: { live: unknown } = JSON.parse((await pacetomo('status', run, '--json')).stdout);
    expect(live).toMatchObject({ pid: first.process.pid, pausedBy: expect.stringMatching(/@/), stoppedBy: null });
    expect(await pacetomo('change', run, '--skip', '007')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('001, 002'),
    });
    expect(await pacetomo('change', run, '--range=-12,90')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not wider'),
    });
    expect(await pacetomo('change', run, '--range=-3,3')).toMatchObject({ code: 0, stderr: '' });
    expect(await pacetomo('go', run)).toMatchObject({ code: 0, stdout: 'The run goes on.\n' });
    expect(await first.ended).toMatchObject({ code: 0 });
    const [before = '', afterwards = ''] = journal().split('"change":{"kind":"range","minDeg":-3,"maxDeg":3}');
    const taken = (text: string): number => text.split('"purpose":"record","section"').length - 1;
    expect(afterwards.match(/"purpose":"record".*"tiltDeg":(-?\d+)/g) ?? []).not.toContainEqual(
      expect.stringMatching(/"tiltDeg":-?([6-9]|1\d)$/),
    );
    const out = join(folder, 'help.tar.gz');
    expect(await pacetomo('bundle', run, '--out', out)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('plan.json, journal.jsonl, run.log, commands.log'),
    });
    const records = (await scope.end()).filter(({ command }) => command === 'R');
    expect(records).toHaveLength(taken(before) + taken(afterwards));
    expect(records.filter(({ nominalTiltDeg }) => Math.abs(nominalTiltDeg) <= 3)).toHaveLength(2 * 3);
  });

  test('that was stopped is changed in its journal, and a file STOP keeps it from going on', async () => {
    first.process.kill('SIGINT');
    await first.ended;
    expect(await pacetomo('change', run, '--end', '002:plus')).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(join(run, 'STOP'), '');
    expect(await pacetomo('resume', run)).toMatchObject({ code: 1, stderr: expect.stringContaining('file STOP') });
    rmSync(join(run, 'STOP'));
    expect(await pacetomo('resume', run)).toMatchObject({ code: 0 });
    const records = (await scope.end()).filter(({ command }) => command === 'R');
    expect(
      records.filter(({ file }) => file?.includes('_002')).every(({ nominalTiltDeg }) => nominalTiltDeg <= 0),
    ).toBe(true);
    expect(records.filter(({ file }) => file?.includes('_001'))).toHaveLength(9);
  });
});
