import { describe, expect, test } from 'vitest';
import { DoseMap } from '../../src/beamEffects/doseMap.ts';
import { exposed, freshPlace, motionUm } from '../../src/beamEffects/placeMotion.ts';
import { criticalDoseEPerA2 } from '../../src/camera/fading.ts';
import { beamEffectsSchema } from '../../src/scenario/beamEffectsSchema.ts';
import { inSession, quietWith } from '../session.ts';

describe('the dose map', () => {
  test('counts the doses of all ellipses over a place and nothing beside them', () => {
    const map = new DoseMap(0.05);
    map.add({ centre: { x: -0.4, y: 3.1 }, halfAxes: { x: 1.25, y: 1.8 } }, 3);
    map.add({ centre: { x: 1.2, y: 3.1 }, halfAxes: { x: 1.25, y: 2.5 } }, 2);
    expect(map.at(0.5, 3.1)).toBe(5);
    expect(map.at(-1.4, 3.1)).toBe(3);
    expect(map.at(1.2, 5.4)).toBe(2);
    expect(map.at(-0.4, 5)).toBe(0);
    expect(map.at(2.6, 3.1)).toBe(0);
  });

  test('has the area of the ellipse', () => {
    const map = new DoseMap(0.05);
    map.add({ centre: { x: 0.02, y: -0.01 }, halfAxes: { x: 1.1, y: 1.7 } }, 1);
    let cells = 0;
    for (let x = -2; x < 2; x += 0.05) for (let y = -2; y < 2; y += 0.05) cells += map.at(x + 0.025, y + 0.025);
    expect(cells * 0.05 ** 2).toBeCloseTo(Math.PI * 1.1 * 1.7, 1);
  });
});

describe('beam-induced motion', () => {
  const settings = beamEffectsSchema.parse({ walkNm: 1, domingNm: { from: 6, to: 6 } });

  test('is a random walk of a nanometre per exposure, with larger steps at first', () => {
    const steps = Array.from({ length: 600 }, (_, seed) => {
      let place = freshPlace(2, -7);
      const walked = [place.walkUm.x];
      for (let i = 0; i < 6; i++) {
        place = exposed(place, 3, settings, seed);
        walked.push(place.walkUm.x);
      }
      return walked.slice(1).map((x, i) => 1000 * (x - walked[i]!));
    });
    const rms = (of: (walk: number[]) => number) => Math.hypot(...steps.map(of)) / Math.sqrt(steps.length);
    expect(rms((walk) => walk[0]!)).toBeGreaterThan(2.25);
    expect(rms((walk) => walk[0]!)).toBeLessThan(2.75);
    expect(rms((walk) => walk[4]!)).toBeGreaterThan(0.9);
    expect(rms((walk) => walk[4]!)).toBeLessThan(1.1);
    expect(rms((walk) => walk[2]! + walk[3]! + walk[4]! + walk[5]!)).toBeGreaterThan(1.8);
  });

  test('is keyed by the place and the number of the exposure there, not by what else was exposed', () => {
    const one = exposed(exposed(freshPlace(4.1, 1.2), 3, settings, 8), 3, settings, 8);
    const same = exposed(exposed(freshPlace(4.2, 1.1), 3, settings, 8), 3, settings, 8);
    expect(same.walkUm).toEqual(one.walkUm);
    expect(exposed(freshPlace(9, 1.2), 3, settings, 8).walkUm).not.toEqual(
      exposed(freshPlace(4, 1.2), 3, settings, 8).walkUm,
    );
  });

  test('bulges by its whole height within the first 10 e/Å²', () => {
    let place = freshPlace(0, 0);
    const heights: number[] = [];
    for (let i = 0; i < 8; i++) {
      place = exposed(place, 2, settings, 2);
      heights.push(1000 * Math.abs(motionUm(place, 2, settings, 2).z));
    }
    expect(heights[0]).toBeCloseTo(6 * (1 - Math.exp(-0.3)), 6);
    expect(heights[7]).toBeGreaterThan(5.9);
  });

  test('a Record that is repeated at one place shows the motion in the truth, one elsewhere does not share it', () =>
    inSession(
      { scenario: quietWith({ beamEffects: { walkNm: 4, firstExposureFactor: 1 } }) },
      async ({ client, virtual }) => {
        for (let i = 0; i < 5; i++) await client.call('R');
        const xs = virtual.exposures.map(({ specimenPointUm }) => 1000 * specimenPointUm.x);
        expect(new Set(xs).size).toBe(5);
        expect(Math.max(...xs.map(Math.abs))).toBeLessThan(40);
      },
    ));
});

test('detail of 20 Å has lost most at 120 e/Å², what tracking uses next to nothing', () => {
  expect(criticalDoseEPerA2(1 / 20)).toBeCloseTo(38.7, 0);
  expect(Math.exp(-120 / (2 * criticalDoseEPerA2(1 / 20)))).toBeCloseTo(0.21, 2);
  expect(Math.exp(-120 / (2 * criticalDoseEPerA2(1 / 128)))).toBeGreaterThan(0.9);
});
