import { apply, type Matrix, type Vec } from '../geometry/frames.ts';
import type { HalfSides } from './footprint.ts';

/** What one image of a kind puts on the specimen. */
export interface Illumination {
  /** Radius of the beam, measured across it, µm. */
  readonly radiusUm: number;
  /** Of one image with the parameters that SerialEM has for it, e/Å² across the beam. */
  readonly doseEPerA2: number;
}

/** The kinds of image that a run takes, by their parameters in SerialEM. */
export type ImageKind = 'record' | 'view' | 'preview' | 'focus';

/** The beam and the camera as far as dose is concerned. What is not known is null, and then not counted. */
export interface Illuminations {
  readonly beams: Readonly<Record<ImageKind, Illumination | null>>;
  /** Exposure time of the Record parameters, seconds: settings that give an image another time are compared with it. */
  readonly recordExposureS: number | null;
  readonly camera: CameraOnSpecimen | null;
  /** Where the Focus area lies from the Record area, along the tilt axis, µm. */
  readonly focusOffsetUm: number;
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
}

/** The camera at the magnification of Record. */
export interface CameraOnSpecimen {
  /** Unbinned pixels. */
  readonly size: Vec<'camera'>;
  readonly toSpecimen: Matrix<'camera', 'specimen'>;
}

/** Half of the sides of a camera frame as the beam sees them, µm. */
export function halfSides({ size, toSpecimen }: CameraOnSpecimen): HalfSides {
  return {
    right: apply<'camera', 'specimen'>(toSpecimen, { x: size.x / 2, y: 0 }),
    up: apply<'camera', 'specimen'>(toSpecimen, { x: 0, y: size.y / 2 }),
  };
}

/** Stage and specimen turned by 180° against each other, as docs/conventions.md draws them: for want of SerialEM's own matrix. */
export const idealStageToSpecimen: Matrix<'stage', 'specimen'> = { xx: -1, xy: 0, yx: 0, yy: -1 };

/** Nothing is known of beam and camera: nothing is counted. */
export const nothingKnown: Illuminations = {
  beams: { record: null, view: null, preview: null, focus: null },
  recordExposureS: null,
  camera: null,
  focusOffsetUm: 0,
  stageToSpecimen: idealStageToSpecimen,
};
