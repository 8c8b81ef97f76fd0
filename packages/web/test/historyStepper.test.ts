import { replay } from 'pacetomo/page';
import { expect, test } from 'vitest';
import { exposuresOf } from '../src/pages/history/exposures.ts';
import { runNumbers, targetNumbers } from '../src/pages/history/runNumbers.ts';
import { Stepper, type StoodAt } from '../src/pages/history/stepper.ts';
import { turningPoints } from '../src/pages/history/turningPoints.ts';
import { RunFigures } from '../src/runs/figures.ts';
import { madeJournal, madePlan } from './madeRun.ts';

const plan = madePlan(6, 30);
const events = madeJournal(plan, { lost: (target, step) => target === '002' && step === 3 }).map((event) => ({
  ...event,
  v: 1 as const,
  mono: 0,
  boot: 'made',
}));
const exposures = exposuresOf(events);

const goTo = (stepper: Stepper, from: number, until: number): Promise<StoodAt> =>
  new Promise((tell) => stepper.go(events, from, until, tell));

test('how a run stood is the fold of its lines up to there, whichever way one came', async () => {
  const stepper = new Stepper(plan);
  for (const place of [exposures.length - 1, 3, 70, 69, 0, exposures.length - 1]) {
    const { from, until } = exposures[place]!;
    const stood = await goTo(stepper, from, until);
    const folded = replay(plan, events.slice(0, until));
    expect(stood.state.outcomes).toEqual(folded.outcomes);
    expect(stood.state.stage).toEqual(folded.stage);
    expect(stood.lines.every(({ event }) => event.seq > from && event.seq <= until)).toBe(true);
  }
});

test('a newer wish takes the place of one that is still being worked out', async () => {
  const stepper = new Stepper(plan);
  const told: number[] = [];
  stepper.go(events, 0, events.length, ({ until }) => told.push(until));
  const { from, until } = exposures[2]!;
  await goTo(stepper, from, until);
  await goTo(stepper, from, until);
  expect(told).toEqual([]);
});

test('the numbers of a run count what became of every image', () => {
  const figures = new RunFigures();
  const state = replay(plan, events);
  for (const event of events) figures.note(event, state.schedule);
  const numbers = runNumbers({ plan, state, figures, events });
  expect(numbers).toMatchObject({ targets: 6, tilts: 21, planned: 126, taken: 125, lost: 1, leftOut: 0 });
  const rows = targetNumbers({ plan, state, figures });
  expect(rows.map(({ taken }) => taken)).toEqual([21, 20, 21, 21, 21, 21]);
  expect(rows[1]).toMatchObject({ lost: 1, lowestDeg: -30, highestDeg: 30 });
});

test('what turned a run is told, its images are not', () => {
  const types = new Set(turningPoints(events).map(({ type }) => type));
  expect(types.has('expose.lost')).toBe(true);
  expect(types.has('expose.commit')).toBe(false);
});
