import { coincidencePerElectron, fullElectrons } from '../camera/counting.ts';
import type { CameraSettings } from '../camera/schema.ts';
import type { FormedImage, Matrix3, Shot } from '../camera/shot.ts';
import type { PlaneMatrix, PlaneVector } from '../column/planeMatrix.ts';
import type { Point3, Specimen } from '../specimen/specimen.ts';
import { pointAtCamera, type Sight } from './sight.ts';

/**
 * What an exposure looked at: enough to follow any point of the specimen to a pixel of the image, and to tell what the
 * beam hit. A specimen point p lies in the lab at pose.matrix · p + pose.offsetUm, and on the camera, in unbinned pixels
 * from the image centre with y up, at cameraFromLab · (lab − centreUm).
 */
export interface Look {
  readonly pose: { readonly matrix: Matrix3; readonly offsetUm: Point3 };
  /** The lab point at the image centre, µm. */
  readonly centreUm: PlaneVector;
  /** True matrix from lab µm to unbinned camera pixels, y up. */
  readonly cameraFromLab: PlaneMatrix;
  /** Size of the image, binned pixels, and its binning. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly binning: number;
  /** The field of view: its corners on the mid-surface of the specimen, counter-clockwise from the lower left, specimen frame, µm. */
  readonly fieldUm: readonly [Point3, Point3, Point3, Point3];
  /** The disc of the beam in the lab, µm. */
  readonly beam: { readonly centreUm: PlaneVector; readonly diameterUm: number };
  readonly exposureS: number;
  /** Mean counts of the image. */
  readonly meanCounts: number;
  /** What part of the electrons of the full beam came through specimen, slit and apertures, mean of the image; 0 when the valves are closed. */
  readonly transmission: number;
}

/** The look of an exposure that has been made. */
export function lookOf(
  sight: Sight,
  specimen: Specimen,
  shot: Shot,
  { meanCounts }: Pick<FormedImage, 'meanCounts'>,
  settings: CameraSettings,
): Look {
  const { widthPx, heightPx, binning, offsetPx = { x: 0, y: 0 } } = shot;
  const corner = (right: number, up: number): Point3 =>
    pointAtCamera(sight, specimen, {
      x: offsetPx.x + (right * binning * widthPx) / 2,
      y: offsetPx.y + (up * binning * heightPx) / 2,
    });
  return {
    pose: shot.pose,
    centreUm: sight.centreUm,
    cameraFromLab: sight.specimenToCamera,
    widthPx,
    heightPx,
    binning,
    fieldUm: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)],
    beam: sight.beam,
    exposureS: shot.exposureS,
    meanCounts,
    transmission: transmissionOf(shot, meanCounts, settings),
  };
}

/** Electrons counted over those that would have been without a specimen; what coincidence took away is given back. */
function transmissionOf(shot: Shot, meanCounts: number, settings: CameraSettings): number {
  const [xx, xy, yx, yy] = shot.cameraFromLab;
  const pixelNm = (1000 * shot.binning) / Math.sqrt(Math.abs(xx * yy - xy * yx));
  const full = fullElectrons({ ...shot, transmissionFactor: 1 }, pixelNm, settings);
  const counted = meanCounts / settings.countsPerElectron;
  const arrived = counted / Math.max(leastKept, 1 - coincidencePerElectron(shot, settings) * counted);
  return full > 0 ? arrived / full : 0;
}

/** Fraction of the electrons that is never lost, so that a saturated image does not count for infinitely many. */
const leastKept = 1e-4;
