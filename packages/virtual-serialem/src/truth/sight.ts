import type { Pose } from '../camera/shot.ts';
import type { PlaneMatrix, PlaneVector } from '../column/planeMatrix.ts';
import { apply, inverse, minus, plus } from '../column/planeMatrix.ts';
import { difference, rotate, rotateBack, sum } from '../column/rotation.ts';
import type { Point3, Specimen } from '../specimen/specimen.ts';

/** Everything true about where one exposure looked. Known to the server and to nobody else. */
export interface Sight {
  /** Where the specimen was at mid-exposure. */
  readonly pose: Pose;
  /** Lab point on the centre of the camera, µm. */
  readonly centreUm: PlaneVector;
  /** Lab µm → unbinned camera pixels, y up. */
  readonly specimenToCamera: PlaneMatrix;
  /** True defocus at lab height zero, µm. */
  readonly defocusUm: number;
  /** The illuminated disc in the lab, µm. */
  readonly beam: { readonly centreUm: PlaneVector; readonly diameterUm: number };
  readonly nominalTiltDeg: number;
  readonly trueTiltDeg: number;
}

/** A specimen point in the lab, µm. */
function toLab(pose: Pose, point: Point3): Point3 {
  return sum(rotate(pose.matrix, point), pose.offsetUm);
}

/** A lab point in the specimen's own frame, µm. */
function toSpecimen(pose: Pose, lab: Point3): Point3 {
  return rotateBack(pose.matrix, difference(lab, pose.offsetUm));
}

/** The search for the surface ends when the point is this close to it, µm. */
const closeEnoughUm = 1e-7;
const mostSteps = 50;

/** Step over which the slope of the height difference is taken, µm along the line of sight. */
const slopeStepUm = 1e-3;

/**
 * The point of the specimen's mid-surface that a vertical line through a lab point meets: specimen frame, µm.
 *
 * Follows the line of sight in three dimensions and looks for the place where its height above the mid-surface
 * vanishes (Newton's method; the surface is nearly plane over the distances that remain).
 */
export function surfacePoint(pose: Pose, specimen: Specimen, lab: PlaneVector): Point3 {
  const pointAt = (z: number): Point3 => toSpecimen(pose, { x: lab.x, y: lab.y, z });
  const heightAbove = (z: number): number => {
    const p = pointAt(z);
    return p.z - specimen.heightUm(p.x, p.y);
  };
  let z = 0;
  for (let step = 0; step < mostSteps; step++) {
    const above = heightAbove(z);
    if (Math.abs(above) < closeEnoughUm) break;
    const slope = (heightAbove(z + slopeStepUm) - above) / slopeStepUm;
    z -= above / (Math.abs(slope) > 0.05 ? slope : 0.05);
  }
  return pointAt(z);
}

/** The specimen point at the image centre, with the true defocus there, µm. */
export function pointInSight(sight: Sight, specimen: Specimen): { readonly point: Point3; readonly defocusUm: number } {
  const point = surfacePoint(sight.pose, specimen, sight.centreUm);
  return { point, defocusUm: sight.defocusUm + toLab(sight.pose, point).z };
}

/** Where a specimen point lies on the camera: unbinned pixels from the centre, y up. */
export function cameraPosition(sight: Sight, point: Point3): PlaneVector {
  const lab = toLab(sight.pose, point);
  return apply(sight.specimenToCamera, minus(lab, sight.centreUm));
}

/** The specimen point at a place on the camera, unbinned pixels from the centre, y up. */
export function pointAtCamera(sight: Sight, specimen: Specimen, cameraPx: PlaneVector): Point3 {
  const lab = plus(sight.centreUm, apply(inverse(sight.specimenToCamera), cameraPx));
  return surfacePoint(sight.pose, specimen, lab);
}

/** The part of the specimen that the beam hits, as an ellipse in the specimen's frame: centre and half axes, µm. */
export interface Footprint {
  readonly centre: PlaneVector;
  readonly halfAxes: PlaneVector;
}

/** The exposed area: the disc of the beam followed down to the surface. */
export function footprint(sight: Sight, specimen: Specimen): Footprint {
  const { centreUm, diameterUm } = sight.beam;
  const edge = (dx: number, dy: number): Point3 =>
    surfacePoint(sight.pose, specimen, {
      x: centreUm.x + (dx * diameterUm) / 2,
      y: centreUm.y + (dy * diameterUm) / 2,
    });
  const centre = surfacePoint(sight.pose, specimen, centreUm);
  return {
    centre: { x: centre.x, y: centre.y },
    halfAxes: {
      x: Math.abs(edge(1, 0).x - edge(-1, 0).x) / 2,
      y: Math.abs(edge(0, 1).y - edge(0, -1).y) / 2,
    },
  };
}
