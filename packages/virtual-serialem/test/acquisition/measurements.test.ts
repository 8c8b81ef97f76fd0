import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import lamella from '../../scenarios/lamella.json' with { type: 'json' };
import { inSession, type Session } from '../session.ts';

/** The good-stage lamella without images; the noise of autofocus is what images of it were found to give. */
const goodStage = {
  ...lamella,
  specimen: { kind: 'lamella' as const },
  camera: { ...lamella.camera, images: 'flat' as const },
  alignment: { method: 'analytic' as const },
  optics: { ...lamella.optics, focus: { autofocusNoiseUm: 0.05 } },
};

async function defocusAt(client: SerialEmClient, xUm: number, yUm: number): Promise<number> {
  await client.call('ImageShiftByMicrons', xUm, yUm);
  await client.call('G', -1);
  const [defocusUm] = await client.call('ReportAutoFocus');
  await client.call('SetImageShift', 0, 0);
  return defocusUm;
}

const radians = Math.PI / 180;

/**
 * The tilt-axis offset as microscopists measure it: autofocus at three places across the axis while the stage tilts up
 * to ±15°; the defocus of each changes with the tangent of the tilt by its distance from the axis.
 */
async function measuredAxisUm({ client }: Session): Promise<number> {
  const [knownUm] = await client.call('ReportTiltAxisOffset');
  await client.call('Eucentricity', 1);
  await client.call('SetTargetDefocus', -4);
  await client.call('G');
  await client.call('TiltTo', -20);
  const acrossUm = [0, -5, 5];
  const rows: { tan: number; defocusUm: number[] }[] = [];
  for (const tiltDeg of [-15, -10, -5, 0, 5, 10, 15]) {
    await client.call('TiltTo', tiltDeg);
    const defocusUm: number[] = [];
    for (const y of acrossUm) defocusUm.push(await defocusAt(client, 0, y));
    rows.push({ tan: Math.tan(tiltDeg * radians), defocusUm });
  }
  const flat = rows[3]!.defocusUm;
  const squares = rows.reduce((sum, { tan }) => sum + tan ** 2, 0);
  const perPlace = acrossUm.map(
    (_, place) =>
      -rows.reduce((sum, { tan, defocusUm }) => sum + (defocusUm[place]! - flat[place]!) * tan, 0) / squares,
  );
  return knownUm + perPlace.reduce((a, b) => a + b, 0) / perPlace.length;
}

/** Errors over some seeds, all of them. */
async function errors(scenario: ScenarioInput, truth: number, seeds: readonly number[]) {
  const found: number[] = [];
  for (const seed of seeds) {
    await inSession({ scenario, seed }, async (session) => {
      found.push((await measuredAxisUm(session)) - truth);
    });
  }
  return { rms: Math.hypot(...found) / Math.sqrt(found.length), worst: Math.max(...found.map(Math.abs)) };
}

test('measuring the tilt-axis offset on a good stage gives it to 0.15 µm rms; 20 nm of the stage and 50 nm of autofocus are left', async () => {
  const { rms, worst } = await errors(goodStage, 2.4, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect(rms).toBeLessThan(0.15);
  expect(worst).toBeLessThan(0.3);
});

test('and so it does when SerialEM starts with an offset that is wrong by 1.5 µm', async () => {
  const optics = { ...goodStage.optics, tiltAxisOffsetErrorUm: 1.5 };
  const { rms } = await errors({ ...goodStage, optics }, 2.4, [11, 12, 13, 14]);
  expect(rms).toBeLessThan(0.2);
});

test('a plane through autofocus values at six places has the pretilt of the lamella to 1°', async () => {
  const places = [
    [0, 0],
    [3, 3],
    [-3, 3.5],
    [3.2, -3],
    [-2.8, -3.3],
    [0.5, 5],
  ] as const;
  for (const seed of [21, 22, 23, 24]) {
    const flat = { pretiltDeg: 9, rotationDeg: 6, bendUm: 0, roughnessUm: 0.02 };
    await inSession({ scenario: { ...goodStage, specimen: { lamella: flat } }, seed }, async ({ client }) => {
      await client.call('SetDefocus', -5);
      const points: { x: number; y: number; z: number }[] = [];
      for (const [x, y] of places) points.push({ x, y, z: await defocusAt(client, x, y) });
      expect(steepestDeg(points)).toBeGreaterThan(8);
      expect(steepestDeg(points)).toBeLessThan(10);
    });
  }
});

/** The slope of the least-squares plane, degrees. */
function steepestDeg(points: readonly { x: number; y: number; z: number }[]): number {
  const mean = (of: (p: { x: number; y: number; z: number }) => number) =>
    points.reduce((s, p) => s + of(p), 0) / points.length;
  const [mx, my, mz] = [mean((p) => p.x), mean((p) => p.y), mean((p) => p.z)];
  const sum = (of: (x: number, y: number, z: number) => number) =>
    points.reduce((s, p) => s + of(p.x - mx, p.y - my, p.z - mz), 0);
  const [xx, yy, xy] = [sum((x) => x * x), sum((_, y) => y * y), sum((x, y) => x * y)];
  const [xz, yz] = [sum((x, _, z) => x * z), sum((_, y, z) => y * z)];
  const determinant = xx * yy - xy * xy;
  const [slopeX, slopeY] = [(xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant];
  return Math.atan(Math.hypot(slopeX, slopeY)) / radians;
}
