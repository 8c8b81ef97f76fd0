import { findHoles } from '../../holes/findHoles.ts';
import type { FindHoles } from './refineWish.ts';

/** `findHoles` counts from the centre of the first pixel, positions in a picture from its corner, px. */
const halfPixel = 0.5;

/** Finds the holes of a film by their lattice. The diameter, µm, helps where it is known. */
export const holesByLattice =
  (diameterUm: number | null): FindHoles =>
  (image, pixelSizeNm) => {
    const found = findHoles(image, { pixelSizeNm, ...(diameterUm === null ? {} : { diameterUm }) });
    if (found.kind === 'none') return { reason: found.why };
    return { centres: found.holes.map(({ centre }) => ({ x: centre.x + halfPixel, y: centre.y + halfPixel })) };
  };
