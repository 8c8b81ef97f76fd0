import { describe, expect, test } from 'vitest';
import { specimenSchema } from '../../src/specimen/schema.ts';
import { makeSpecimen, type Specimen } from '../../src/specimen/specimen.ts';
import { cameraOf, emptyContent, evenLamella, shotOf, tilted } from '../camera/exposures.ts';

const withCrystals = (content: object, seed = 51): Specimen =>
  makeSpecimen(
    specimenSchema.parse({ lamella: evenLamella, content: { ...emptyContent, iceCrystalsPerUm2: 0.4, ...content } }),
    seed,
  );

const wide = { from: { x: -8, y: -9 }, to: { x: 8, y: 9 }, pixelNm: 1.08, sees: () => true };
const crystalsOf = (specimen: Specimen) => specimen.objects.flatMap(({ patchesIn }) => patchesIn(wide));

describe('ice crystals', () => {
  test('sit on both surfaces of the layer, not inside, and have the sizes of the scenario', () => {
    const crystals = crystalsOf(withCrystals({ iceCrystalDiameterUm: { smallest: 0.2, largest: 0.4 } }));
    expect(crystals.length).toBeGreaterThan(60);
    const sides = crystals.map(({ origin }) => {
      expect(Math.abs(origin.z)).toBeGreaterThan(0.09);
      expect(Math.abs(origin.z)).toBeLessThan(0.09 + 0.2);
      return Math.sign(origin.z);
    });
    expect(new Set(sides)).toEqual(new Set([-1, 1]));
    for (const { points } of crystals) {
      let reach = 0;
      for (let i = 0; i < points.length; i += 4)
        reach = Math.max(reach, Math.hypot(points[i]!, points[i + 1]!, points[i + 2]!));
      expect(reach).toBeLessThanOrEqual(0.2);
      expect(reach).toBeGreaterThan(0.05);
    }
  });

  test('are dark, and move with the surface on which they sit when the stage tilts', () => {
    const specimen = withCrystals({ iceCrystalDiameterUm: { smallest: 0.24, largest: 0.25 } });
    const [crystal] = crystalsOf(specimen).filter(({ origin }) => Math.hypot(origin.x, origin.y) < 6);
    const { origin } = crystal!;
    const darkness = (tiltDeg: number, z: number) => {
      const [c, s] = [Math.cos((tiltDeg * Math.PI) / 180), Math.sin((tiltDeg * Math.PI) / 180)];
      const centreUm = { x: origin.x, y: c * origin.y - s * z };
      const size = { widthPx: 96, heightPx: 72, pixelNm: 5.4 };
      const shot = shotOf({ ...size, pose: tilted(tiltDeg), centreUm, doseEPerA2: 40 });
      const { pixels, meanCounts } = cameraOf({ countsPerElectron: 0.5 }).form(specimen, shot);
      const middle = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => pixels[(36 + dy) * 96 + 48 + dx]!));
      return 1 - middle.reduce((sum, counts) => sum + counts, 0) / middle.length / meanCounts;
    };
    expect(darkness(0, origin.z)).toBeGreaterThan(0.25);
    expect(darkness(55, origin.z)).toBeGreaterThan(0.25);
    // Where the mid-plane would carry it there is less of it: it sits 0.17 µm higher.
    expect(darkness(55, -origin.z)).toBeLessThan(darkness(55, origin.z) - 0.1);
  });

  test('are the same ones for the same seed, coarse or fine, and absorb the same', () => {
    const absorption = (pixelNm: number, seed = 52) =>
      withCrystals({}, seed)
        .objects.flatMap(({ patchesIn }) => patchesIn({ ...wide, pixelNm }))
        .reduce((sum, { points }) => sum + points.reduce((s, value, i) => s + (i % 4 === 3 ? value : 0), 0), 0);
    expect(absorption(1.08)).toBe(absorption(1.08));
    expect(absorption(64) / absorption(8.2)).toBeCloseTo(1, 0);
    expect(absorption(1.08, 53)).not.toBe(absorption(1.08));
  });
});
