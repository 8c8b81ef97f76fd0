import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { apply, inverse, minus, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { type ImageOnStage, imageOnStage, toStage } from '../navigator/imageOnStage.ts';
import { isInside } from '../navigator/outline.ts';
import { ScriptError } from '../script/scriptError.ts';
import { describeHole } from './describeHole.ts';
import { type FoundHoles, findHoles } from './findHoles.ts';
import type { Hole, HoleVectors } from './holeFinder.ts';
import { type LatticeHole, latticePoint } from './lattice.ts';

/**
 * Finds the holes in an image with the present parameters of the hole finder, which remembers them and the vectors of
 * their array. With a boundary, navigator µm, only those inside it count. Spends the time of an alignment.
 *
 * Throws ScriptError for an image without pixel size or coordinates on the stage, and when there is no array of holes in it.
 */
export async function searchHoles(
  instrument: Instrument,
  record: BufferRecord,
  boundary: readonly PlaneVector[] | null,
): Promise<void> {
  const { holeFinder, clock, scenario, log } = instrument;
  const { diameterUm, spacingUm, hexagonal, largestErrorUm } = holeFinder.parameters;
  const place = imageOnStage(instrument, record);
  if (!place) throw new ScriptError('The image in which holes are to be found has no coordinates on the stage');
  const pixelUm = record.metadata.pixelSizeNm / 1000;
  if (pixelUm <= 0) throw new ScriptError('The image in which holes are to be found has no pixel size');
  await clock.spend(scenario.clock.alignS);
  const search = { diameterPx: diameterUm / pixelUm, spacingPx: spacingUm / pixelUm, hexagonal };
  const found = findHoles(record.image, search);
  if (!found) throw new ScriptError(`No array of holes of ${diameterUm} µm every ${spacingUm} µm was found`);
  const holes = found.holes
    .filter((hole) => offArrayPx(found, hole) * pixelUm <= largestErrorUm)
    .map((hole) => onStage(record, place, hole, search.diameterPx / 2))
    .filter(({ stageUm }) => !boundary || isInside(boundary, stageUm));
  holeFinder.result = { holes, mapId: record.mapId, zUm: record.metadata.stageUm.z };
  holeFinder.vectors = vectorsOf(found, place, hexagonal);
  log.add(`${holes.length} holes were found`);
}

/** How far a hole is from where its array has it, px. */
function offArrayPx({ lattice }: FoundHoles, hole: LatticeHole): number {
  const { x, y } = latticePoint(lattice, hole.column, hole.row);
  return Math.hypot(hole.x - x, hole.y - y);
}

function onStage({ image, metadata }: BufferRecord, place: ImageOnStage, hole: LatticeHole, radiusPx: number): Hole {
  const { mean, deviation, edgeDistancePx } = describeHole(image, hole, radiusPx);
  return {
    stageUm: toStage(place, hole),
    column: hole.column,
    row: hole.row,
    mean,
    deviation,
    edgeDistanceUm: (edgeDistancePx * metadata.pixelSizeNm) / 1000,
  };
}

/** Two vectors, or three of a hexagonal array. */
function vectorsOf({ lattice }: FoundHoles, place: ImageOnStage, hexagonal: boolean): HoleVectors {
  const { first, second } = lattice;
  const image = hexagonal ? [first, second, minus(second, first)] : [first, second];
  const toStageUm = inverse(place.matrix);
  return { image: image.map(({ x, y }) => ({ x, y: -y })), stage: image.map((vector) => apply(toStageUm, vector)) };
}
