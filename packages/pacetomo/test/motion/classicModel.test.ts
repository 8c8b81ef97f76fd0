import { describe, expect, test } from 'vitest';
import { add, apply, type Matrix, subtract, type Vec } from '../../src/geometry/frames.ts';
import { classicModel } from '../../src/motion/classicSetUp.ts';
import type { MotionModel } from '../../src/motion/motionModel.ts';
import { scheduleOf } from '../../src/plan/plan.ts';
import type { Tilt } from '../../src/plan/tiltScheme.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

// Appendix 1 of the behaviour specification: the original's own numbers on a toy microscope.
// tilt, target, IS x, IS y, focus, SSX, SSY, z0
const golden = `
9 1 0.00039 -0.00797 -3.20000 0.00000 -0.00782 0.000000
9 2 1.70441 5.23003 -2.69156 2.05000 5.12696 -0.800463
9 3 -2.63149 -6.31752 -2.20744 -3.00000 -6.09821 0.957842
12 1 0.00039 -0.00797 -3.17000 0.01200 -0.00590 -0.018554
12 2 1.76183 5.29874 -2.92659 2.06200 5.11903 -0.787533
12 3 -2.61964 -6.31941 -1.85944 -2.98800 -6.09309 0.986056
15 1 0.01199 -0.00456 -3.14023 0.02400 0.00506 -0.082772
15 2 1.77428 5.28459 -3.16074 2.07400 5.10608 -0.839871
15 3 -2.60931 -6.29001 -1.51196 -2.97600 -6.06226 0.937373
6 1 0.00046 -0.00936 -3.24038 -0.01200 -0.00073 0.000000
6 2 1.69268 5.22935 -2.46694 2.03800 5.12984 -0.800463
6 3 -2.64402 -6.30201 -2.56581 -3.01200 -6.07761 0.957842
3 1 -0.01166 -0.00206 -3.28082 -0.02400 0.01538 0.163134
3 2 1.72648 5.29986 -2.24312 2.02600 5.12767 -0.609680
3 3 -2.65745 -6.26792 -2.92334 -3.02400 -6.03135 1.168378
18 1 0.02302 0.01034 -3.11146 0.03600 0.02505 -0.158803
18 2 1.78694 5.26644 -3.39421 2.08600 5.08818 -0.908920
18 3 -2.60035 -6.23282 -1.16685 -2.96400 -6.00576 0.869067
0 1 -0.02466 0.02312 -3.32151 -0.03600 0.04050 0.271290
0 2 1.71501 5.29376 -2.02107 2.01400 5.12050 -0.493749
0 3 -2.67291 -6.19272 -3.27945 -3.03600 -5.95950 1.292268`;

const toSpecimen: Matrix<'imageShift', 'specimen'> = { xx: 1.02, xy: 0.05, yx: -0.04, yy: 0.98 };
const toImageShift: Matrix<'specimen', 'imageShift'> = (() => {
  const { xx, xy, yx, yy } = toSpecimen;
  const determinant = xx * yy - xy * yx;
  return { xx: yy / determinant, xy: -xy / determinant, yx: -yx / determinant, yy: xx / determinant };
})();

/** The toy microscope of the appendix: where each target really is, in the plane seen by the camera. */
const truth = [
  { x: 0, n: 0, z: 0.05 },
  { x: 2.05, n: 5.08, z: -0.7 },
  { x: -3, n: -6, z: 1.1 },
] as const;

function truePosition(target: number, tiltDeg: number): Vec<'specimen'> {
  const { x, n, z } = truth[target]!;
  const t = (tiltDeg * Math.PI) / 180;
  const error = { x: 0.004 * (tiltDeg - 9), y: 0.0005 * (tiltDeg - 9) ** 2 };
  return { x: x + error.x, y: n * Math.cos(t) - z * Math.sin(t) + error.y };
}

const plan = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 2, 5), exampleTarget(3, -3, -6)], {
  startTiltDeg: 9,
  minTiltDeg: 0,
  maxTiltDeg: 18,
  tiltStepDeg: 3,
  groupSize: 2,
  pretiltDeg: -9.2,
  rotationDeg: 1.6,
  minDefocusUm: -3,
  maxDefocusUm: -4,
  stepDefocusUm: 0.5,
  taOffsetNegUm: 0.2,
  focusSlopeUmPerDeg: 0.01,
});
const setUp = {
  imageShift: { x: 0.00039046142, y: -0.00796541306 },
  defocusUm: -3.2,
  toSpecimen,
  toImageShift,
  stageToSpecimen: { xx: -1, xy: 0, yx: 0, yy: -1 },
} as const;

/** Runs the model on the toy microscope with perfect alignment and yields what the golden table lists. */
function* toyRun(): Generator<readonly number[]> {
  let model: MotionModel = classicModel(plan, setUp);
  const imaged = new Map<string, Vec<'specimen'>>(); // how far off-centre the feature lies in the last image of a branch
  for (const tilt of scheduleOf(plan)) {
    for (const target of truth.keys()) {
      const turn = { target, tilt, readTiltDeg: tilt.deg + 0.02 };
      const aim = model.predict(turn);
      const offset = subtract(truePosition(target, tilt.deg), apply(toSpecimen, aim.imageShift));
      const isStart = tilt.deg === 9;
      const reference = isStart ? { x: 0, y: 0 } : imaged.get(`${target}${tilt.branch}`)!;
      model = model.after({ ...turn, correction: apply(toImageShift, subtract(offset, reference)) });
      for (const branch of isStart ? ['plus', 'minus'] : [tilt.branch]) imaged.set(`${target}${branch}`, offset);
      const { position, heightUm } = {
        position: model.position(target, tilt.branch),
        heightUm: model.heightUm(target, tilt.branch),
      };
      yield [tilt.deg, target + 1, aim.imageShift.x, aim.imageShift.y, aim.defocusUm, position.x, position.y, heightUm];
    }
  }
}

/** What the original forgets at the first minus image (its defect H13): the target's own correction at the start tilt. */
function forgotten(target: number): Vec<'imageShift'> {
  const model = classicModel(plan, setUp);
  const turn = { target: 0, tilt: scheduleOf(plan)[0]!, readTiltDeg: 9.02 };
  const error = (index: number, from: MotionModel): Vec<'imageShift'> => {
    const { imageShift } = from.predict({ ...turn, target: index });
    return apply(toImageShift, subtract(truePosition(index, 9), apply(toSpecimen, imageShift)));
  };
  return error(target, model.after({ ...turn, correction: error(0, model) }));
}

test('the classic model reproduces the golden trace of the original to 1e-5, but for its forgotten start correction', () => {
  const expected = golden
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  for (const row of expected) {
    if (row[0] !== 6 || row[1] === 1) continue;
    const { x, y } = forgotten(row[1]! - 1);
    row[2]! += x;
    row[3]! += y;
  }
  const rows = [...toyRun()];
  expect(rows).toHaveLength(expected.length);
  for (const [i, row] of rows.entries()) {
    for (const [column, value] of row.entries()) {
      expect(Math.abs(value - expected[i]![column]!), `row ${i} column ${column}`).toBeLessThan(1.01e-5); // printed to 1e-5
    }
  }
});

describe('set-up of a target (appendix 2)', () => {
  test.each([
    [{ pretiltDeg: -10, rotationDeg: 0, startTiltDeg: 10 }, 1.015427, -0.881635, 0],
    [{ pretiltDeg: -9.2, rotationDeg: 1.6, startTiltDeg: 9 }, 1.013015, -0.800463, 0.008436],
  ])('%o', (settings, scale, heightUm, focusChangeUm) => {
    const model = classicModel(examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 2, 5)], settings), {
      ...setUp,
      imageShift: { x: 0, y: 0 },
      toSpecimen: { xx: 1, xy: 0, yx: 0, yy: 1 },
      toImageShift: { xx: 1, xy: 0, yx: 0, yy: 1 },
    });
    const track = model.track(1, 'plus');
    expect(track.imageShift.y / 5).toBeCloseTo(scale, 6);
    expect(track.offset.heightUm).toBeCloseTo(heightUm, 6);
    expect(track.defocusUm - setUp.defocusUm).toBeCloseTo(focusChangeUm, 6);
  });
});

test('a skipped target uses up no step of the defocus cycle', () => {
  const targets = [
    exampleTarget(1, 0, 0),
    exampleTarget(2, 1, 0, { skip: true }),
    exampleTarget(3, 2, 0),
    exampleTarget(4, 99, 0),
    exampleTarget(5, 3, 0),
  ];
  const model = classicModel(examplePlan(targets, { minDefocusUm: -3, maxDefocusUm: -5, stepDefocusUm: 0.7 }), setUp);
  expect([0, 2, 4].map((i) => model.track(i, 'plus').defocusUm)).toEqual([-3.2, -2.5, expect.closeTo(-1.8, 9)]);
});

test('an image without a believable peak leaves the target where it was predicted', () => {
  const model = classicModel(plan, setUp);
  const start: Tilt = { deg: 9, branch: 'plus', startsGroup: false };
  const seen = model.after({ target: 1, tilt: start, readTiltDeg: 9.02, correction: null });
  const predicted = apply(toSpecimen, model.predict({ target: 1, tilt: start, readTiltDeg: 9.02 }).imageShift);
  expect(seen.position(1, 'plus')).toEqual({ x: expect.closeTo(predicted.x, 9), y: expect.closeTo(predicted.y, 9) });
});

test('an image without a believable peak does not bring back what the chain of alignments had left', () => {
  const at = (deg: number): Tilt => ({ deg, branch: 'plus', startsGroup: false });
  const turn = (deg: number) => ({ target: 0, tilt: at(deg), readTiltDeg: deg });
  const jumped = classicModel(plan, setUp)
    .after({ ...turn(9), correction: { x: 0, y: 0 } })
    .after({ ...turn(12), correction: { x: 0.3, y: -0.1 } });
  const blind = jumped.after({ ...turn(15), correction: null });
  const seen = jumped.after({ ...turn(15), correction: { x: -0.3, y: 0.1 } }); // the image lay right, its reference did not
  for (const target of [0, 1]) {
    const { x, y } = seen.predict({ ...turn(18), target }).imageShift;
    expect(blind.predict({ ...turn(18), target }).imageShift).toEqual({
      x: expect.closeTo(x, 9),
      y: expect.closeTo(y, 9),
    });
  }
});

test('a tilt that was left out is bridged by one longer step', () => {
  const model = classicModel(plan, setUp).after({
    target: 1,
    tilt: { deg: 9, branch: 'plus', startsGroup: false },
    readTiltDeg: 9,
    correction: null,
  });
  const direct = model.predict({ target: 1, tilt: { deg: 15, branch: 'plus', startsGroup: false }, readTiltDeg: 15 });
  const stepwise = model
    .after({ target: 1, tilt: { deg: 12, branch: 'plus', startsGroup: false }, readTiltDeg: 12, correction: null })
    .predict({ target: 1, tilt: { deg: 15, branch: 'plus', startsGroup: false }, readTiltDeg: 15 });
  expect(add(direct.imageShift, { x: 0, y: 0 })).toEqual({
    x: expect.closeTo(stepwise.imageShift.x, 9),
    y: expect.closeTo(stepwise.imageShift.y, 9),
  });
});
