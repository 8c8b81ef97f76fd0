import { SerialEmClient } from '@pacetomo/serialem-link';
import { beforeAll, expect, test } from 'vitest';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import { Trouble } from '../../packages/pacetomo/src/run/errors.ts';
import type { Ending } from '../../packages/pacetomo/src/session/acquire.ts';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { parseJournal, type StampedEvent } from '../../packages/pacetomo/src/session/journalLines.ts';
import { keepGoing } from '../../packages/pacetomo/src/session/keepGoing.ts';
import { undisturbed } from './crashMatrix.ts';
import { CrashWorld, type Result } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

const plan = fourTargetsNineTilts();
let expected: Result;
beforeAll(async () => {
  expected = await undisturbed(plan);
});

/** What happens around a run that is left alone. */
interface Surroundings {
  readonly control?: OperatorControl;
  /** Called before each attempt to connect again, with its number from 1; may throw or take its time. */
  readonly beforeConnecting?: (attempt: number) => void | Promise<void>;
  readonly onSleep?: (sleptMs: number) => void;
  readonly replyTimeoutMs?: number;
  /** The clock goes on by so much when a connection is there again. */
  readonly hoursBetweenLosses?: number;
}

/** How it went. */
interface LeftAlone {
  readonly ending: Ending | Trouble;
  readonly attempts: number;
  readonly sleptMs: number;
  readonly told: readonly string[];
  readonly events: readonly StampedEvent[];
}

/** A run that nobody looks after. Its clock goes only while it sleeps. */
async function leaveAlone(world: CrashWorld, around: Surroundings = {}): Promise<LeftAlone> {
  const { control = new OperatorControl(), replyTimeoutMs = 900_000 } = around;
  let nowMs = 0;
  let attempts = 0;
  const told: string[] = [];
  const client = (): SerialEmClient => new SerialEmClient(world.scope.connect(), { replyTimeoutMs });
  world.store.onAppend = () => null;
  const journal = await OpenJournal.open(world.store, { now: () => new Date(nowMs), monotonicMs: () => nowMs });
  const first = client();
  const acquisition = { journal, client: first, control, address: 'here:1', runUid: 'run' };
  const link = {
    connect: async () => {
      attempts += 1;
      await around.beforeConnecting?.(attempts);
      nowMs += (around.hoursBetweenLosses ?? 0) * 3_600_000;
      return client();
    },
    replyTimeoutMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      around.onSleep?.(nowMs);
    },
    nowMs: () => nowMs,
    tell: (sentence: string) => void told.push(sentence),
  };
  const ending = await keepGoing({ path: 'here', plan, planSha256: 'sha' }, acquisition, link).catch((error) => {
    if (error instanceof Trouble) return error;
    throw error;
  });
  first.close();
  return { ending, attempts, sleptMs: nowMs, told, events: parseJournal(world.store.bytes).events };
}

const lastOf = ({ events }: LeftAlone): unknown => events.at(-1);
const resumedBy = ({ events }: LeftAlone): readonly string[] =>
  events.flatMap((event) => (event.type === 'action' && event.what === 'resume' ? [event.who] : []));

/** The run goes on by itself and its result is the one of the undisturbed run. */
async function expectUntouched(world: CrashWorld, left: LeftAlone): Promise<void> {
  expect(left.ending).toBe('complete');
  const result = await world.end();
  expect(result.records).toEqual(expected.records);
  expect(result.others).toBe(expected.others);
  expect(result.files).toEqual(expected.files);
}

const places = [
  { name: 'R', occurrence: 7 },
  { name: 'S', occurrence: 20 },
  { name: 'SetDefocus', occurrence: 11 },
  { name: 'TiltTo', occurrence: 9 },
  { name: 'ReportFileZsize', occurrence: 13 },
  { name: 'SetImageShift', occurrence: 30 },
] as const;

test.each(
  places.flatMap((at) => (['reply-lost', 'dropped-before', 'half-reply'] as const).map((kind) => ({ kind, at }))),
)('after $kind at $at.name the run goes on by itself, and nothing is exposed twice', async ({ kind, at }) => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind, at });
  const left = await leaveAlone(world);
  expect(left).toMatchObject({ attempts: 1, sleptMs: 1000 });
  expect(resumedBy(left)).toEqual(['pacetomo']);
  expect(left.told.join(' ')).toMatch(/Trying to go on\. SerialEM answers again/);
  await expectUntouched(world, left);
});

test('another program that takes the connection once does not end the run', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'takeover', at: { name: 'ImageProperties', occurrence: 12 } });
  await expectUntouched(world, await leaveAlone(world));
});

test('another program that takes the connection again and again is not fought', async () => {
  const world = await CrashWorld.create(plan);
  for (const occurrence of [6, 8, 10, 12])
    world.scope.faults.add({ kind: 'takeover', at: { name: 'SetDefocus', occurrence } });
  const left = await leaveAlone(world);
  expect(left).toMatchObject({ attempts: 2, ending: { code: 'needs-person' } });
  expect(lastOf(left)).toMatchObject({
    type: 'suspend',
    reason: expect.stringContaining('another program connects to the port'),
  });
  world.scope.faults.clear();
  expect(await world.work(null)).toBe('complete');
  expect((await world.end()).records).toEqual(expected.records);
});

test('losses that lie hours apart are accidents, however many', async () => {
  const world = await CrashWorld.create(plan);
  for (const occurrence of [6, 12, 18, 24, 30])
    world.scope.faults.add({ kind: 'dropped-before', at: { name: 'SetDefocus', occurrence } });
  const left = await leaveAlone(world, { hoursBetweenLosses: 1 });
  expect(left.attempts).toBe(5);
  await expectUntouched(world, left);
});

test('another program that moved the stage meanwhile is found out, and a person is asked', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({
    kind: 'takeover',
    at: { name: 'SetDefocus', occurrence: 12 },
    commands: [{ name: 'MoveStage', args: [4, -3] }],
  });
  const left = await leaveAlone(world);
  expect(left.ending).toMatchObject({ code: 'needs-person', message: expect.stringContaining('The stage stands') });
  expect(lastOf(left)).toMatchObject({ type: 'suspend' });
  await world.end();
});

test('STOP in SerialEM is never resumed by the program', async () => {
  for (const moment of ['before', 'during', 'after'] as const) {
    const world = await CrashWorld.create(plan);
    world.scope.faults.add({ kind: 'user-stop', at: { name: 'R', occurrence: 9 }, moment });
    const left = await leaveAlone(world);
    expect(left.ending).toBeInstanceOf(Trouble);
    expect(left.attempts).toBe(0);
    expect(left.events.slice(-2)).toMatchObject([
      { type: 'action', what: 'stop', who: 'somebody with STOP in SerialEM' },
      { type: 'suspend' },
    ]);
    await world.end();
  }
});

test('a stop that comes while the connection is lost is not undone by one that is found again', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'reply-lost', at: { name: 'R', occurrence: 9 } });
  const control = new OperatorControl();
  const left = await leaveAlone(world, { control, beforeConnecting: () => control.stop('ann@krios') });
  expect(left.ending).toBe('stopped');
  expect(left.events.slice(-2)).toMatchObject([
    { type: 'action', what: 'stop', who: 'ann@krios' },
    { type: 'suspend', reason: 'stopped by ann@krios' },
  ]);
  expect(await world.work(null)).toBe('complete');
  expect((await world.end()).records).toEqual(expected.records);
});

test('a stop while SerialEM cannot be reached ends the waiting', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'reply-lost', at: { name: 'R', occurrence: 9 } });
  const control = new OperatorControl();
  const left = await leaveAlone(world, {
    control,
    beforeConnecting: () => {
      throw new Trouble('cannot-connect', 'Nobody answers.');
    },
    onSleep: (sleptMs) => {
      if (sleptMs > 20_000) control.stop('ann@krios');
    },
  });
  expect(left).toMatchObject({ ending: 'stopped', sleptMs: 20_250 });
  expect(await world.work(null)).toBe('complete');
  expect((await world.end()).records).toEqual(expected.records);
});

test('a SerialEM that stays away for two minutes is left to a person', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'reply-lost', at: { name: 'R', occurrence: 9 } });
  const left = await leaveAlone(world, {
    beforeConnecting: () => {
      throw new Trouble('cannot-connect', 'Nobody answers.');
    },
  });
  expect(left).toMatchObject({ ending: { code: 'needs-person' }, attempts: 15, sleptMs: 128_000 });
  expect(lastOf(left)).toMatchObject({ reason: expect.stringContaining('within 2 minutes') });
  expect(resumedBy(left)).toEqual([]);
  expect(await world.work(null)).toBe('complete');
  expect((await world.end()).records).toEqual(expected.records);
});

test('a SerialEM that comes back after half a minute finds the run waiting', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'reply-lost', at: { name: 'R', occurrence: 9 } });
  const left = await leaveAlone(world, {
    beforeConnecting: (attempt) => {
      if (attempt < 5) throw new Trouble('cannot-connect', 'Nobody answers.');
    },
  });
  expect(left).toMatchObject({ attempts: 5, sleptMs: 28_000 });
  await expectUntouched(world, left);
});

test('a SerialEM that was restarted is left to a person, whatever it looks like', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'program-dies', at: { name: 'SetDefocus', occurrence: 15 } });
  const left = await leaveAlone(world, {
    beforeConnecting: async () => {
      const person = new SerialEmClient(world.scope.connect());
      await person.call('SetLowDoseMode', 1);
      person.close();
      await person.closed;
    },
  });
  expect(left.ending).toMatchObject({ code: 'needs-person', message: expect.stringContaining('was restarted') });
  expect(left.events.filter(({ type }) => type === 'expose.intent').length).toBeLessThan(20);
  await world.end();
});

test('a run that has exposed nothing yet is left to the person who has just started it', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'reply-lost', at: { name: 'ReportDirectory' } });
  expect(await leaveAlone(world)).toMatchObject({ ending: { code: 'reply-lost' }, attempts: 0 });
  await world.end();
});

test('a command that stays unanswered for the whole time is no lost connection: SerialEM hangs', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'reply-lost', by: 'silence', at: { name: 'R', occurrence: 5 } });
  expect(await leaveAlone(world, { replyTimeoutMs: 3000 })).toMatchObject({
    ending: { code: 'reply-lost' },
    attempts: 0,
  });
  await world.end();
});
