import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Affine, applyAffine, inverse, inverseAffine } from '../../src/geometry/affine.ts';
import { cosDeg, sinDeg } from '../../src/geometry/degrees.ts';
import { add, apply, type Frame, type Matrix, subtract, type Vec } from '../../src/geometry/frames.ts';
import { atZeroTilt, seenAtTilt, seenOfStageStep, stageStep } from '../../src/geometry/tiltedStage.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const degrees = between(-180, 180);

/** A turn, perhaps mirrored, with two scales that differ by at most a fifth, and some shear: a calibration as they are. */
function calibration<A extends Frame, B extends Frame>(
  leastScale: number,
  mostScale: number,
): fc.Arbitrary<Matrix<A, B>> {
  return fc
    .record({
      turnDeg: degrees,
      scale: between(leastScale, mostScale),
      ratio: between(0.8, 1.2),
      shear: between(-0.1, 0.1),
      mirrored: fc.boolean(),
    })
    .map(({ turnDeg, scale, ratio, shear, mirrored }) => {
      const [cos, sin] = [scale * cosDeg(turnDeg), scale * sinDeg(turnDeg)];
      const other = mirrored ? -ratio : ratio;
      return { xx: cos, xy: shear * cos - other * sin, yx: sin, yy: shear * sin + other * cos };
    });
}

/** Unbinned camera pixels, y up from the centre, in an image: binned, y down from its upper left corner. */
function cameraToImage(binning: number, widthPx: number, heightPx: number): Affine<'camera', 'image'> {
  return {
    matrix: { xx: 1 / binning, xy: 0, yx: 0, yy: -1 / binning },
    offset: { x: widthPx / 2, y: heightPx / 2 },
  };
}

const microscope = fc.record({
  stageToSpecimen: calibration<'stage', 'specimen'>(0.9, 1.1),
  toImageShift: calibration<'specimen', 'imageShift'>(0.2, 5),
  shiftToCamera: calibration<'imageShift', 'camera'>(50, 5000),
  binning: fc.constantFrom(1, 2, 4, 8),
});
const place: fc.Arbitrary<Vec<'stage'>> = fc.record({ x: between(-30, 30), y: between(-30, 30) });
const centre: Vec<'stage'> = { x: 212.5, y: -87.1 };

interface Microscope {
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
  readonly shiftToCamera: Matrix<'imageShift', 'camera'>;
  readonly binning: number;
}

/** specimen → image shift → camera → buffer and back. */
function throughTheBuffer(
  { toImageShift, shiftToCamera, binning }: Microscope,
  seen: Vec<'specimen'>,
): Vec<'specimen'> {
  const toImage = cameraToImage(binning, 5760 / binning, 4092 / binning);
  const inBuffer = applyAffine(toImage, apply(shiftToCamera, apply(toImageShift, seen)));
  const onCamera = applyAffine(inverseAffine(toImage)!, inBuffer);
  return apply(inverse(toImageShift)!, apply(inverse(shiftToCamera)!, onCamera));
}

const distance = (a: Vec<'stage'>, b: Vec<'stage'>): number => Math.hypot(a.x - b.x, a.y - b.y);

test('coordinates go round: stage, specimen, image shift, camera, buffer, and back', () => {
  fc.assert(
    fc.property(microscope, place, (scope, at) => {
      const seen = apply(scope.stageToSpecimen, subtract(at, centre));
      const back = add(centre, apply(inverse(scope.stageToSpecimen)!, throughTheBuffer(scope, seen)));
      expect(distance(back, at)).toBeLessThan(1e-9);
    }),
    { numRuns: 500 },
  );
});

test('coordinates go round on a tilted stage with a sloping sample', () => {
  const pose = fc.record({
    tiltDeg: between(-45, 45),
    pretiltDeg: between(-20, 20),
    rotationDeg: between(-90, 90),
  });
  fc.assert(
    fc.property(microscope, place, pose, (scope, at, { tiltDeg, ...sample }) => {
      const specimenToStage = inverse(scope.stageToSpecimen)!;
      // a place of the Navigator as a map at 0° has it, looked at on the tilted stage, noted there, and brought back to 0°
      const atZero = seenOfStageStep(subtract(at, centre), 0, scope.stageToSpecimen);
      const seen = throughTheBuffer(scope, seenAtTilt(atZero, sample, tiltDeg));
      const noted = stageStep(seen, tiltDeg, specimenToStage);
      const again = atZeroTilt(seenOfStageStep(noted, tiltDeg, scope.stageToSpecimen), sample, tiltDeg)!;
      const back = add(centre, stageStep(again, 0, specimenToStage));
      expect(distance(back, at)).toBeLessThan(1e-9);
    }),
    { numRuns: 500 },
  );
});
