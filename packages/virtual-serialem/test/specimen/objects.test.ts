import { describe, expect, test } from 'vitest';
import type { PointPatch, Sight } from '../../src/specimen/pointPatch.ts';
import { specimenSchema } from '../../src/specimen/schema.ts';
import { makeSpecimen, type Specimen } from '../../src/specimen/specimen.ts';

const nothing = {
  ribosomesPerUm2: 0,
  granulesPerUm2: 0,
  sheetsPerUm2: 0,
  vesiclesPerUm2: 0,
  goldPerUm2: 0,
  amorphousStrength: 0,
};
const over = (x: number, y: number, half: number, pixelNm = 2): Sight => ({
  from: { x: x - half, y: y - half },
  to: { x: x + half, y: y + half },
  sees: () => true,
  pixelNm,
});
const all = (specimen: Specimen, sight: Sight): readonly PointPatch[] =>
  specimen.objects.flatMap((source) => source.patchesIn(sight));
const pointsOf = (patches: readonly PointPatch[]) =>
  patches.flatMap(({ origin, points }) =>
    Array.from({ length: points.length / 4 }, (_, i) => ({
      x: origin.x + points[4 * i]!,
      y: origin.y + points[4 * i + 1]!,
      z: origin.z + points[4 * i + 2]!,
      weight: points[4 * i + 3]!,
    })),
  );
/** All coordinates in one buffer: comparing those is quick. */
const bytes = (patches: readonly PointPatch[]) =>
  Buffer.concat(
    patches.flatMap(({ origin, points }) => [
      Buffer.from(Float64Array.of(origin.x, origin.y, origin.z).buffer),
      Buffer.from(points.slice().buffer),
    ]),
  );
const specimenWith = (content: object, more: object = {}, seed = 21) =>
  makeSpecimen(specimenSchema.parse({ content: { ...nothing, ...content }, ...more }), seed);

describe('what is frozen in the layer', () => {
  test('is at a place what it is, whatever was looked at before', () => {
    const [wanderer, settler] = [makeSpecimen(specimenSchema.parse({}), 5), makeSpecimen(specimenSchema.parse({}), 5)];
    for (const x of [-9, 7, 2, -4]) all(wanderer, over(x, x / 2, 0.4, 1));
    const [late, early] = [wanderer, settler].map((specimen) => bytes(all(specimen, over(1.3, -2.1, 0.4, 1))));
    expect(early!.length).toBeGreaterThan(1e6);
    expect(late!.equals(early!)).toBe(true);
  });

  test('comes back the same after it was forgotten', () => {
    const specimen = specimenWith({ amorphousStrength: 1 });
    const [before] = all(specimen, over(0.1, 0.1, 0.05, 1));
    const kept = before!.points.slice();
    for (let y = -12; y < 12; y += 2) for (let x = -11; x < 11; x += 2) all(specimen, over(x, y, 1, 1));
    const [after] = all(specimen, over(0.1, 0.1, 0.05, 1));
    expect(after).not.toBe(before);
    expect(Buffer.from(after!.points.buffer).equals(Buffer.from(kept.buffer))).toBe(true);
  });

  test('is another specimen with another seed', () => {
    const count = (seed: number) => pointsOf(all(specimenWith({ ribosomesPerUm2: 250 }, {}, seed), over(0, 0, 1)));
    expect(count(1)).not.toEqual(count(2));
  });

  test('lies within the thickness of the lamella, evenly through it', () => {
    const specimen = specimenWith({ granulesPerUm2: 2400, vesiclesPerUm2: 5, sheetsPerUm2: 3 });
    const depths = pointsOf(all(specimen, over(3, -5, 0.8))).map(
      ({ x, y, z }) => (1000 * (z - specimen.heightUm(x, y))) / specimen.contentNm(x, y),
    );
    expect(depths.length).toBeGreaterThan(20_000);
    expect(depths.reduce((most, depth) => Math.max(most, Math.abs(depth)), 0)).toBeLessThan(0.72); // curtains and slanted sheets are followed to 40 nm
    const inside = depths.filter((depth) => Math.abs(depth) < 0.5).length / depths.length;
    expect(inside).toBeGreaterThan(0.93);
    const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
  });

  test('has the density asked for, in proportion to the thickness', () => {
    const flat = { pretiltDeg: 0, wedgeFraction: 0, curtainingFraction: 0 };
    const count = (thicknessNm: number) => {
      const specimen = specimenWith({ ribosomesPerUm2: 250 }, { lamella: { ...flat, thicknessNm } });
      return pointsOf(all(specimen, over(0.25, 0.25, 3.7))).length;
    };
    const expected = 250 * 7.5 ** 2; // whole cells of 0.5 µm are handed out: 7.5 × 7.5 µm
    expect(Math.abs(count(180) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    expect(Math.abs(count(90) - expected / 2)).toBeLessThan(5 * Math.sqrt(expected));
  });

  test('stops at the edge of the lamella', () => {
    const specimen = specimenWith({ granulesPerUm2: 2400, ribosomesPerUm2: 250 });
    const points = pointsOf(all(specimen, over(12, 0, 1)));
    expect(points.length).toBeGreaterThan(1000);
    expect(points.every(({ x }) => x <= 12)).toBe(true);
  });

  test('is thinned out in a sparse area and nowhere else', () => {
    const area = { xUm: 2, yUm: 1, radiusUm: 1.5, keepFraction: 0.1 };
    const content = { granulesPerUm2: 2400 };
    const [sparse, full] = [specimenWith(content, { sparseAreas: [area] }), specimenWith(content)];
    const inside = (specimen: Specimen) => pointsOf(all(specimen, over(2, 1, 0.7))).length;
    expect(inside(sparse) / inside(full)).toBeGreaterThan(0.07);
    expect(inside(sparse) / inside(full)).toBeLessThan(0.13);
    const outside = (specimen: Specimen) => bytes(all(specimen, over(-4, 1, 0.7)));
    expect(outside(sparse).equals(outside(full))).toBe(true);
  });

  test('puts gold on both surfaces', () => {
    const specimen = specimenWith({ goldPerUm2: 40 }, { lamella: { curtainingFraction: 0 } });
    const sides = pointsOf(all(specimen, over(0, 0, 2))).map(
      ({ x, y, z }) => (2000 * (z - specimen.heightUm(x, y))) / specimen.contentNm(x, y),
    );
    expect(sides.length).toBeGreaterThan(300);
    expect(sides.every((side) => Math.abs(Math.abs(side) - 1) < 0.01)).toBe(true);
    expect(sides.filter((side) => side > 0).length / sides.length).toBeGreaterThan(0.4);
    expect(sides.filter((side) => side > 0).length / sides.length).toBeLessThan(0.6);
  });

  test('gives a coarse image fewer points of a membrane, and each of them more weight', () => {
    const specimen = specimenWith({ sheetsPerUm2: 3.5, vesiclesPerUm2: 5 });
    const [fine, coarse] = [2, 16].map((pixelNm) => pointsOf(all(specimen, over(0, 0, 0.9, pixelNm))));
    const weight = (points: readonly { weight: number }[]) => points.reduce((sum, point) => sum + point.weight, 0);
    expect(coarse!.length).toBeLessThan(fine!.length / 10);
    expect(Math.abs(weight(coarse!) / weight(fine!) - 1)).toBeLessThan(0.02);
  });

  test('leaves out of a coarse image what would be smaller than two pixels, but not what was put there by hand', () => {
    const markers = [{ kind: 'granule', xUm: 0.3, yUm: -0.2, depthNm: 40 }];
    const specimen = specimenWith({ granulesPerUm2: 2400, amorphousStrength: 1 }, { markers });
    const seen = pointsOf(all(specimen, over(0, 0, 1, 12)));
    expect(seen).toHaveLength(1);
    expect(seen[0]!.z).toBeCloseTo(specimen.heightUm(0.3, -0.2) + 0.04, 6);
  });
});
