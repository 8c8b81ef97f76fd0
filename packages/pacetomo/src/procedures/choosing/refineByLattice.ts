import { findHoles } from '../../holes/findHoles.ts';
import type { FindHoles } from './refineWish.ts';
import { centresBy } from './seenLattice.ts';

/** Finds the holes of a film by their lattice. The diameter, µm, helps where it is known. */
export const holesByLattice = (diameterUm: number | null): FindHoles =>
  centresBy((image, pixelSizeNm) => findHoles(image, { pixelSizeNm, ...(diameterUm === null ? {} : { diameterUm }) }));
