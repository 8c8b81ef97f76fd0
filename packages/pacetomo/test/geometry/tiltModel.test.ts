import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitHeightUm, movementAcrossUm, riseUm } from '../../src/geometry/tiltModel.ts';

const step = (toDeg: number, byDeg: number) => ({ fromDeg: toDeg - byDeg, toDeg });
const target = { acrossUm: 5, heightUm: 1.2 };

test.each([
  [3, 3, -0.069655, 0.260035],
  [60, 3, -0.256021, 0.083207],
  [-3, -3, 0.055951, -0.263324],
  [-60, -3, -0.190369, -0.190341],
])(
  'one step to %d° by %d° moves and lifts a target as the original computes (appendix 2)',
  (toDeg, byDeg, across, rise) => {
    expect(movementAcrossUm(target, step(toDeg, byDeg))).toBeCloseTo(across, 6);
    expect(riseUm(target, step(toDeg, byDeg))).toBeCloseTo(rise, 6);
  },
);

test('the height fitted to four movements is the original’s (appendix 2)', () => {
  const moved = [-0.075356, -0.118827, -0.107027, -0.12492];
  const steps = moved.map((movedUm, i) => ({ ...step(3 * (i + 1), 3), movedUm }));
  expect(fitHeightUm(5, steps)).toBeCloseTo(1.524147, 5); // the movements are given to six digits only
});

const micrometres = fc.double({ min: -10, max: 10, noNaN: true });
const degrees = fc.double({ min: -60, max: 57, noNaN: true });

test('noise-free movements give the height back exactly', () => {
  fc.assert(
    fc.property(
      micrometres,
      micrometres,
      fc.array(degrees, { minLength: 1, maxLength: 8 }),
      (acrossUm, heightUm, from) => {
        const steps = from.map((fromDeg) => ({ fromDeg, toDeg: fromDeg + 3 }));
        const observed = steps.map((s) => ({ ...s, movedUm: movementAcrossUm({ acrossUm, heightUm }, s) }));
        expect(fitHeightUm(acrossUm, observed)).toBeCloseTo(heightUm, 6);
      },
    ),
  );
});

test('a target turns rigidly: its distance from the axis does not change', () => {
  fc.assert(
    fc.property(micrometres, micrometres, degrees, (acrossUm, heightUm, toDeg) => {
      const from0 = { fromDeg: 0, toDeg };
      const y = acrossUm + movementAcrossUm({ acrossUm, heightUm }, from0);
      const z = heightUm + riseUm({ acrossUm, heightUm }, from0);
      expect(Math.hypot(y, z)).toBeCloseTo(Math.hypot(acrossUm, heightUm), 9);
    }),
  );
});

test('without any tilt there is no height to be seen', () => {
  expect(fitHeightUm(4, [{ fromDeg: 12, toDeg: 12, movedUm: 0.3 }])).toBeNull();
});
