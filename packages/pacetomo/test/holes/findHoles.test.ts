import { describe, expect, test } from 'vitest';
import { latticeDifference, polarErrors } from '../../src/geometry/lattice.ts';
import { findHoles } from '../../src/holes/findHoles.ts';
import type { HoleLattice } from '../../src/holes/foundHoles.ts';
import type { GreyImage } from '../../src/images/greyImage.ts';

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly step: number;
}

/** A picture of discs on a slightly noisy ground. */
function picture(widthPx: number, heightPx: number, spots: readonly Spot[]): GreyImage {
  let state = 9;
  const data = Float32Array.from({ length: widthPx * heightPx }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 500 + 40 * (state / 2 ** 32 - 0.5);
  });
  for (const { x, y, radius, step } of spots) {
    for (let v = Math.max(0, Math.floor(y - radius)); v <= Math.min(heightPx - 1, y + radius); v++) {
      for (let u = Math.max(0, Math.floor(x - radius)); u <= Math.min(widthPx - 1, x + radius); u++) {
        if (Math.hypot(u - x, v - y) <= radius) data[v * widthPx + u] = data[v * widthPx + u]! + step;
      }
    }
  }
  return { widthPx, heightPx, data };
}

const a = { x: 71, y: 13 };
const b = { x: -12, y: 74 };
/** Holes of that lattice in 500 × 400 px, with one at 263, 187. */
const film = (radius: number, step: (i: number, j: number) => number): readonly Spot[] =>
  Array.from({ length: 121 }, (_, k) => ({ i: (k % 11) - 5, j: Math.floor(k / 11) - 5 })).map(({ i, j }) => ({
    x: 263 + i * a.x + j * b.x,
    y: 187 + i * a.y + j * b.y,
    radius,
    step: step(i, j),
  }));

function latticeIn(image: GreyImage, hints = {}): HoleLattice {
  const found = findHoles(image, hints);
  if (found.kind === 'none') throw new Error(found.why);
  return found;
}
const basisOf = (found: HoleLattice) => ({ a: found.a.vector, b: found.b.vector });

describe('holes', () => {
  test('are numbered from the one nearest to the middle, with a along x and b downwards', () => {
    const found = latticeIn(
      picture(
        500,
        400,
        film(19, () => 60),
      ),
    );
    const off = latticeDifference(basisOf(found), { a, b })!;
    expect(off.lengthFraction).toBeLessThan(0.002);
    expect(off.directionDeg).toBeLessThan(0.1);
    expect(found.a.vector.x).toBeCloseTo(71, 0);
    expect(found.b.vector.y).toBeCloseTo(74, 0);
    expect(Math.hypot(found.origin.vector.x - 263, found.origin.vector.y - 187)).toBeLessThan(0.3);
    const zero = found.holes.find(({ i, j }) => i === 0 && j === 0)!;
    expect(Math.hypot(zero.centre.x - 263, zero.centre.y - 187)).toBeLessThan(0.5);
    expect(zero).toMatchObject({ brightness: 'brighter', isRound: true });
    expect(found.holeDiameterPx).toBeCloseTo(38, 0);
    expect(found.confidence).toBeGreaterThan(0.9999);
    // the error that is given is that of a hole, smaller by how many there are
    const { length: errorPx } = polarErrors(found.a);
    expect(errorPx).toBeGreaterThan(0.003);
    expect(errorPx).toBeLessThan(0.3);
  });

  test('may be brighter and darker than the film in one image', () => {
    const mixed = (i: number, j: number) => ((7 * i * i + 5 * j + 3 * i * j + 60) % 4 === 0 ? -60 : 60);
    const found = latticeIn(picture(500, 400, film(19, mixed)));
    expect(latticeDifference(basisOf(found), { a, b })?.lengthFraction).toBeLessThan(0.003);
    const whole = film(19, mixed).filter(({ x, y }) => Math.min(x, y, 499 - x, 399 - y) > 19);
    expect(whole.filter(({ step }) => step < 0).length).toBeGreaterThan(2);
    const missed = whole.filter(({ x, y, step }) =>
      found.holes.every(
        ({ centre, brightness }) =>
          Math.hypot(centre.x - x, centre.y - y) > 1 || brightness !== (step < 0 ? 'darker' : 'brighter'),
      ),
    );
    expect(missed).toEqual([]);
  });

  test('tell their lattice from three on, but not when the cell could be none of a film', () => {
    const three = (third: { x: number; y: number }) =>
      picture(500, 400, [
        { x: 160, y: 120, radius: 52, step: 50 },
        { x: 345, y: 105, radius: 52, step: 50 },
        { ...third, radius: 52, step: 50 },
      ]);
    const found = latticeIn(three({ x: 175, y: 305 }));
    expect(
      latticeDifference(basisOf(found), { a: { x: 185, y: -15 }, b: { x: 15, y: 185 } })?.lengthFraction,
    ).toBeLessThan(0.01);
    expect(found.holes).toHaveLength(3);
    expect(found.confidence).toBeCloseTo(0.999, 6);
    expect(findHoles(three({ x: 245, y: 290 })).kind).toBe('none');
  });

  test('are not seen in two discs, or in none', () => {
    const two = film(40, () => 60).filter((_, k) => k === 60 || k === 63);
    expect(findHoles(picture(500, 400, two)).kind).toBe('none');
    expect(findHoles(picture(500, 400, []))).toEqual({
      kind: 'none',
      why: 'Only 0 places look like holes; a lattice needs three.',
    });
  });

  test('of two lattices in one image are those that the hints speak of', () => {
    const small = Array.from({ length: 400 }, (_, k) => ({
      x: 12 + 26 * (k % 20),
      y: 9 + 26 * Math.floor(k / 20),
      radius: 6,
      step: 70,
    }));
    const large = film(19, () => -45);
    const image = picture(500, 400, [...large, ...small]);
    const hinted = latticeIn(image, { pixelSizeNm: 20, diameterUm: 0.76, pitchUm: 1.45 });
    expect(latticeDifference(basisOf(hinted), { a, b })?.lengthFraction).toBeLessThan(0.01);
    const other = latticeIn(image, { pixelSizeNm: 20, diameterUm: 0.24 });
    expect(latticeDifference(basisOf(other), { a: { x: 26, y: 0 }, b: { x: 0, y: 26 } })?.lengthFraction).toBeLessThan(
      0.01,
    );
  });
});
