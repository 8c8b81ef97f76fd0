import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scheduleOf } from '../../packages/pacetomo/src/plan/plan.ts';
import type { Branch } from '../../packages/pacetomo/src/plan/tiltScheme.ts';
import { replay } from '../../packages/pacetomo/src/run/after.ts';
import type { PlanChange } from '../../packages/pacetomo/src/run/control.ts';
import { budget } from './budget.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { type Place, places, TinyWorld } from './modelRun.ts';

const plan = fourTargetsNineTilts();
const ids = plan.targets.map(({ id }) => id);
const schedule = scheduleOf(plan);

/** What a run should do, in a few lines: which images are still wanted, and whether anybody works on it. */
interface Model {
  isWorking: boolean;
  /** Nothing changes a run that has come to its end. */
  isOver: boolean;
  readonly ended: Set<string>;
  range: readonly [number, number];
}

/** Whether a target is exposed at a tilt. The tracking target is, as long as anybody needs it. */
function isWanted({ ended, range }: Model, target: string, step: number): boolean {
  const tilt = schedule[step];
  if (tilt === undefined || tilt.deg < range[0] || tilt.deg > range[1]) return false;
  const takes = (id: string): boolean => !ended.has(`${id}/${tilt.branch}`);
  return target === ids[0] ? ids.some(takes) : takes(target);
}

const counts = new Map<string, number>();

type Command = fc.Command<Model, TinyWorld>;

/** A command of the model: when it is possible, and what it does to both. */
function command(
  name: string,
  isPossible: (model: Model) => boolean,
  act: (model: Model, world: TinyWorld) => void,
): Command {
  return {
    check: isPossible,
    run: (model, world) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      act(model, world);
      expect([...world.exposed.values()].every((times) => times === 1)).toBe(true);
      expect(replay(plan, world.events)).toEqual(world.state);
    },
    toString: () => name,
  };
}

const isWorking = (model: Model): boolean => model.isWorking;
const rests = (model: Model): boolean => !model.isWorking;

/** Works for some steps; whatever is exposed has to be wanted at that moment. */
function work(model: Model, world: TinyWorld, steps: number): void {
  for (let i = 0; i < steps; i++) {
    const before = new Set(world.exposed.keys());
    world.step();
    for (const key of world.exposed.keys()) if (!before.has(key)) expectWanted(model, key);
    model.isOver = world.state.complete;
  }
}

function expectWanted(model: Model, key: string): void {
  const [target = '', step = ''] = key.split('@');
  expect(isWanted(model, target, Number(step)), key).toBe(true);
}

const begin = (): Command =>
  command('resume', rests, (model, world) => {
    world.begin();
    model.isWorking = true;
  });
const goOn = (steps: number): Command => command('go on', isWorking, (model, world) => work(model, world, steps));
const stop = (): Command =>
  command('stop', isWorking, (model, world) => {
    world.note({ type: 'action', who: 'a person', what: 'stop' });
    world.note({ type: 'suspend', reason: 'stopped' });
    model.isWorking = false;
  });
const pause = (): Command =>
  command('pause', isWorking, (_model, world) => world.note({ type: 'action', who: 'a person', what: 'pause' }));
const die = (place: Place, steps: number): Command =>
  command(`die when ${place}`, isWorking, (model, world) => {
    work(model, world, steps);
    world.step(place);
    model.isOver = world.state.complete;
    model.isWorking = false;
  });
const loseLink = (place: Place): Command =>
  command('lose the link', isWorking, (model, world) => {
    world.step(place);
    model.isOver = world.state.complete;
    world.note({ type: 'link', state: 'down', cause: 'here:1' });
    world.note({ type: 'suspend', reason: 'the connection was lost' });
    model.isWorking = false;
  });
const restart = (): Command => command('restart SerialEM', rests, (_model, world) => world.restartSerialEm());
const wait = (seconds: number): Command =>
  command(
    'wait',
    () => true,
    (_model, world) => world.passTime(seconds),
  );

function change(wanted: PlanChange): Command {
  return command(
    wanted.kind,
    ({ isWorking, isOver }) => isWorking && !isOver,
    (model, world) => {
      world.change(wanted);
      if (wanted.kind === 'range') model.range = [wanted.minDeg, wanted.maxDeg];
      else {
        const branches: readonly Branch[] = wanted.kind === 'skip-target' ? ['plus', 'minus'] : [wanted.branch];
        // before the area is ready a branch may be ended too: it stays so
        for (const branch of branches) model.ended.add(`${wanted.target}/${branch}`);
      }
    },
  );
}

const target = fc.constantFrom(...ids);
const place = fc.constantFrom(...places);
const commands = [
  fc.constant(begin()),
  fc.integer({ min: 1, max: 60 }).map(goOn),
  fc.constant(stop()),
  fc.constant(pause()),
  fc.tuple(place, fc.integer({ min: 0, max: 30 })).map(([at, steps]) => die(at, steps)),
  place.map(loseLink),
  fc.constant(restart()),
  fc.constantFrom(5, 900).map(wait),
  target.map((id) => change({ kind: 'skip-target', target: id })),
  fc
    .tuple(target, fc.constantFrom('plus', 'minus'))
    .map(([id, branch]) => change({ kind: 'end-branch', target: id, branch: branch as Branch })),
  fc
    .tuple(fc.integer({ min: -12, max: 0 }), fc.integer({ min: 0, max: 12 }))
    .map(([minDeg, maxDeg]) => change({ kind: 'range', minDeg, maxDeg })),
];

/** Lets the run come to its end: every wanted image is there, or the journal says what became of it. */
function finish(model: Model, world: TinyWorld): void {
  if (!model.isWorking) world.begin();
  work(model, world, 400);
  expect(world.state.complete).toBe(true);
  for (const id of ids) {
    for (const step of schedule.keys()) {
      if (isWanted(model, id, step)) expect(world.state.outcomes.has(`${id}@${step}`), `${id}@${step}`).toBe(true);
    }
  }
  const saved = [...world.state.outcomes.values()].filter(({ kind }) => kind === 'taken').length;
  const lost = [...world.state.outcomes.values()].filter(({ kind }) => kind === 'lost').length;
  expect(saved).toBeLessThanOrEqual(world.exposed.size);
  expect(saved + lost).toBeGreaterThanOrEqual(world.exposed.size);
}

test('whatever people, crashes and SerialEM do, a run takes every wanted image once and says what became of the rest', () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 60, size: 'max' }), (sequence) => {
      const world = new TinyWorld(plan);
      const model: Model = { isWorking: false, isOver: false, ended: new Set(), range: [-90, 90] };
      fc.modelRun(() => ({ model, real: world }), sequence);
      finish(model, world);
      for (const [kind, times] of world.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + times);
    }),
    { numRuns: budget(2000) },
  );
  console.log(`${JSON.stringify(Object.fromEntries(counts))} ${JSON.stringify(Object.fromEntries(kinds))}`);
  for (const [name, times] of [...counts, ...kinds]) expect(times, name).toBeGreaterThan(100);
});
