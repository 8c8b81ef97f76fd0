import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readParticle } from '../../src/specimen/particleMap.ts';
import { specimenSchema } from '../../src/specimen/schema.ts';
import { makeSpecimen } from '../../src/specimen/specimen.ts';
import { cameraOf, emptyContent, evenLamella, shotOf } from '../camera/exposures.ts';

const side = 40;
const voxelNm = 0.5;
let folder: string;

/** Two balls of 3 and 2 nm radius, 10 nm apart along x, in a map of (20 nm)³ with a little noise. */
async function dumbbell(name: string, pixelSizeA = 10 * voxelNm): Promise<string> {
  const path = join(folder, name);
  const file = await openFile(path, 'create');
  const stack = await createMrc(file, { width: side, height: side, mode: 2, pixelSizeA });
  for (let z = 0; z < side; z++) {
    const section = Float32Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      const from = (cx: number) => voxelNm * Math.hypot(x - cx, y - 20, z - 20);
      return from(10) < 3 || from(30) < 2 ? 1 : 0.01 * Math.sin(x * 7 + y * 13 + z * 29);
    });
    await stack.appendSection(section);
  }
  await stack.close();
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'particle-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const settingsOf = (particle: object, content: object = {}) =>
  specimenSchema.parse({ lamella: evenLamella, content: { ...emptyContent, ...content, particle } });

async function particleOf(particle: object) {
  const settings = settingsOf(particle);
  return { settings, particle: await readParticle(settings.content.particle!) };
}

const ballNm3 = (radiusNm: number) => (4 / 3) * Math.PI * radiusNm ** 3;

describe('a density map as particle', () => {
  test('becomes pseudo-atoms with the phase of its volume, around its centre of mass', async () => {
    const map = await dumbbell('phase.mrc');
    const { particle } = await particleOf({ map, potentialV: 2.5, pointSpacingNm: 1 });
    expect(particle.phaseNm2 / (6.5e-3 * 2.5 * (ballNm3(3) + ballNm3(2)))).toBeCloseTo(1, 1);
    const moment = [0, 0, 0];
    for (let i = 0; i < particle.points.length; i += 4)
      for (const axis of [0, 1, 2]) moment[axis]! += particle.points[i + axis]! * particle.points[i + 3]!;
    expect(Math.hypot(...moment) / particle.phaseNm2).toBeLessThan(1e-5);
    // The smaller ball has 8/35 of the mass, so it lies 27/35 of 10 nm from the centre and reaches 2 nm farther.
    expect(Math.abs(particle.radiusNm - (10 * 27) / 35 - 2)).toBeLessThan(0.9);
    expect(particle.points.length / 4).toBeGreaterThan(100);
    expect(particle.points.length / 4).toBeLessThan(300);
  });

  test('lies inside the layer in random orientations, as often as the scenario says', async () => {
    const map = await dumbbell('inside.mrc');
    const { settings, particle } = await particleOf({ map, perUm2: 400, pointSpacingNm: 1.5 });
    const specimen = makeSpecimen(settings, 31, particle);
    const sight = { from: { x: -2, y: -2 }, to: { x: 1.99, y: 1.99 }, sees: () => true };
    const points = (pixelNm: number) =>
      specimen.objects.flatMap(({ patchesIn }) =>
        patchesIn({ ...sight, pixelNm }).flatMap(({ origin, points: p }) =>
          Array.from({ length: p.length / 4 }, (_, i) => origin.z + p[4 * i + 2]!),
        ),
      );
    const fine = points(1.08);
    const [low, high] = [Math.min(...fine.slice(0, 50_000)), Math.max(...fine.slice(0, 50_000))];
    expect(low).toBeGreaterThan(-0.0905);
    expect(high).toBeLessThan(0.0905);
    expect(high - low).toBeGreaterThan(0.15);
    // One blob each in coarse images; cells of half a micrometre, one more on the low side because particles reach over.
    const each = particle.points.length / 4;
    expect(points(3.4).length).toBe(fine.length / each);
    expect(points(2.6).length).toBe(fine.length);
    expect(points(3.4).length / (4.5 ** 2 * 400)).toBeCloseTo(1, 0.7);
    expect(points(50)).toEqual([]);
  });

  test('is seen: out of focus the image has the contrast of its phase, the same one every time', async () => {
    const map = await dumbbell('seen.mrc');
    const { settings, particle } = await particleOf({ map, perUm2: 900, potentialV: 25 });
    const spread = (specimen: ReturnType<typeof makeSpecimen>) => {
      const shot = shotOf({ counter: 4, doseEPerA2: 900 });
      const { pixels, meanCounts } = cameraOf({ countsPerElectron: 0.5 }).form(specimen, shot);
      const squares = pixels.reduce((sum, counts) => sum + (counts / meanCounts - 1) ** 2, 0);
      return { pixels, sd: Math.sqrt(squares / pixels.length) };
    };
    const [first, again] = [1, 2].map(() => spread(makeSpecimen(settings, 33, particle)));
    const without = spread(makeSpecimen(settings, 33));
    expect(first!.pixels).toEqual(again!.pixels);
    expect(first!.sd).toBeGreaterThan(1.3 * without.sd);
  });

  test('a map that cannot be used is refused with a sentence', async () => {
    await expect(particleOf({ map: join(folder, 'absent.mrc') })).rejects.toThrow(/absent.mrc/);
    const text = join(folder, 'text.mrc');
    await writeFile(text, 'no map');
    await expect(particleOf({ map: text })).rejects.toThrow();
    const map = await dumbbell('empty.mrc');
    await expect(particleOf({ map, thresholdSd: 90 })).rejects.toThrow(/no voxel above 90 standard deviations/);
  });
});
