import { describe, expect, test } from 'vitest';
import { priorDoseEPerA2 } from '../../src/dose/spotDose.ts';
import { replay } from '../../src/run/after.ts';
import type { AreaReady, RunEvent } from '../../src/run/events.ts';
import { nextStep, slotsDue } from '../../src/run/nextStep.ts';
import type { Slot } from '../../src/run/slot.ts';
import { referenceOf, sectionsOf } from '../../src/run/stacks.ts';
import { branchKey } from '../../src/run/state.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const unit = { xx: 1, xy: 0, yx: 0, yy: 1 };
const ready: { type: 'area.ready' } & AreaReady = {
  type: 'area.ready',
  imageShift: { x: 0, y: 0 },
  defocusUm: -4,
  stage: { x: 10, y: 20 },
  exposureS: 2,
  toSpecimen: unit,
  toImageShift: unit,
  stageToSpecimen: { xx: -1, xy: 0, yx: 0, yy: -1 },
  withReferenceMap: ['002'],
};
const env: RunEvent = {
  type: 'env',
  token: 't',
  sameSession: false,
  directory: 'D:/',
  maximumTiltDeg: 70,
  propertiesChanged: [],
};
const targets = [
  exampleTarget(1, 0, 0),
  exampleTarget(2, 3, 4, { referenceMap: 'area_tgt_002.mrc' }),
  exampleTarget(3, -5, 6, { skip: true }),
];
const plan = examplePlan(targets, {
  minTiltDeg: -6,
  maxTiltDeg: 6,
  tiltStepDeg: 3,
  groupSize: 1,
  minCountsPerS: 40,
  doCtfPlotter: false,
});

/** The events of one image, in the order of a run. */
function image(
  slot: Slot,
  section: number,
  changes: { readonly meanCounts?: number; readonly correction?: { x: number; y: number } | null } = {},
): RunEvent[] {
  const { meanCounts = 300, correction = { x: 0, y: 0 } } = changes;
  const file = `area_ts_${slot.target}.mrc`;
  return [
    {
      type: 'expose.intent',
      purpose: 'record',
      ...slot,
      file,
      sectionsBefore: section,
      expectedDoseEPerA2: 3.3,
      tickBeforeS: 1,
      tiltDeg: 0,
      imageShift: { x: 0, y: 0 },
      defocusUm: -4,
    },
    { type: 'expose.commit', purpose: 'record', section, how: 'normal', doseEPerA2: 3.1, meanCounts },
    { type: 'track.measured', ...slot, correction },
  ];
}

const moved = (step: number, readTiltDeg: number): RunEvent[] => [
  { type: 'move.intent', step, tiltDeg: readTiltDeg },
  { type: 'move.done', step, readTiltDeg },
];
const startTilt = [
  env,
  ready,
  ...moved(0, 0),
  ...image({ target: '001', step: 0 }, 0),
  ...image({ target: '002', step: 0 }, 0),
];

test('a run begins by setting up, then takes every target of a tilt before the next tilt', () => {
  expect(nextStep(plan, replay(plan, [])).kind).toBe('set-up');
  expect(nextStep(plan, replay(plan, [env, ready]))).toMatchObject({
    kind: 'expose',
    slot: { target: '001', step: 0 },
  });
  expect(nextStep(plan, replay(plan, startTilt))).toMatchObject({
    kind: 'expose',
    slot: { target: '001', step: 1 },
    tilt: { deg: 3 },
  });
});

test('an exposure without its end comes before everything else', () => {
  const [intent] = image({ target: '001', step: 1 }, 1);
  expect(nextStep(plan, replay(plan, [...startTilt, ...moved(1, 3), intent!]))).toEqual({ kind: 'reconcile' });
});

test('a saved image that was not measured is measured before the next exposure', () => {
  const [intent, commit] = image({ target: '001', step: 1 }, 1);
  expect(nextStep(plan, replay(plan, [...startTilt, ...moved(1, 3), intent!, commit!]))).toEqual({
    kind: 'measure',
    slot: { target: '001', step: 1 },
  });
});

test('a lost exposure is never made again', () => {
  const [intent] = image({ target: '001', step: 1 }, 1);
  const lost: RunEvent = { type: 'expose.lost', lost: 'unknown-assumed-exposed', evidence: 'none' };
  const state = replay(plan, [...startTilt, ...moved(1, 3), intent!, lost]);
  expect(nextStep(plan, state)).toMatchObject({ slot: { target: '002', step: 1 } });
});

test('an exposure that was proved not to have happened is still to be made', () => {
  const [intent] = image({ target: '001', step: 1 }, 1);
  const state = replay(plan, [...startTilt, ...moved(1, 3), intent!, { type: 'expose.void', proof: 'same session' }]);
  expect(nextStep(plan, state)).toMatchObject({ slot: { target: '001', step: 1 } });
});

test('a skipped target is not acquired; the tracking target is as long as anybody needs it', () => {
  expect(slotsDue(plan, replay(plan, [env, ready]))).toBe(2 * 5);
});

test('a dark target ends its branch and not the other', () => {
  const state = replay(plan, [
    ...startTilt,
    ...moved(1, 3),
    ...image({ target: '001', step: 1 }, 1),
    ...image({ target: '002', step: 1 }, 1, { meanCounts: 70 }),
  ]);
  expect([...state.ended.keys()]).toEqual([
    branchKey('003', 'plus'),
    branchKey('003', 'minus'),
    branchKey('002', 'plus'),
  ]);
  expect(state.ended.get(branchKey('002', 'plus'))).toBe('dark at 3°: 35 counts/s');
});

test('without the tracking target nobody goes on: where it cannot go, its branch ends for all', () => {
  const skip: RunEvent = { type: 'slot.skip', target: '001', step: 1, reason: 'would need 31 µm of image shift' };
  const state = replay(plan, [...startTilt, ...moved(1, 3), skip]);
  expect(state.ended.get(branchKey('002', 'plus'))).toBe('the tracking target would need 31 µm of image shift');
  expect(nextStep(plan, state)).toMatchObject({ slot: { target: '001', step: 2 }, tilt: { deg: -3 } });
});

test('a SerialEM that was restarted since an exposure was announced stays restarted, however often one connects to it', () => {
  const [intent] = image({ target: '001', step: 1 }, 1);
  const same: RunEvent = {
    type: 'env',
    token: 't',
    sameSession: true,
    directory: 'D:/',
    maximumTiltDeg: 70,
    propertiesChanged: [],
  };
  expect(replay(plan, [...startTilt, intent!, same]).sessionKept).toBe(true);
  expect(replay(plan, [...startTilt, intent!, env, same, same]).sessionKept).toBe(false);
});

test('the dose of an exposure that left no image counts for the images after it', () => {
  const [intent] = image({ target: '001', step: 1 }, 1);
  const lost: RunEvent = { type: 'expose.lost', lost: 'dose-no-image', evidence: 'the camera failed' };
  const state = replay(plan, [...startTilt, ...moved(1, 3), intent!, lost]);
  expect(priorDoseEPerA2(plan, state, { target: '001', step: 3 })).toBeCloseTo(3.1 + 3.3, 9);
});

test('a target that drifts out of reach ends its branch; the others go on', () => {
  const far = { correction: { x: 19, y: 1 } };
  const state = replay(plan, [
    ...startTilt,
    ...moved(1, 3),
    ...image({ target: '001', step: 1 }, 1),
    ...image({ target: '002', step: 1 }, 1, far),
  ]);
  expect(state.ended.get(branchKey('002', 'plus'))).toMatch(/µm from the axis at 3°, more than 19.50 µm/);
  expect(nextStep(plan, state)).toMatchObject({ slot: { target: '001', step: 2 }, tilt: { deg: -3 } });
});

test('tilts that the stage cannot reach are left out', () => {
  const low: RunEvent = {
    type: 'env',
    token: 't',
    sameSession: true,
    directory: 'D:/',
    maximumTiltDeg: 4,
    propertiesChanged: [],
  };
  expect(slotsDue(plan, replay(plan, [low, ready]))).toBe(2 * 3);
});

test('the values that SerialEM was found with survive a second connection that finds them changed', () => {
  const first: RunEvent = {
    type: 'env',
    token: 't',
    sameSession: false,
    directory: 'D:/',
    maximumTiltDeg: 70,
    propertiesChanged: [{ name: 'ImageShiftLimit', old: 15, wanted: 20 }],
  };
  const second: RunEvent = {
    type: 'env',
    token: 't',
    sameSession: true,
    directory: 'D:/',
    maximumTiltDeg: 70,
    propertiesChanged: [{ name: 'ImageShiftLimit', old: 20, wanted: 20 }],
  };
  expect(replay(plan, [first, second]).environment?.propertiesChanged).toEqual([
    { name: 'ImageShiftLimit', old: 15, wanted: 20 },
  ]);
});

describe('what an image is aligned to', () => {
  const later = [
    ...startTilt,
    ...moved(1, 3),
    ...image({ target: '001', step: 1 }, 1),
    ...image({ target: '002', step: 1 }, 1),
  ];

  test('the start image goes to the reference map, if there is one', () => {
    const state = replay(plan, [env, ready]);
    expect(referenceOf(plan, state, { target: '002', step: 0 })).toEqual({
      kind: 'map',
      file: 'area_tgt_002.mrc',
      movedAfter: { x: 0, y: 0 },
    });
    expect(referenceOf(plan, state, { target: '001', step: 0 })).toBeNull();
  });

  test('the first image of the minus branch goes to the start image, not to the plus branch', () => {
    expect(referenceOf(plan, replay(plan, later), { target: '002', step: 2 })).toEqual({
      kind: 'section',
      section: 0,
      step: 0,
    });
  });

  test('a later image goes to the one before it on its branch', () => {
    expect(referenceOf(plan, replay(plan, later), { target: '002', step: 3 })).toEqual({
      kind: 'section',
      section: 1,
      step: 1,
    });
  });

  test('the prior dose is what the target’s earlier images gave, and no other’s', () => {
    const state = replay(plan, later);
    expect(priorDoseEPerA2(plan, state, { target: '002', step: 1 })).toBeCloseTo(3.1, 9);
    expect(priorDoseEPerA2(plan, state, { target: '002', step: 2 })).toBeCloseTo(6.2, 9);
    expect(sectionsOf(state, '002')).toBe(2);
  });
});
