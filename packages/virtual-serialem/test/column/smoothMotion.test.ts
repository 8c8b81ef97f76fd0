import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CirclingPart, smoothCurve } from '../../src/column/smoothMotion.ts';

const radians = Math.PI / 180;
const tiltsDeg = Array.from({ length: 41 }, (_, i) => 3 * (i - 20));

const parts: Record<CirclingPart, (tiltDeg: number) => number> = {
  sine: (tiltDeg) => Math.sin(tiltDeg * radians),
  cosine: (tiltDeg) => Math.cos(tiltDeg * radians) - 1,
};

/** What is left of a curve, rms over ±60°, after the least-squares fit of some functions of the tilt. */
function rmsAfterFit(curve: (tiltDeg: number) => number, functions: readonly ((tiltDeg: number) => number)[]): number {
  let left = tiltsDeg.map(curve);
  const basis: number[][] = [];
  const withoutBasis = (values: number[]) =>
    basis.reduce((rest, b) => {
      const along = rest.reduce((sum, value, i) => sum + value * b[i]!, 0);
      return rest.map((value, i) => value - along * b[i]!);
    }, values);
  for (const f of functions) {
    const direction = withoutBasis(tiltsDeg.map(f));
    const length = Math.hypot(...direction);
    basis.push(direction.map((value) => value / length));
  }
  left = withoutBasis(left);
  return Math.hypot(...left) / Math.sqrt(left.length);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

describe('the smooth motion of the stage', () => {
  test('has nothing of what is left out as it is seen at ±5, ±10 and ±15°, and the rms that is asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.double({ min: 15, max: 40, noNaN: true }),
        (seed, lengthDeg) => {
          const curve = smoothCurve(seed, 'z', 0.35, lengthDeg, ['sine', 'cosine']);
          for (const part of Object.values(parts)) {
            const along = [-15, -10, -5, 5, 10, 15].reduce((sum, t) => sum + curve(t) * part(t), 0);
            expect(Math.abs(along)).toBeLessThan(1e-9);
          }
          const fine = Array.from({ length: 121 }, (_, i) => curve(i - 60));
          const mean = fine.reduce((a, b) => a + b, 0) / fine.length;
          expect(Math.hypot(...fine.map((value) => value - mean)) / 11).toBeCloseTo(0.35, 9);
          expect(curve(0)).toBe(0);
        },
      ),
    );
  });

  test('leaves what published series leave after a fit of constant, sine and cosine: 0.12 µm in height, 0.07 across', () => {
    const fitted = [() => 1, parts.sine, parts.cosine];
    const seeds = Array.from({ length: 300 }, (_, seed) => seed);
    const height = median(seeds.map((seed) => rmsAfterFit(smoothCurve(seed, 'z', 0.35, 25, ['sine']), fitted)));
    const across = median(
      seeds.map((seed) => rmsAfterFit(smoothCurve(seed, 'y', 0.2, 25, ['sine', 'cosine']), fitted)),
    );
    expect(height).toBeGreaterThan(0.1);
    expect(height).toBeLessThan(0.15);
    expect(across).toBeGreaterThan(0.05);
    expect(across).toBeLessThan(0.08);
  });

  test('would put the measured axis elsewhere by a micrometre if the sine were left in', () => {
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    const apparentAxisUm = (without: readonly CirclingPart[]) => {
      const off = seeds.map((seed) => {
        const curve = smoothCurve(seed, 'z', 0.35, 25, without);
        const tangents = [-15, -10, -5, 5, 10, 15].map((t) => ({ t, tan: Math.tan(t * radians) }));
        return (
          tangents.reduce((s, { t, tan }) => s + curve(t) * tan, 0) / tangents.reduce((s, { tan }) => s + tan ** 2, 0)
        );
      });
      return Math.hypot(...off) / Math.sqrt(off.length);
    };
    expect(apparentAxisUm([])).toBeGreaterThan(0.7);
    expect(apparentAxisUm(['sine'])).toBeLessThan(0.005);
  });
});
