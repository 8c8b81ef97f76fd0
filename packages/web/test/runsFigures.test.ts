import { replay } from 'pacetomo/page';
import { describe, expect, test } from 'vitest';
import { RunFigures } from '../src/runs/figures.ts';
import { Fold } from '../src/runs/fold.ts';
import { madeJournal, madePlan } from './madeRun.ts';

const plan = madePlan(4, 12);
const stamped = (odd: Parameters<typeof madeJournal>[1] = {}) =>
  madeJournal(plan, odd).map((event) => ({ ...event, v: 1 as const, mono: 0, boot: 'made' }));

function figuresOf(odd: Parameters<typeof madeJournal>[1] = {}): RunFigures {
  const events = stamped(odd);
  const figures = new RunFigures();
  const { schedule } = replay(plan, events);
  for (const event of events) figures.note(event, schedule);
  return figures;
}

describe('the fold of a journal', () => {
  test('is the same as that of “after” at every line', () => {
    const events = stamped({
      withCtf: true,
      lost: (target, step) => target === '002' && step === 3,
      skipped: (target, step) => target === '003' && step === 4,
    });
    const fold = new Fold(plan);
    for (const [i, event] of events.entries()) {
      fold.take(event);
      if (i % 7 === 0 || i === events.length - 1) {
        const whole = replay(plan, events.slice(0, i + 1));
        expect(sorted(fold.state.outcomes)).toEqual(sorted(whole.outcomes));
        expect(sorted(fold.state.ctf)).toEqual(sorted(whole.ctf));
        expect([...fold.state.exposed]).toEqual([...whole.exposed]);
        expect(sorted(fold.state.foundOff)).toEqual(sorted(whole.foundOff));
        const maps = { outcomes: 0, ctf: 0, exposed: 0, foundOff: 0 };
        expect({ ...fold.state, ...maps }).toEqual({ ...whole, ...maps });
      }
    }
  });

  test('keeps up with 5,000 exposures', () => {
    const large = madePlan(122, 60);
    const events = madeJournal(large).map((event) => ({ ...event, v: 1 as const, mono: 0, boot: 'made' }));
    const [fold, figures] = [new Fold(large), new RunFigures()];
    for (const event of events) {
      fold.take(event);
      figures.note(event, fold.schedule);
    }
    expect(fold.state.outcomes.size).toBe(5002);
    expect(figures.slots.size).toBe(5002);
  });
});

const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].toSorted(([a], [b]) => a.localeCompare(b));

describe('the figures of a run', () => {
  test('say of each image what was predicted and what was found', () => {
    const figures = figuresOf({ withCtf: true });
    expect(figures.slots.get('002@3')).toMatchObject({
      kind: 'taken',
      aimUm: { x: 1, y: 1 },
      offUm: { x: 0.01, y: -0.002 },
      aimDefocusUm: -3.97,
      defocusUm: -4.1,
      meanCounts: 9700,
      tookS: 10,
    });
  });

  test('count the dose of a target, also of an exposure that left no image', () => {
    const figures = figuresOf({ lost: (target, step) => target === '002' && step === 1 });
    expect(figures.slots.get('002@1')).toMatchObject({ kind: 'lost', why: 'made to be lost', accumulatedEPerA2: 6 });
    expect(figures.doseOf('002')).toBe(27);
  });

  test('add up what was found off on each branch', () => {
    const figures = figuresOf();
    const plus = [...figures.slots.values()].filter(({ target }) => target === '001');
    const drifts = plus.map(({ driftUm }) => Math.round((driftUm?.x ?? 0) * 1000));
    expect(Math.max(...drifts)).toBe(40);
    expect(drifts.filter((nm) => nm === 40)).toHaveLength(2);
  });

  test('say why an image was left out', () => {
    const figures = figuresOf({ skipped: (target, step) => target === '003' && step === 2 });
    expect(figures.slots.get('003@2')).toMatchObject({ kind: 'skipped', why: 'made to be skipped' });
  });

  test('grow for the target that something was learned of, and for no other', () => {
    const figures = new RunFigures();
    const events = stamped();
    const at = events.findIndex((event) => event.type === 'expose.intent');
    for (const event of events.slice(0, at + 5)) figures.note(event, []);
    expect([...figures.changes.keys()]).toEqual(['001']);
  });
});
