import type { Specimen } from '../specimen/specimen.ts';
import type { FootprintLattice } from './footprintLattice.ts';
import type { Projection } from './projection.ts';
import type { CameraSettings } from './schema.ts';
import type { Shot } from './shot.ts';

/** One exposure with everything worked out that its parts need. */
export interface Scene {
  readonly specimen: Specimen;
  readonly shot: Shot;
  readonly settings: CameraSettings;
  readonly projection: Projection;
  readonly lattice: FootprintLattice;
}

/** Relative contrast of an image (intensity = brightness · (1 + contrast)), as a cut-out of a larger array. */
export interface ContrastMap {
  readonly values: Float32Array;
  /** Pixels from one row of `values` to the next. */
  readonly stridePx: number;
  /** Index of the first pixel of the image. */
  readonly start: number;
}

/** Gives the working array of a name and length. It holds what the last user left in it. */
export type Scratch = (name: string, length: number) => Float32Array;
