import type { PlaneVector } from '../column/planeMatrix.ts';

/** What the Hole Finder dialog holds; lengths in µm. The values are those of a fresh SerialEM. */
export interface HoleFinderParameters {
  readonly diameterUm: number;
  readonly spacingUm: number;
  readonly hexagonal: boolean;
  /** How far a hole may be from where the array has it. */
  readonly largestErrorUm: number;
}

/** One hole that was found. */
export interface Hole {
  /** Navigator coordinates, µm. */
  readonly stageUm: PlaneVector;
  readonly column: number;
  readonly row: number;
  /** Of the pixels inside, counts. */
  readonly mean: number;
  readonly deviation: number;
  /** Distance from the border of the image to the rim, µm. */
  readonly edgeDistanceUm: number;
}

/** The holes of the last search. */
export interface HoleResult {
  readonly holes: readonly Hole[];
  readonly mapId: number;
  readonly zUm: number;
}

/** From hole to hole in the last array that was found: in the image, px, y up; and on the stage, µm. */
export interface HoleVectors {
  readonly image: readonly PlaneVector[];
  readonly stage: readonly PlaneVector[];
}

/** SerialEM's hole finder: its settings, and what it found last. Lost when the program dies. */
export class HoleFinder {
  parameters: HoleFinderParameters = { diameterUm: 1, spacingUm: 2, hexagonal: false, largestErrorUm: 0.05 };
  result: HoleResult | null = null;
  /** Kept when the holes are cleared. */
  vectors: HoleVectors | null = null;
}
