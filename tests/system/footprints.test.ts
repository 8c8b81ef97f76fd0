import { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type ExposureTruth } from '@pacetomo/virtual-serialem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  areaUm2,
  beamFootprint,
  contains,
  frameFootprint,
  halfAxesUm,
  outline,
} from '../../packages/pacetomo/src/dose/footprint.ts';
import { halfSides } from '../../packages/pacetomo/src/dose/illumination.ts';
import { laidDown } from '../../packages/pacetomo/src/dose/samplePlane.ts';
import { preset } from './measuringSite.ts';
import { isUnderBeam } from './trueDose.ts';

const sample = { pretiltDeg: -11, rotationDeg: 27 };
const tilts = [-60, -33, -9, 0, 14, 38, 57];
/** Where image shift looks, µm as the beam sees it. */
const seen = { x: 3.1, y: -2.2 };
const radiusUm = 1.25;
const size = { x: 32, y: 32 };

interface Shot {
  readonly tiltDeg: number;
  readonly truth: ExposureTruth;
}
const shots: Shot[] = [];
let toSpecimen = { xx: 1, xy: 0, yx: 0, yy: 1 };

beforeAll(async () => {
  const quiet = preset('quiet');
  const specimen = { ...quiet.specimen, lamella: { ...quiet.specimen?.lamella, ...sample } };
  const virtual = await createVirtualSerialEm({ scenario: { ...quiet, specimen }, seed: 5, dir: '/tmp' });
  const serialEm = new SerialEmClient(virtual.connect());
  await serialEm.call('Eucentricity', 1);
  await serialEm.call('GoToLowDoseArea', 'R');
  const [xx, xy, yx, yy] = await serialEm.call('CameraToSpecimenMatrix', 0);
  toSpecimen = { xx, xy, yx, yy };
  for (const tiltDeg of tilts) {
    await serialEm.call('TiltTo', tiltDeg);
    await serialEm.call('ImageShiftByMicrons', seen.x, seen.y);
    await serialEm.call('R');
    await serialEm.call('ImageShiftByMicrons', -seen.x, -seen.y);
    shots.push({ tiltDeg, truth: virtual.exposures.at(-1)! });
  }
  serialEm.close();
  await serialEm.closed;
  await virtual.close();
});

const ours = ({ tiltDeg }: Shot) => beamFootprint(sample, tiltDeg, laidDown(sample, tiltDeg, seen), radiusUm);

test('the middle of the beam falls on the sample where the truth log says, at every tilt', () => {
  expect(shots).toHaveLength(tilts.length);
  for (const shot of shots) {
    const { centre } = shot.truth.footprintUm;
    const { x, y } = ours(shot).centre;
    expect(Math.hypot(x - centre.x, y - centre.y)).toBeLessThan(0.02 * radiusUm);
  }
});

test('width, length and area of the ellipse agree with the truth log to 2 %, at every tilt', () => {
  for (const shot of shots) {
    const { halfAxes } = shot.truth.footprintUm;
    const { u, v } = ours(shot);
    expect(Math.abs(u.x) / halfAxes.x).toBeCloseTo(1, 2);
    expect(Math.abs(v.y) / halfAxes.y).toBeCloseTo(1, 2);
    expect(areaUm2(ours(shot)) / (Math.PI * halfAxes.x * halfAxes.y)).toBeCloseTo(1, 2);
  }
  const [flattest, steepest] = [shots[4]!, shots[0]!].map((shot) => halfAxesUm(ours(shot)).longUm);
  expect(steepest! / flattest!).toBeGreaterThan(1.8);
});

test('whatever lies 2 % within the outline is under the true beam, and nothing 2 % beyond it', () => {
  for (const shot of shots) {
    const { centre } = ours(shot);
    for (const place of outline(ours(shot), 36)) {
      const at = (factor: number) => ({
        x: centre.x + factor * (place.x - centre.x),
        y: centre.y + factor * (place.y - centre.y),
      });
      expect(isUnderBeam(shot.truth, sample, at(0.98))).toBe(true);
      expect(isUnderBeam(shot.truth, sample, at(1.02))).toBe(false);
    }
  }
});

test('the corners of the camera frame lie where the truth log says, to 2 % of its side', () => {
  for (const shot of shots) {
    const frame = frameFootprint(sample, shot.tiltDeg, ours(shot).centre, halfSides({ size, toSpecimen }));
    const corners = shot.truth.look!.fieldUm;
    const sideUm = Math.hypot(corners[0].x - corners[1].x, corners[0].y - corners[1].y);
    for (const [i, { x, y }] of outline(frame).entries())
      expect(Math.hypot(x - corners[i]!.x, y - corners[i]!.y)).toBeLessThan(0.02 * sideUm);
    expect(contains(frame, shot.truth.specimenPointUm)).toBe(true);
  }
});

afterAll(() => shots.splice(0));
