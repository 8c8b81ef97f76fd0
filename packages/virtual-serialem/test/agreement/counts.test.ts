import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';
import { loggedExposures, savedImage } from './savedImages.ts';

const thicknessNm = 160;
const pixelSizeNm = 1.08;

/** An even, empty slab that lies level, and a camera without hot pixels. */
const emptySlab = {
  specimen: {
    lamella: { pretiltDeg: 0, thicknessNm, bendUm: 0, roughnessUm: 0, curtainingFraction: 0, wedgeFraction: 0 },
    content: { ribosomesPerUm2: 0, granulesPerUm2: 0, sheetsPerUm2: 0, vesiclesPerUm2: 0, goldPerUm2: 0 },
  },
  camera: { hotPixelFraction: 0, darkElectronsPerPx: 0 },
};

/** The physics document of the package, sections 4.2 and 5, with the scenario's defaults. */
function expectedCounts(doseEPerA2: number, exposureS: number, tiltDeg: number): number {
  const pathNm = thicknessNm / Math.cos((tiltDeg * Math.PI) / 180);
  const electrons = doseEPerA2 * (10 * pixelSizeNm) ** 2 * 0.85 * Math.exp(-pathNm / 395);
  const perSensorPixelAndS = electrons / 4 ** 2 / exposureS;
  return (32 * electrons) / (1 + 2.5e-3 * perSensorPixelAndS);
}

test('mean counts of saved images follow dose and thickness/cos of the true tilt', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'counts-'));
  const truth = join(dir, 'truth.jsonl');
  await inSession({ scenario: emptySlab, seed: 29, dir, truth }, async ({ client }) => {
    await client.call('OpenNewFile', 'slab.mrc');
    for (const [tiltDeg, exposureS] of [
      [0, 1.46],
      [-24, 0.7],
      [37, 2.2],
      [52, 0.31],
      [-60, 1.1],
    ] as const) {
      await client.call('TiltTo', tiltDeg);
      await client.call('SetExposure', 'R', exposureS);
      await client.call('R');
      await client.call('S');
    }
  });
  const log = await loggedExposures(truth);
  expect(log).toHaveLength(5);
  for (const exposure of log) {
    const { counts } = await savedImage(dir, exposure);
    const mean = Array.from(counts).reduce((sum, value) => sum + value, 0) / counts.length;
    const expected = expectedCounts(exposure.doseEPerA2, exposure.look.exposureS, exposure.trueTiltDeg);
    // Four standard deviations of counting, and the mean of the residual gain errors.
    const tolerance = 4 / Math.sqrt((counts.length * expected) / 32) + 4 * (0.003 / Math.sqrt(counts.length));
    expect(Math.abs(mean / expected - 1)).toBeLessThan(tolerance);
  }
  await rm(dir, { recursive: true });
});
