import { initialState, type RunSummary, replay } from 'pacetomo/page';
import { describe, expect, test } from 'vitest';
import { dueOf, outsideRange, rangeNow } from '../src/pages/run/range.ts';
import { restWords } from '../src/pages/run/restWords.ts';
import { cellKind, columnsOf, inSight, neighbour } from '../src/runs/cells.ts';
import { curveOf, picks, quantile } from '../src/runs/curves.ts';
import { RunFigures } from '../src/runs/figures.ts';
import { linesOf } from '../src/runs/runLog.ts';
import { slotNumbers } from '../src/runs/slotNumbers.ts';
import { batchMinutesLeft, count, minutesWords, progressOf } from '../src/runs/standing.ts';
import { madeJournal, madePlan } from './madeRun.ts';

const plan = madePlan(4, 12);
const events = madeJournal(plan, { steps: 5, lost: (target, step) => target === '002' && step === 3 }).map((event) => ({
  ...event,
  v: 1 as const,
  mono: 0,
  boot: 'made',
}));
const state = replay(plan, events);
const figures = new RunFigures();
for (const event of events) figures.note(event, state.schedule);

const summary: RunSummary = {
  run: 'made_run01',
  area: 'made',
  standing: 'working',
  reason: null,
  targets: 4,
  taken: 19,
  due: 16,
  lost: 1,
  skipped: 0,
  minutesLeft: 12,
  beganAt: null,
  lastAt: null,
  batch: null,
};

describe('the grid of a run', () => {
  test('lies by angle, or in the order of acquisition', () => {
    expect(columnsOf(state, 'angle').map(({ deg }) => deg)).toEqual([-12, -9, -6, -3, 0, 3, 6, 9, 12]);
    expect(columnsOf(state, 'acquisition').map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('tells what was taken, lost and is due', () => {
    expect(cellKind(plan, state, figures, '001', 0)).toBe('taken');
    expect(cellKind(plan, state, figures, '002', 3)).toBe('lost');
    expect(cellKind(plan, state, figures, '001', 6)).toBe('due');
  });

  test('shows as out what is due no more', () => {
    const narrowed = { ...state, range: { minDeg: -3, maxDeg: 3 } };
    const beyond = state.schedule.findIndex(({ deg }) => deg === 12);
    expect(cellKind(plan, narrowed, figures, '001', beyond)).toBe('out');
  });

  test('draws only what is in sight, and a little around it', () => {
    expect(inSight(1000, 300, 50, 100)).toEqual([18, 28]);
    expect(inSight(0, 300, 50, 3)).toEqual([0, 3]);
  });

  test('is walked through by arrow keys, and not beyond its edge', () => {
    expect(neighbour({ row: 0, column: 8 }, 'ArrowRight', 4, 9)).toEqual({ row: 0, column: 8 });
    expect(neighbour({ row: 0, column: 4 }, 'ArrowDown', 4, 9)).toEqual({ row: 1, column: 4 });
    expect(neighbour({ row: 0, column: 4 }, 'x', 4, 9)).toBeNull();
  });
});

describe('the curves of a run', () => {
  test('show the middle of all targets, and nothing where there is no image', () => {
    const columns = columnsOf(state, 'acquisition');
    const { middle, low, high } = curveOf(figures, ['001', '002', '003', '004'], columns, picks.counts);
    expect(middle.slice(0, 2)).toEqual([10_000, 9900]);
    expect(middle.at(-1)).toBeNull();
    expect([low[1], high[1]]).toEqual([9900, 9900]);
  });

  test('know quantiles', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('what is due', () => {
  test('is counted for a target and a branch', () => {
    expect(dueOf(plan, state, '001', 'both')).toBe(4);
    expect(dueOf(plan, state, '001', 'plus') + dueOf(plan, state, '001', 'minus')).toBe(4);
  });

  test('is counted outside a narrower range', () => {
    expect(rangeNow(initialState(plan))).toEqual({ lowestDeg: -12, highestDeg: 12, minDeg: -12, maxDeg: 12 });
    const beyond = state.schedule.slice(5).filter(({ deg }) => Math.abs(deg) > 9).length;
    expect(outsideRange(plan, state, { minDeg: -9, maxDeg: 9 })).toBe(4 * beyond);
  });
});

describe('the words for a run', () => {
  test('say minutes and hours', () => {
    expect([0.4, 12.4, 185].map(minutesWords)).toEqual(['less than a minute', '12 min', '3 h 05 min']);
    expect([count(1, 'image'), count(2304, 'image')]).toEqual(['1 image', '2,304 images']);
  });

  test('say what is safe and what to do when it stands still, and nothing while it goes on', () => {
    expect(restWords(summary, state, null)).toBeNull();
    const words = restWords({ ...summary, standing: 'suspended', reason: 'the stage has moved' }, state, null);
    expect(words).toMatchObject({ colour: 'red', happened: 'The stage has moved.' });
    expect(words?.todo).toContain('Resume');
  });

  test('add up what is left of a batch', () => {
    const one = { ...summary, batch: 'batch_01' };
    expect(batchMinutesLeft(one, [one, { ...one, run: 'other', minutesLeft: 30 }])).toBe(30);
    expect(batchMinutesLeft(summary, [summary])).toBeNull();
    expect(progressOf(summary)).toBeCloseTo(20 / 36);
  });

  test('tell everything of an image with units', () => {
    const numbers = slotNumbers(state, figures.slots.get('001@1'), 'taken');
    expect(numbers).toContainEqual({ name: 'Found off by', value: '10, -2 nm' });
    expect(numbers).toContainEqual({ name: 'Dose so far', value: '6.0 e/Å²' });
  });

  test('take the time apart from a line of the log', () => {
    expect(linesOf('2026-11-28 10:54:25  Target 011 at +9.0°.\nwithout a time\n', 3)).toEqual([
      { number: 3, at: '2026-11-28 10:54:25', text: 'Target 011 at +9.0°.' },
      { number: 4, at: '', text: 'without a time' },
    ]);
  });
});
