import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitTiltCurve } from '../../src/alignment/fitTiltCurve.ts';

describe('the fit of fine eucentricity', () => {
  test('gives back height and axis of a point that circles the axis', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (heightUm, acrossUm, axisUm) => {
          const tiltsDeg = [24, 18, 11, 4, -4, -11, -18, -24];
          const seen = tiltsDeg.map((tiltDeg) => {
            const angle = (tiltDeg * Math.PI) / 180;
            return axisUm + acrossUm * Math.cos(angle) - heightUm * Math.sin(angle);
          });
          const fit = fitTiltCurve(tiltsDeg, seen);
          expect(fit.heightUm).toBeCloseTo(heightUm, 9);
          expect(fit.axisUm).toBeCloseTo(axisUm, 6);
        },
      ),
    );
  });

  test('two positions give the height alone', () => {
    const fit = fitTiltCurve([24, 18], [-1.5 * Math.sin(24 * (Math.PI / 180)), -1.5 * Math.sin(18 * (Math.PI / 180))]);
    expect(fit.heightUm).toBeCloseTo(1.5, 9);
  });
});
