import {
  type Affine,
  apply,
  applyAffine,
  composeAffine,
  inverseAffine,
  type MapSummary,
  type Matrix,
  subtract,
  type Vec,
} from 'pacetomo/page';

/** How an area lies on the stage: the tracking target is its origin. */
export interface AreaLie {
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
  readonly origin: Vec<'stage'> | null;
}

/**
 * What the viewer draws in: pixels of the base map, or of an empty sheet when there is none; y down as in images. Whatever
 * cannot be told from what is known, is null.
 */
export interface World {
  readonly basis: 'map' | 'sheet';
  readonly fromSpecimen: Affine<'specimen', 'image'> | null;
  readonly toSpecimen: Affine<'image', 'specimen'> | null;
  readonly fromStage: Affine<'stage', 'image'> | null;
  readonly toStage: Affine<'image', 'stage'> | null;
  readonly pixelsPerUm: number;
}

/** Pixels of the empty sheet for each µm: fine enough for a tenth of a nanometre of nothing to matter. */
const sheetPixelsPerUm = 100;

/** The sheet: x to the right and y up, as the original's plot has them. */
const sheetMatrix = { xx: sheetPixelsPerUm, xy: 0, yx: 0, yy: -sheetPixelsPerUm };
const nowhere = { x: 0, y: 0 };

/** From the stage to the specimen of an area; null when nobody said how they lie to each other. */
function stageToSpecimen({ stageToSpecimen: matrix, origin }: AreaLie): Affine<'stage', 'specimen'> | null {
  if (matrix === null || origin === null) return null;
  return { matrix, offset: subtract(nowhere, apply(matrix, origin)) };
}

/** What an area is drawn in, on a map or on an empty sheet. */
export function worldOf(base: Pick<MapSummary, 'fromStage' | 'pixelSizeNm'> | null, lie: AreaLie | null): World {
  const there = lie === null ? null : stageToSpecimen(lie);
  const back = there && inverseAffine(there);
  if (base !== null) {
    const fromStage = base.fromStage;
    const fromSpecimen = back && composeAffine(fromStage, back);
    return {
      basis: 'map',
      ...bothWays(fromSpecimen, fromStage),
      pixelsPerUm: fromSpecimen === null ? 1000 / base.pixelSizeNm : scaleOf(fromSpecimen.matrix),
    };
  }
  if (lie === null)
    return {
      basis: 'sheet',
      ...bothWays(null, { matrix: sheetMatrix, offset: nowhere }),
      pixelsPerUm: sheetPixelsPerUm,
    };
  const fromSpecimen: Affine<'specimen', 'image'> = { matrix: sheetMatrix, offset: nowhere };
  return {
    basis: 'sheet',
    ...bothWays(fromSpecimen, there && composeAffine(fromSpecimen, there)),
    pixelsPerUm: sheetPixelsPerUm,
  };
}

const bothWays = (
  fromSpecimen: Affine<'specimen', 'image'> | null,
  fromStage: Affine<'stage', 'image'> | null,
): Pick<World, 'fromSpecimen' | 'toSpecimen' | 'fromStage' | 'toStage'> => ({
  fromSpecimen,
  toSpecimen: fromSpecimen && inverseAffine(fromSpecimen),
  fromStage,
  toStage: fromStage && inverseAffine(fromStage),
});

/** By how much lengths grow on the average of both directions. */
export const scaleOf = ({ xx, xy, yx, yy }: Pick<Matrix<'image', 'image'>, 'xx' | 'xy' | 'yx' | 'yy'>): number =>
  Math.sqrt(Math.abs(xx * yy - xy * yx));

/** Where a target is drawn: by its position on the specimen, else by where it lies on the stage. */
export function placeOf(
  world: World,
  { position, onStage }: { readonly position: Vec<'specimen'> | null; readonly onStage: Vec<'stage'> | null },
): Vec<'image'> | null {
  if (position !== null && world.fromSpecimen !== null) return applyAffine(world.fromSpecimen, position);
  if (onStage !== null && world.fromStage !== null) return applyAffine(world.fromStage, onStage);
  return null;
}
