import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitAdjusting } from '../../src/geometry/adjustingFit.ts';
import {
  type AdjustingPair,
  adjusted,
  chained,
  standardErrorNm,
  withoutAdjusting,
} from '../../src/geometry/adjustingTransform.ts';
import { type Affine, applyAffine } from '../../src/geometry/affine.ts';
import { cosDeg, sinDeg } from '../../src/geometry/degrees.ts';
import type { Vec } from '../../src/geometry/frames.ts';

type Truth = Affine<'specimen', 'specimen'>;

const places: readonly Vec<'specimen'>[] = [
  { x: 0.4, y: -0.7 },
  { x: 5.1, y: 2.2 },
  { x: -3.8, y: 4.6 },
  { x: -4.4, y: -5.2 },
  { x: 3.5, y: -4.9 },
  { x: 0.9, y: 5.8 },
  { x: -6.1, y: 0.3 },
  { x: 2.2, y: 1.4 },
];

const turnedBy = (turnDeg: number, scale: number, offset: Vec<'specimen'>): Truth => ({
  matrix: {
    xx: scale * cosDeg(turnDeg),
    xy: -scale * sinDeg(turnDeg),
    yx: scale * sinDeg(turnDeg),
    yy: scale * cosDeg(turnDeg),
  },
  offset,
});
const sheared: Truth = { matrix: { xx: 1.021, xy: 0.034, yx: -0.012, yy: 0.973 }, offset: { x: 0.31, y: -0.22 } };

const pairsOf = (truth: Truth, at = places): readonly AdjustingPair[] =>
  at.map((seen) => ({ seen, found: applyAffine(truth, seen) }));

function transformOf(pairs: readonly AdjustingPair[]) {
  const fit = fitAdjusting(pairs);
  if (fit.kind === 'refused') throw new Error(fit.reason);
  return fit.transform;
}

const missNm = (truth: Truth, transform: ReturnType<typeof transformOf>, at: Vec<'specimen'>): number => {
  const [is, says] = [applyAffine(truth, at), adjusted(transform, at)];
  return 1000 * Math.hypot(is.x - says.x, is.y - says.y);
};

/** The same numbers each time, about normal with standard deviation 1. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

const noisy = (pairs: readonly AdjustingPair[], sdUm: number, seed: number): readonly AdjustingPair[] => {
  const draw = noise(seed * 7919 + 13);
  return pairs.map(({ seen, found }) => ({ seen, found: { x: found.x + sdUm * draw(), y: found.y + sdUm * draw() } }));
};

describe('what is learned', () => {
  test('from one correction is its shift, without an error', () => {
    const transform = transformOf([{ seen: { x: 2, y: 3 }, found: { x: 2.15, y: 2.72 } }]);
    expect(transform).toMatchObject({ model: 'shift', pairs: 1, leaveOneOutNm: null, covariance: null });
    expect(adjusted(transform, { x: -1, y: 4 })).toEqual({ x: expect.closeTo(-0.85, 9), y: expect.closeTo(3.72, 9) });
    expect(standardErrorNm(transform, { x: 2, y: 3 })).toBeNull();
  });

  test('from two corrections is still a shift', () => {
    expect(transformOf(pairsOf(turnedBy(1.5, 1.02, { x: 0.1, y: 0.4 }), places.slice(0, 2))).model).toBe('shift');
  });

  test('from three corrections is scale and rotation too', () => {
    const truth = turnedBy(1.3, 1.017, { x: -0.24, y: 0.19 });
    const transform = transformOf(pairsOf(truth, places.slice(1, 4)));
    expect(transform.model).toBe('similarity');
    expect(missNm(truth, transform, { x: 8, y: -7 })).toBeLessThan(0.01);
  });

  test('from four corrections of a sheared map is not yet sheared', () => {
    expect(transformOf(pairsOf(sheared, places.slice(1, 5))).model).not.toBe('affine');
  });

  test('from five corrections is the whole affine map', () => {
    const transform = transformOf(pairsOf(sheared, places.slice(1, 6)));
    expect(transform.model).toBe('affine');
    expect(missNm(sheared, transform, { x: 8, y: -7 })).toBeLessThan(0.01);
  });

  test('from corrections in a line is no shear', () => {
    const line = [-4, -1, 0.5, 2, 3.5, 6].map((t) => ({ x: t, y: 0.6 * t }));
    expect(transformOf(pairsOf(sheared, line)).model).not.toBe('affine');
  });

  test('is seldom richer than noise allows', () => {
    const truth = turnedBy(0, 1, { x: 0.5, y: -0.3 });
    const models = Array.from(
      { length: 60 },
      (_, seed) => transformOf(noisy(pairsOf(truth), 0.03, 97 * seed + 1)).model,
    );
    expect(models.filter((model) => model === 'shift').length).toBeGreaterThan(48);
  });

  test('comes back exactly for every affine map', () => {
    const small = fc.double({ min: -0.05, max: 0.05, noNaN: true });
    const shift = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(small, small, small, small), shift, shift, ([a, b, c, d], x, y) => {
        const truth: Truth = { matrix: { xx: 1 + a, xy: b, yx: c, yy: 1 + d }, offset: { x, y } };
        const transform = transformOf(pairsOf(truth));
        for (const at of places) expect(missNm(truth, transform, at)).toBeLessThan(0.05);
      }),
      { numRuns: 40 },
    );
  });
});

describe('wrong corrections', () => {
  test.each([5, 6, 8])('one among %d has no say', (count) => {
    const truth = turnedBy(-0.8, 0.988, { x: 0.2, y: 0.3 });
    const pairs = noisy(pairsOf(truth, places.slice(0, count)), 0.008, 5).map((pair, i) =>
      i === 3 ? { ...pair, found: { x: pair.found.x + 1.7, y: pair.found.y - 0.9 } } : pair,
    );
    const fit = fitAdjusting(pairs);
    expect(fit.kind === 'transform' && fit.kept.map((kept, i) => (kept ? -1 : i)).filter((i) => i >= 0)).toEqual([3]);
    expect(missNm(truth, transformOf(pairs), { x: 1, y: 1 })).toBeLessThan(15);
  });

  test.each([
    ['none', [], /no corrections/],
    ['one without numbers', [{ seen: { x: 1, y: 2 }, found: { x: Number.NaN, y: 3 } }], /no numbers/],
    ['one that is too long', [{ seen: { x: 1, y: 2 }, found: { x: 12.4, y: 3 } }], /11\.4 µm/],
    ['some that scale by half', pairsOf(turnedBy(0, 1.5, { x: 0, y: 0.1 })), /scale by 1\.50/],
    ['some that turn', pairsOf(turnedBy(14, 1, { x: 0.1, y: 0 })), /turn by 14\.0°/],
    [
      'two that contradict each other',
      [
        { seen: { x: 1, y: 2 }, found: { x: 2.4, y: 2 } },
        { seen: { x: 2, y: 1 }, found: { x: 0.4, y: 1 } },
      ],
      /contradict each other by 1500 nm/,
    ],
  ])('are refused with a reason: %s', (_, pairs, reason) => {
    expect(fitAdjusting(pairs)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});

describe('the error', () => {
  const truth = turnedBy(0.9, 1.012, { x: -0.2, y: 0.1 });

  test('is root mean square, largest and left out, in that order for a fitted one', () => {
    const { rmsNm, largestNm, leaveOneOutNm } = transformOf(noisy(pairsOf(truth), 0.02, 3));
    expect(rmsNm).toBeGreaterThan(8);
    expect(largestNm).toBeGreaterThan(rmsNm);
    expect(leaveOneOutNm).toBeGreaterThan(rmsNm);
  });

  test('is as large as what is found at new places, on average', () => {
    const at = { x: 7, y: -6 };
    const draw = noise(77);
    const trials = Array.from({ length: 200 }, (_, seed) => {
      const fit = fitAdjusting(noisy(pairsOf(truth), 0.02, seed + 1));
      if (fit.kind === 'refused') throw new Error(fit.reason);
      const is = applyAffine(truth, at);
      const says = adjusted(fit.transform, at);
      const miss = Math.hypot(is.x + 0.02 * draw() - says.x, is.y + 0.02 * draw() - says.y) * 1000;
      return { miss, expected: standardErrorNm(fit.transform, at) ?? Number.NaN };
    });
    const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    const ratio = rms(trials.map(({ miss }) => miss)) / rms(trials.map(({ expected }) => expected));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.2);
  });

  test('grows away from the corrections', () => {
    const transform = transformOf(noisy(pairsOf(truth), 0.02, 9));
    expect(standardErrorNm(transform, { x: 25, y: 20 })).toBeGreaterThan(
      1.5 * (standardErrorNm(transform, { x: 0, y: 0 }) ?? 0),
    );
  });
});

describe('an older transform', () => {
  const older = transformOf(noisy(pairsOf(turnedBy(1.1, 1.02, { x: 0.3, y: 0.2 })), 0.01, 21));
  const truth = turnedBy(1.6, 1.015, { x: 0.5, y: -0.1 });
  const seenThrough = noisy(
    places.map((raw) => ({ seen: adjusted(older, raw), found: applyAffine(truth, raw) })),
    0.01,
    22,
  );

  test('chained with one that was learned through it finds the targets', () => {
    const both = chained(transformOf(seenThrough), older);
    expect(missNm(truth, both, { x: 3, y: -2 })).toBeLessThan(25);
  });

  test('leaves the error of the chain that of the newer one at the place where it looks', () => {
    const newer = transformOf(seenThrough);
    const raw = { x: 4, y: 5 };
    expect(standardErrorNm(chained(newer, older), raw)).toBeCloseTo(
      standardErrorNm(newer, adjusted(older, raw)) ?? -1,
      6,
    );
  });

  test('can be taken out of the corrections that were made through it', () => {
    const raw = transformOf(seenThrough.map((pair) => withoutAdjusting(pair, older)));
    expect(missNm(truth, raw, { x: 3, y: -2 })).toBeLessThan(25);
  });
});

test('a transform survives being written as JSON', () => {
  const transform = transformOf(noisy(pairsOf(sheared), 0.01, 4));
  expect(JSON.parse(JSON.stringify(transform))).toEqual(transform);
});
