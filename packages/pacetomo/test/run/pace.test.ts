import { expect, test } from 'vitest';
import { secondsPerImage, secondsPerTurn } from '../../src/plan/checkPlan.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { type Pace, paceAfter, secondsLeft, unknownPace, whatIsDue } from '../../src/run/pace.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';
import { acquired, readyState } from './syntheticRun.ts';

const commit: RunEvent = {
  type: 'expose.commit',
  purpose: 'record',
  section: 0,
  how: 'normal',
  doseEPerA2: 3,
  meanCounts: 300,
};
const turn: RunEvent = { type: 'move.intent', step: 1, tiltDeg: 3 };

/** The pace after events at some seconds. */
const paced = (...events: readonly (readonly [number, RunEvent])[]): Pace =>
  events.reduce(
    (pace, [atS, event]) => paceAfter(pace, { ...event, t: new Date(atS * 1000).toISOString() }),
    unknownPace,
  );

/** Three targets at three tilts: 6 s from image to image, 20 s over a turn. */
const regular = [0, 6, 12, 32, 38, 44, 64, 70, 76, 96, 102, 108].flatMap((atS, i) =>
  i % 3 === 0 && i > 0
    ? ([
        [atS - 9, turn],
        [atS, commit],
      ] as const)
    : ([[atS, commit]] as const),
);

test('before its first images a run is believed to be as fast as others', () => {
  expect(secondsLeft(unknownPace, { images: 10, turns: 2 })).toBeCloseTo(10 * secondsPerImage + 2 * secondsPerTurn);
});

test('a run is as fast as its own images were, with turns of the stage counted for themselves', () => {
  expect(secondsLeft(paced(...regular), { images: 10, turns: 2 })).toBeCloseTo(8 * 6 + 2 * 20);
  expect(secondsLeft(paced(...regular), { images: 1, turns: 5 })).toBeCloseTo(20);
});

test('pauses, waits and breaks do not make it slower', () => {
  const pause: RunEvent = { type: 'action', who: 'Ann', what: 'pause' };
  const broken = paced(...regular, [110, pause], [9000, commit], [9006, commit]);
  expect(secondsLeft(broken, { images: 10, turns: 2 })).toBeCloseTo(8 * 6 + 2 * 20);
});

test('a clock that was set back makes no image take less than no time', () => {
  expect(paced([100, commit], [40, commit], [46, commit]).imagesS).toEqual([6]);
});

test('nothing is left of a run of which nothing is due', () => {
  expect(secondsLeft(unknownPace, { images: 0, turns: 0 })).toBeNull();
});

test('what is due is every image, and each turn of the stage but the one that it stands at', () => {
  const plan = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3, 2)], {
    minTiltDeg: -3,
    maxTiltDeg: 3,
    tiltStepDeg: 3,
    doCtfPlotter: false,
  });
  const ready = readyState(plan);
  expect(whatIsDue(plan, ready)).toEqual({ images: 6, turns: 3 });
  expect(whatIsDue(plan, acquired(plan, ready, 3))).toEqual({ images: 3, turns: 1 });
});
