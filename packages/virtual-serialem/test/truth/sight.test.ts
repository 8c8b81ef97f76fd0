import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** A matrix times a vector, both as arrays: written here once more, so that the test shares nothing with the program. */
const times = (m: number[][], v: number[]) => m.map((row) => row.reduce((sum, value, i) => sum + value * v[i]!, 0));
const transpose = (m: number[][]) => m[0]!.map((_, column) => m.map((row) => row[column]!));

function stageRotation(tiltDeg: number): number[][] {
  const a = (tiltDeg * Math.PI) / 180;
  return [
    [1, 0, 0],
    [0, Math.cos(a), -Math.sin(a)],
    [0, Math.sin(a), Math.cos(a)],
  ];
}

/** The point of the plane z = slope·y that lies on a vertical line through (x, y) of the lab. */
function pointOfPlane(tiltDeg: number, axisY: number, stage: number[], lab: number[], slope: number): number[] {
  const back = transpose(stageRotation(tiltDeg));
  const axis = [0, axisY, 0];
  const start = times(back, [lab[0]!, lab[1]! - axisY, 0]).map((v, i) => v + axis[i]! - stage[i]!);
  const along = times(back, [0, 0, 1]);
  const t = (slope * start[1]! - start[2]!) / (along[2]! - slope * along[1]!);
  return start.map((v, i) => v + t * along[i]!);
}

test('the truth of an exposure is the geometry of a rotated plane', async () => {
  const axisY = 1.7;
  const slope = Math.tan((-10 * Math.PI) / 180);
  await inSession({ scenario: quietWith({ stage: { tiltAxisAtUm: axisY } }) }, async ({ client, virtual }) => {
    await client.call('SetProperty', 'ImageShiftLimit', 30);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -60, max: 60 }),
        fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 })),
        fc.tuple(
          fc.integer({ min: -90, max: 90 }),
          fc.integer({ min: -90, max: 90 }),
          fc.integer({ min: -20, max: 20 }),
        ),
        async (tiltDeg, shift, stage) => {
          const [shiftX, shiftY] = [shift[0] / 10, shift[1] / 10];
          const stageUm = stage.map((v) => v / 10);
          await client.call('TiltTo', tiltDeg);
          await client.call('MoveStageTo', stageUm[0]!, stageUm[1]!, stageUm[2]!);
          await client.call('SetImageShift', 0, 0);
          await client.call('ImageShiftByMicrons', shiftX, shiftY);
          await client.call('SetDefocus', -3);
          await client.call('R');
          const lab = [shiftX, shiftY + axisY];
          const expected = pointOfPlane(tiltDeg, axisY, stageUm, lab, slope);
          const truth = virtual.exposures.at(-1)!;
          const { x, y, z } = truth.specimenPointUm;
          for (const [i, value] of [x, y, z].entries()) expect(value).toBeCloseTo(expected[i]!, 5);
          const moved = expected.map((v, i) => v + stageUm[i]! - [0, axisY, 0][i]!);
          const height = times(stageRotation(tiltDeg), moved)[2]!;
          expect(truth.trueDefocusUm).toBeCloseTo(-3 + height, 5);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('the beam covers more of the specimen the more it is tilted', () =>
  inSession({ scenario: quietWith({ specimen: { lamella: { pretiltDeg: 0 } } }) }, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('TiltTo', 60);
    await client.call('R');
    const [flat, tilted] = virtual.exposures.map(({ footprintUm }) => footprintUm.halfAxes);
    expect(flat).toEqual({ x: expect.closeTo(1.25, 6), y: expect.closeTo(1.25, 6) });
    expect(tilted).toEqual({ x: expect.closeTo(1.25, 6), y: expect.closeTo(2.5, 6) });
  }));

test('errors of calibration are in the truth and not in the reports', () =>
  inSession(
    { scenario: quietWith({ optics: { imageShift: { scaleErrorSd: 0.02 }, tiltAxisErrorDegSd: 0.8 } }), seed: 2 },
    async ({ client, virtual }) => {
      await client.call('ImageShiftByMicrons', 5, -3);
      await client.call('R');
      const reported = (await client.call('ReportSpecimenShift'))!;
      const { specimenPointUm } = virtual.exposures[0]!;
      expect(reported[0]).toBeCloseTo(5, 9);
      const missUm = Math.hypot(specimenPointUm.x - 5, specimenPointUm.y + 3);
      expect(missUm).toBeGreaterThan(0.005);
      expect(missUm).toBeLessThan(0.6);
    },
  ));

test('image shift jitters from setting to setting, however often it is set between two exposures', async () => {
  const scenario = quietWith({ optics: { imageShift: { jitterNm: 2 } } });
  const places: number[] = [];
  for (const shifts of [1, 4]) {
    await inSession({ scenario }, async ({ client, virtual }) => {
      await client.call('R');
      for (let i = 0; i < shifts; i++) await client.call('SetImageShift', i, 0);
      await client.call('SetImageShift', 0, 0);
      await client.call('R');
      await client.call('R');
      const [before, first, again] = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm.x);
      expect(first).not.toBe(before);
      expect(again).toBe(first);
      places.push(first!);
    });
  }
  expect(places[1]).toBe(places[0]);
});

test('the image lags behind by part of the way since the last exposure', () =>
  inSession({ scenario: quietWith({ optics: { imageShift: { hysteresis: 0.01 } } }) }, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('ImageShiftByMicrons', 3, 0);
    await client.call('ImageShiftByMicrons', 1, 0);
    await client.call('R');
    await client.call('R');
    const xs = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm.x);
    expect(xs).toEqual([expect.closeTo(0, 6), expect.closeTo(4 - 0.04, 6), expect.closeTo(4 - 0.04, 6)]);
  }));
