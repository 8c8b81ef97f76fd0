import { expect, test } from 'vitest';
import { ClassicModel } from '../../src/motion/classicModel.ts';
import { replay } from '../../src/run/after.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const unit = { xx: 1, xy: 0, yx: 0, yy: 1 };
const plan = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3, 4)], { startTiltDeg: 30, pretiltDeg: -12 });

/** Eucentric height is found at one image shift, and the tracking target is centred at another. */
const ready = (imageShift: { x: number; y: number }): readonly RunEvent[] => [
  { type: 'setup.done', step: 'eucentric', pose: { imageShift: { x: 0, y: 0 }, defocusUm: -4 } },
  {
    type: 'area.ready',
    imageShift,
    defocusUm: -4.5,
    stage: { x: 1, y: 2 },
    exposureS: 1,
    toSpecimen: unit,
    toImageShift: unit,
    stageToSpecimen: { xx: -1, xy: 0, yx: 0, yy: -1 },
    withReferenceMap: [],
  },
];

function offsets(imageShift: { x: number; y: number }) {
  const { model } = replay(plan, ready(imageShift));
  if (!(model instanceof ClassicModel)) throw new Error('another model');
  return [0, 1].map((target) => model.track(target, 'plus').offset);
}

test('what the tracking target lies off the axis counts for all targets, in the untilted plane, with the height of the sample there', () => {
  const [tracking, other] = offsets({ x: 0.4, y: 1.3 });
  const [trackingOnAxis, otherOnAxis] = offsets({ x: 0, y: 0 });
  const acrossUm = 1.3 / Math.cos(Math.PI / 6);
  const heightUm = Math.tan((-12 * Math.PI) / 180) * acrossUm;
  expect(tracking!.acrossUm - trackingOnAxis!.acrossUm).toBeCloseTo(acrossUm, 9);
  expect(other!.acrossUm - otherOnAxis!.acrossUm).toBeCloseTo(acrossUm, 9);
  expect(tracking!.heightUm - trackingOnAxis!.heightUm).toBeCloseTo(heightUm, 9);
  expect(other!.heightUm - otherOnAxis!.heightUm).toBeCloseTo(heightUm, 9);
});

test('the focus at the start is the same wherever the tracking target lies: it was focused on', () => {
  const focusOf = (imageShift: { x: number; y: number }): number => {
    const { model, schedule } = replay(plan, ready(imageShift));
    return model!.predict({ target: 1, tilt: schedule[0]!, readTiltDeg: 30 }).defocusUm;
  };
  expect(focusOf({ x: 0.4, y: 1.3 })).toBeCloseTo(focusOf({ x: 0, y: 0 }), 9);
});
