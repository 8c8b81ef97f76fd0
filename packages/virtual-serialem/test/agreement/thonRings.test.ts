import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';
import { loggedExposures, savedImage } from './savedImages.ts';
import { fittedUnderfocusUm } from './thonRings.ts';

const pixelSizeNm = 0.45;

/** A thin carbon-like film at high magnification on a stage and a lens with their usual errors. */
const thinFilm = {
  specimen: {
    lamella: { pretiltDeg: 7, thicknessNm: 40 },
    content: {
      ribosomesPerUm2: 0,
      granulesPerUm2: 0,
      sheetsPerUm2: 0,
      vesiclesPerUm2: 0,
      goldPerUm2: 0,
      amorphousStrength: 4,
    },
  },
  camera: { sensorPixels: 1, countsPerElectron: 4 },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 64 },
      { index: 17, magnification: 4800, pixelSizeNm: 8.2 },
      { index: 28, magnification: 81000, pixelSizeNm },
    ],
  },
  lowDose: { record: { doseRateEPerA2PerS: 60 } },
  beamEffects: { fading: false }, // carbon does not mind the dose
};

test('the Thon rings of saved images have the true defocus of the log, whatever the read-out says', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'thon-'));
  const truth = join(dir, 'truth.jsonl');
  const readOutsUm = [-2.4, -3.7, -5.1, -3.1];
  await inSession({ scenario: thinFilm, seed: 12, dir, truth }, async ({ client }) => {
    await client.call('OpenNewFile', 'film.mrc');
    const picture = async (readOutUm: number) => {
      // A stage that has just moved drifts by several of these pixels in an exposure, which blurs rings away.
      await client.call('Delay', 60);
      await client.call('SetDefocus', readOutUm);
      await client.call('R');
      await client.call('S');
    };
    await picture(readOutsUm[0]!);
    await picture(readOutsUm[1]!);
    // Raised by the stage, and raised by tilting a place beside the axis.
    await client.call('MoveStage', 0, 0, 1.3);
    await picture(readOutsUm[2]!);
    await client.call('MoveStage', 0, 0, -1.3);
    await client.call('TiltTo', 9);
    await client.call('ImageShiftByMicrons', 0.7, 4.2);
    await picture(readOutsUm[3]!);
  });
  const log = await loggedExposures(truth);
  expect(log).toHaveLength(readOutsUm.length);
  const errors: number[] = [];
  for (const exposure of log) {
    const fittedUm = -fittedUnderfocusUm(await savedImage(dir, exposure), pixelSizeNm);
    errors.push(fittedUm / exposure.trueDefocusUm - 1);
  }
  for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.03);
  // The read-out would not have done: the true defocus differs from it by more than that.
  expect(Math.abs(readOutsUm[2]! / log[2]!.trueDefocusUm - 1)).toBeGreaterThan(0.1);
  await rm(dir, { recursive: true });
}, 120_000);
