import { expect, test } from 'vitest';
import { replay } from '../../src/run/after.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { nextStep } from '../../src/run/nextStep.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const plan = examplePlan([exampleTarget(1, 0, 0)], { eucentricity: true });
const pose = { imageShift: { x: 0.25, y: -0.5 }, defocusUm: -4 };

const env = (clockS: number, sameSession: boolean): RunEvent => ({
  type: 'env',
  token: 't',
  sameSession,
  directory: 'D:/',
  maximumTiltDeg: 70,
  clockS,
  propertiesChanged: [],
});

/** A set-up that has begun and has just taken a View, 100 s after SerialEM was started. */
const looking: readonly RunEvent[] = [
  env(60, false),
  { type: 'setup.done', step: 'checked', pose },
  { type: 'setup.done', step: 'eucentric', pose },
  {
    type: 'expose.intent',
    purpose: 'look',
    look: 'view',
    target: '001',
    imageShift: { x: 0.125, y: 0 },
    tickBeforeS: 90,
  },
  { type: 'expose.commit', purpose: 'look', doseEPerA2: 0.2, tickS: 100 },
];

const inHandAfter = (...events: readonly RunEvent[]): unknown => replay(plan, [...looking, ...events]).inHand;

test('a View that was just taken is in hand for a run that goes on at once', () => {
  expect(inHandAfter(env(130, true))).toMatchObject({ look: 'view', tickS: 100 });
});

test.each<[string, RunEvent]>([
  ['the stage is turned', { type: 'move.intent', step: 0, tiltDeg: 9 }],
  ['the stage is walked on', { type: 'setup.walked', tiltDeg: 10, pose }],
  ['it is a quarter of an hour old', env(1000, true)],
  ['SerialEM is restarted', env(5, false)],
])('a View is not in hand any more when %s', (_what, event) => {
  expect(inHandAfter(event)).toBeNull();
});

test('a set-up that is gone on with at once goes on where it was', () => {
  expect(nextStep(plan, replay(plan, [...looking, env(130, true)]))).toMatchObject({ step: 'realigned' });
});

test('a set-up that nobody has gone on with for hours begins anew, from where image shift stood at first', () => {
  const state = replay(plan, [...looking, env(7300, true)]);
  expect(nextStep(plan, state)).toMatchObject({ step: 'eucentric' });
  expect(state.setUp.done.get('checked')).toEqual(pose);
});

test('after a restart of SerialEM nothing is left of a set-up', () => {
  expect(nextStep(plan, replay(plan, [...looking, env(5, false)]))).toMatchObject({ step: 'checked' });
});
