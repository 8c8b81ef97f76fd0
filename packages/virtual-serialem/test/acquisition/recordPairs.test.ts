import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** Where the feature in the centre of one Record lies in another, lab µm from its centre, by the truth. */
function displacementUm(reference: ExposureTruth, image: ExposureTruth): { x: number; y: number } {
  const { pose, centreUm } = image.look!;
  const { x, y, z } = reference.specimenPointUm;
  const [xx, xy, xz, yx, yy, yz] = pose.matrix;
  return {
    x: xx * x + xy * y + xz * z + pose.offsetUm.x - centreUm.x,
    y: yx * x + yy * y + yz * z + pose.offsetUm.y - centreUm.y,
  };
}

/** The displacement that an alignment shift stands for: camera pixels to lab µm through the true matrix, sign turned. */
function foundUm(image: ExposureTruth, [px, py]: readonly number[]): { x: number; y: number } {
  const { xx, xy, yx, yy } = image.look!.cameraFromLab;
  const determinant = xx * yy - xy * yx;
  return { x: -(yy * px! - xy * py!) / determinant, y: -(xx * py! - yx * px!) / determinant };
}

test('AlignTo finds Records that are 3° apart to 2 nm rms along and across the axis, none on a wrong peak', () =>
  inSession({ scenario: 'lamella', seed: 31 }, async ({ client, virtual }) => {
    await client.call('SetDefocus', -4.5);
    const missNm: { x: number; y: number }[] = [];
    for (const tiltDeg of [-48, -33, -15, 9, 27, 42]) {
      await client.call('TiltTo', tiltDeg);
      await client.call('R');
      await client.call('TiltTo', tiltDeg + 3);
      await client.call('R');
      await client.call('AlignTo', 'B', 1);
      const shift = (await client.call('ReportAlignShift'))!;
      const [reference, image] = virtual.exposures.slice(-2);
      const truth = displacementUm(reference!, image!);
      const found = foundUm(image!, shift);
      missNm.push({ x: 1000 * (found.x - truth.x), y: 1000 * (found.y - truth.y) });
    }
    const rms = (of: (miss: { x: number; y: number }) => number) =>
      Math.hypot(...missNm.map(of)) / Math.sqrt(missNm.length);
    expect(rms(({ x }) => x)).toBeLessThan(1);
    expect(rms(({ y }) => y)).toBeLessThan(2);
    for (const { x, y } of missNm) expect(Math.hypot(x, y)).toBeLessThan(20);
  }));
