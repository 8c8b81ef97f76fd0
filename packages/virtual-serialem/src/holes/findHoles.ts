import type { ImagePixels } from '../buffers/bufferRecord.ts';
import { shrunk } from '../buffers/cutAndShrink.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import { holeMap } from './holeCorrelation.ts';
import { holePeaks } from './holePeaks.ts';
import { fitLattice, type HoleLattice, type LatticeHole } from './lattice.ts';

/** The image is shrunk until a hole is about this wide, px: enough for a twentieth of a pixel, and quick. */
const diameterPx = 20;
/** Holes are farther apart than this part of the spacing. */
const apartFraction = 0.6;

/** What is looked for, px of the image. */
export interface HoleSearch {
  readonly diameterPx: number;
  readonly spacingPx: number;
  readonly hexagonal: boolean;
}

/** Holes of a regular array in an image, px from its top left corner, y down. */
export interface FoundHoles {
  readonly holes: readonly LatticeHole[];
  readonly lattice: HoleLattice;
}

/**
 * Finds the holes of a support film, brighter than the film between them: circles that stand out against a ring around
 * them, and of those the ones that lie in an array of about the expected spacing. Null when there are fewer than two.
 */
export function findHoles(image: ImagePixels, search: HoleSearch): FoundHoles | null {
  const factor = Math.max(1, Math.floor(search.diameterPx / diameterPx));
  const small = shrunk({ ...image, pixels: Float32Array.from(image.pixels) }, factor);
  const spacingPx = search.spacingPx / factor;
  const map = holeMap(small, search.diameterPx / factor / 2, spacingPx);
  const found = fitLattice(holePeaks(map, apartFraction * spacingPx), spacingPx, search.hexagonal);
  if (!found) return null;
  const large = <Point extends PlaneVector>(point: Point): Point => ({
    ...point,
    x: point.x * factor,
    y: point.y * factor,
  });
  const { origin, first, second } = found.lattice;
  return {
    holes: found.holes.map(large),
    lattice: { origin: large(origin), first: large(first), second: large(second) },
  };
}
