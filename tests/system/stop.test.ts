import { type ArgsOf, type ExternalCommand, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import { beforeAll, expect, test } from 'vitest';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import { acquire, type Ending } from '../../packages/pacetomo/src/session/acquire.ts';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { CrashWorld, type Result } from './crashWorld.ts';
import { undisturbed } from './crashMatrix.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

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
    const actions = result.journal.filter((type) => type === 'action' || type === 'suspend');
    expect(actions.length % 3, `${where}: stop, suspend, resume belong together: ${actions}`).toBe(0);
  }
  const p99 = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(0.99 * values.length)]!;
  console.log(
    `${latenciesMs.length} stops: last command sent ${p99(latenciesMs).toFixed(1)} ms after acceptance (p99), run over ${p99(endingsMs).toFixed(1)} ms after the end of the last command`,
  );
  expect(Math.max(...latenciesMs)).toBeLessThan(250);
});
