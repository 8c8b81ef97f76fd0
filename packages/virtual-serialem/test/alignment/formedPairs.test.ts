import { describe, expect, test } from 'vitest';
import { autoAlign } from '../../src/alignment/autoAlign.ts';
import type { FormedImage, Shot } from '../../src/camera/formImage.ts';
import { cameraOf, emptyContent, labPoint, shotOf, specimenOf, tilted } from '../camera/exposures.ts';

const AXIS_DEG = 85.3;
const size = { widthPx: 720, heightPx: 512, pixelNm: 2.16, axisDeg: AXIS_DEG };
const camera = cameraOf({ widthPx: 720, heightPx: 512, sensorPixels: 8, countsPerElectron: 16 });
const alignable = ({ pixels }: FormedImage, tiltDeg: number, binning = 1, pixelNm = size.pixelNm) => ({
  pixels,
  widthPx: 720,
  heightPx: 512,
  binning,
  pixelSizeUm: pixelNm / 1000,
  tiltDeg,
  tiltAxisDeg: AXIS_DEG,
  shiftPx: { x: 0, y: 0 },
});

/** From a shift on the image (px, y down) to laboratory axes, nm. */
function onLabAxes(shift: { x: number; y: number }, pixelNm: number) {
  const turn = (AXIS_DEG * Math.PI) / 180;
  return {
    x: pixelNm * (shift.x * Math.cos(turn) - shift.y * Math.sin(turn)),
    y: -pixelNm * (shift.x * Math.sin(turn) + shift.y * Math.cos(turn)),
  };
}

describe('images of the virtual camera', () => {
  test('the worked example: 50 nm asked too far across the axis gives the image the shift (−46.14, −3.79)', () => {
    const specimen = specimenOf({ lamella: { pretiltDeg: 10, bendUm: 0, roughnessUm: 0 } });
    const shot = {
      pose: tilted(30),
      pixelNm: 0.27,
      axisDeg: AXIS_DEG,
      binning: 4,
      widthPx: 720,
      heightPx: 512,
      defocusUm: -7,
    };
    const [target, image] = [2.3336, 2.3836].map((y, counter) =>
      camera.form(specimen, shotOf({ ...shot, centreUm: { x: 4, y }, counter })),
    );
    const found = autoAlign(alignable(image!, 30, 4, 1.08), alignable(target!, 30, 4, 1.08));
    expect(found.aligned && Math.abs(found.shiftPx.x + 46.14)).toBeLessThan(0.5);
    expect(found.aligned && Math.abs(found.shiftPx.y + 3.79)).toBeLessThan(0.5);
  });

  test('24 pairs of Records 3° apart on the default lamella: below 2 nm rms, no wrong peak', {
    timeout: 120_000,
  }, () => {
    const specimen = specimenOf({}, 7);
    const errors = Array.from({ length: 24 }, (_, k) => {
      const target = { x: ((k * 7) % 20) - 10, y: ((k * 11) % 22) - 11 };
      const missedUm = { x: 0.15 * Math.sin(1.7 * k), y: 0.15 * Math.cos(2.3 * k) };
      const record = (tiltDeg: number, off: { x: number; y: number }, counter: number) => {
        const pose = tilted(tiltDeg);
        const lab = labPoint(pose, { ...target, z: specimen.heightUm(target.x, target.y) });
        const shot: Shot = shotOf({
          ...size,
          pose,
          centreUm: { x: lab.x + off.x, y: lab.y + off.y },
          defocusUm: -5 - lab.z,
          counter,
        });
        return alignable(camera.form(specimen, shot), tiltDeg);
      };
      const tiltDeg = -57 + 5 * k;
      const found = autoAlign(record(tiltDeg + 3, missedUm, 2 * k + 1), record(tiltDeg, { x: 0, y: 0 }, 2 * k));
      const shift = found.aligned ? onLabAxes(found.shiftPx, size.pixelNm) : { x: Number.NaN, y: Number.NaN };
      // What was in the middle lies at −missed: the shift brings it back.
      return { x: shift.x - 1000 * missedUm.x, y: shift.y - 1000 * missedUm.y };
    });
    const rms = (axis: 'x' | 'y') =>
      Math.sqrt(errors.reduce((sum, error) => sum + error[axis] ** 2, 0) / errors.length);
    expect(Math.max(...errors.map(({ x, y }) => Math.hypot(x, y)))).toBeLessThan(12);
    expect(rms('x')).toBeLessThan(0.8);
    expect(rms('y')).toBeLessThan(2);
  });

  test('pairs of one tilt differ by shot noise only: below 0.5 nm rms', () => {
    const specimen = specimenOf({}, 7);
    const record = (x: number, counter: number) =>
      alignable(camera.form(specimen, shotOf({ ...size, pose: tilted(-33), centreUm: { x, y: 1.3 }, counter })), -33);
    const reference = record(-2, 100);
    const errors = [11, 47, -83, 131, -19, 66].map((missedNm, i) => {
      const found = autoAlign(record(-2 + missedNm / 1000, i), reference);
      return found.aligned ? onLabAxes(found.shiftPx, size.pixelNm).x - missedNm : Number.NaN;
    });
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)).toBeLessThan(0.5);
  });

  test('without content nothing correlates, and the coefficient says so', () => {
    const specimen = specimenOf({ content: emptyContent, lamella: { curtainingFraction: 0 } });
    const [a, b] = [1, 2].map((counter) => alignable(camera.form(specimen, shotOf({ ...size, counter })), 0));
    const found = autoAlign(a!, b!);
    expect(found.aligned && found.coefficient).toBeLessThan(0.2);
  });
});
