import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vec } from '../../src/geometry/frames.ts';
import { fitPlane, type HeightReading, liesInALine } from '../../src/geometry/planeFit.ts';
import { planeHeightUm, type SampleTilt } from '../../src/geometry/sampleTilt.ts';

const places: readonly Vec<'specimen'>[] = [
  { x: 0.4, y: -0.3 },
  { x: 4.1, y: 5.2 },
  { x: -3.8, y: 6.1 },
  { x: -4.4, y: -5.7 },
  { x: 3.5, y: -6.3 },
  { x: 0.9, y: 3.2 },
];

const onPlane = (sample: SampleTilt, at = places): readonly HeightReading[] =>
  at.map((position) => ({ position, heightUm: planeHeightUm(sample, position) - 4.85 }));

function planeOf(readings: readonly HeightReading[]) {
  const fit = fitPlane(readings, 0.3);
  if (fit.kind !== 'plane') throw new Error(`there is no plane: ${fit.kind}`);
  return fit;
}

describe('the plane through points', () => {
  // the checks that the behaviour of the original was described with
  test.each([
    { pretiltDeg: -9.2, rotationDeg: 1.6 },
    { pretiltDeg: 10, rotationDeg: -20 },
    { pretiltDeg: -10, rotationDeg: 45 },
    { pretiltDeg: 7, rotationDeg: -90 },
  ])('has the pretilt $pretiltDeg° and the rotation $rotationDeg° that it was made with', (sample) => {
    const fit = planeOf(onPlane(sample));
    expect(fit.pretiltDeg).toBeCloseTo(sample.pretiltDeg, 9);
    expect(fit.rotationDeg).toBeCloseTo(sample.rotationDeg, 7);
  });

  test('is found again for every slope and direction, with the normal pointing up', () => {
    const slopes = fc.record({
      pretiltDeg: fc.double({ min: 0.1, max: 50, noNaN: true }).map((deg) => Math.round(deg * 100) / 100),
      sign: fc.constantFrom(-1, 1),
      rotationDeg: fc.double({ min: -89, max: 89, noNaN: true }),
    });
    fc.assert(
      fc.property(slopes, ({ pretiltDeg, sign, rotationDeg }) => {
        const sample = { pretiltDeg: sign * pretiltDeg, rotationDeg };
        const fit = planeOf(onPlane(sample));
        expect(fit.pretiltDeg).toBeCloseTo(sample.pretiltDeg, 6);
        expect(fit.rotationDeg).toBeCloseTo(rotationDeg, 5);
      }),
    );
  });

  test('a level sample has no pretilt, and its direction no error that means anything', () => {
    const fit = planeOf(onPlane({ pretiltDeg: 0, rotationDeg: 0 }));
    expect(fit.pretiltDeg).toBeCloseTo(0, 9);
    expect(fit.rotationDeg).not.toBeNaN();
  });

  test('no plane that is turned a little lies nearer to the points', () => {
    const noise = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(noise, (errorsUm) => {
        const readings = onPlane({ pretiltDeg: 12, rotationDeg: 30 }).map((reading, i) => ({
          ...reading,
          heightUm: reading.heightUm + errorsUm[i]!,
        }));
        const fit = fitPlane(readings, 9); // noise is no nonsense
        if (fit.kind !== 'plane') throw new Error(fit.kind);
        for (const [dPretilt, dRotation] of [
          [0.05, 0],
          [-0.05, 0],
          [0, 0.2],
          [0, -0.2],
        ] as const) {
          const turned = { pretiltDeg: fit.pretiltDeg + dPretilt, rotationDeg: fit.rotationDeg + dRotation };
          expect(squaredDistances(readings, turned)).toBeGreaterThan(squaredDistances(readings, fit) - 1e-12);
        }
      }),
    );
  });

  test('the stated errors are those that repeated measurements show', () => {
    const pretiltsDeg: number[] = [];
    const rotationsDeg: number[] = [];
    const [statedPretilt, statedRotation]: [number[], number[]] = [[], []];
    const draw = normals(4711);
    for (let i = 0; i < 400; i++) {
      const fit = fitPlane(
        onPlane({ pretiltDeg: -11, rotationDeg: 8 }).map((r) => ({ ...r, heightUm: r.heightUm + 0.13 * draw() })),
        9, // noise is no nonsense
      );
      if (fit.kind !== 'plane' || fit.rotationErrorDeg === null) throw new Error('no errors');
      pretiltsDeg.push(fit.pretiltDeg + 11);
      rotationsDeg.push(fit.rotationDeg - 8);
      statedPretilt.push(fit.pretiltErrorDeg!);
      statedRotation.push(fit.rotationErrorDeg);
    }
    expect(rms(pretiltsDeg) / rms(statedPretilt)).toBeCloseTo(1, 0.7);
    expect(rms(rotationsDeg) / rms(statedRotation)).toBeCloseTo(1, 0.7);
  });
});

describe('an autofocus that is nonsense', () => {
  test.each([0, 1, 2, 3, 4, 5])('at point %i is left out and named by its residual', (wrong) => {
    const readings = onPlane({ pretiltDeg: -9, rotationDeg: 14 }).map((reading, i) =>
      i === wrong ? { ...reading, heightUm: reading.heightUm + 4.85 } : reading,
    );
    const fit = planeOf(readings);
    expect(fit.kept).toEqual(readings.map((_, i) => i !== wrong));
    expect(fit.residualsUm[wrong]).toBeCloseTo(4.85, 6);
    expect(fit.pretiltDeg).toBeCloseTo(-9, 6);
  });
});

describe('where there is no plane', () => {
  test('two points are too few', () => {
    expect(fitPlane(onPlane({ pretiltDeg: 5, rotationDeg: 0 }, places.slice(0, 2)), 0.3)).toEqual({ kind: 'too-few' });
  });

  test('points in a line, or in one place, do not tell the slope across it', () => {
    const line = [-6, -2.5, 1, 7].map((t) => ({ x: 1 + 0.6 * t, y: -2 + 0.8 * t }));
    expect(fitPlane(onPlane({ pretiltDeg: 5, rotationDeg: 0 }, line), 0.3)).toEqual({ kind: 'in-a-line' });
    expect(liesInALine([line[0]!, line[0]!, line[0]!])).toBe(true);
    expect(liesInALine(places)).toBe(false);
  });

  test('three points make a plane without residuals, and without any measure of its error', () => {
    const fit = planeOf(onPlane({ pretiltDeg: 6, rotationDeg: -17 }, places.slice(1, 4)));
    expect(fit).toMatchObject({ pretiltErrorDeg: null, rotationErrorDeg: null, scatterUm: null });
    expect(fit.pretiltDeg).toBeCloseTo(6, 6);
  });
});

/** Sum of squared distances from the plane of a slope through the centroid. */
function squaredDistances(readings: readonly HeightReading[], sample: SampleTilt): number {
  const above = readings.map(({ position, heightUm }) => heightUm - planeHeightUm(sample, position));
  const mean = above.reduce((a, b) => a + b) / above.length;
  const cosine = Math.cos((sample.pretiltDeg * Math.PI) / 180);
  return above.reduce((sum, value) => sum + ((value - mean) * cosine) ** 2, 0);
}

/** Normally distributed numbers, the same every time. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);
