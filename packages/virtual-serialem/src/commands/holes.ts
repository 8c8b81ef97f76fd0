import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { statisticsOf } from '../buffers/statistics.ts';
import { magnificationAt } from '../column/calibration.ts';
import { apply, inverse, minus, type PlaneVector } from '../column/planeMatrix.ts';
import { type FoundHoles, findHoles } from '../holes/findHoles.ts';
import type { Hole } from '../holes/holeFinder.ts';
import { latticePoint } from '../holes/lattice.ts';
import type { Instrument } from '../instrument.ts';
import { type ImageOnStage, imageOnStage, toStage } from '../navigator/imageOnStage.ts';
import { addShape } from '../navigator/newItems.ts';
import { isInside } from '../navigator/outline.ts';
import { imageShiftToStage } from '../navigator/stagePlace.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';
import { pointsOfVariables, setPointVariables, withOpenNavigator } from './navigatorArguments.ts';

/** The least hole, and the least film between holes, µm. */
const leastDiameterUm = 0.05;
const leastSpacingUm = 0.15;
const leastFilmUm = 0.1;
/** Values below this stand for "the dialog's value". */
const notGiven = -900_000;

async function find(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { holeFinder, buffers, clock, scenario, log } = instrument;
  const record = imageArgument(instrument, args, 0, buffers.shown);
  const place = imageOnStage(instrument, record);
  if (!place) throw new ScriptError('The image in which holes are to be found has no coordinates on the stage');
  if (args.has(1) && !args.has(2)) throw new ScriptError('A boundary needs the variables of both X and Y coordinates');
  const boundary = args.has(2) ? pointsOfVariables(instrument, args.text(1), args.text(2)) : null;
  await clock.spend(scenario.clock.alignS);
  const { diameterUm, spacingUm, hexagonal, largestErrorUm } = holeFinder.parameters;
  const pixelUm = record.metadata.pixelSizeNm / 1000;
  if (pixelUm <= 0) throw new ScriptError('The image in which holes are to be found has no pixel size');
  const found = findHoles(record.image, {
    diameterPx: diameterUm / pixelUm,
    spacingPx: spacingUm / pixelUm,
    hexagonal,
  });
  if (!found) throw new ScriptError(`No array of holes of ${diameterUm} µm every ${spacingUm} µm was found`);
  const holes = found.holes
    .map((hole) => ({ hole, off: distance(hole, latticePoint(found.lattice, hole.column, hole.row)) * pixelUm }))
    .filter(({ off }) => off <= largestErrorUm)
    .map(({ hole }) => describe(record, place, hole, diameterUm / 2 / pixelUm))
    .filter(({ stageUm }) => !boundary || isInside(boundary, stageUm));
  holeFinder.result = { holes, mapId: record.mapId, zUm: record.metadata.stageUm.z };
  holeFinder.vectors = vectorsOf(found, place, hexagonal);
  log.add(`${holes.length} holes were found`);
}

function distance(a: PlaneVector, b: PlaneVector): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** What lies beyond the border of an image is taken to be like the border. */
const clamped = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));

function describe(
  record: BufferRecord,
  place: ImageOnStage,
  hole: FoundHoles['holes'][number],
  radiusPx: number,
): Hole {
  const { image, metadata } = record;
  const [left, top] = [Math.round(hole.x - radiusPx), Math.round(hole.y - radiusPx)];
  const size = Math.ceil(2 * radiusPx);
  const inside = { widthPx: size, heightPx: size, pixels: new Float32Array(size * size) };
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [column, row] = [clamped(left + x, image.widthPx), clamped(top + y, image.heightPx)];
      inside.pixels[y * size + x] = image.pixels[row * image.widthPx + column] ?? 0;
    }
  }
  const centre = { x: hole.x - left, y: hole.y - top };
  const { mean, deviation } = statisticsOf(inside, (x, y) => distance({ x: x + 0.5, y: y + 0.5 }, centre) <= radiusPx);
  const toEdgePx = Math.min(hole.x, hole.y, image.widthPx - hole.x, image.heightPx - hole.y) - radiusPx;
  return {
    stageUm: toStage(place, hole),
    column: hole.column,
    row: hole.row,
    mean,
    deviation,
    edgeDistanceUm: (toEdgePx * metadata.pixelSizeNm) / 1000,
  };
}

/** Two vectors, or three of a hexagonal array. */
function vectorsOf({ lattice }: FoundHoles, place: ImageOnStage, hexagonal: boolean) {
  const { first, second } = lattice;
  const image = hexagonal ? [first, second, minus(second, first)] : [first, second];
  const toStageUm = inverse(place.matrix);
  return { image: image.map(({ x, y }) => ({ x, y: -y })), stage: image.map((vector) => apply(toStageUm, vector)) };
}

function setParameters({ holeFinder }: Instrument, args: CommandArguments): void {
  const [diameterUm, spacingUm] = [args.number(0), args.number(1)];
  if (diameterUm < leastDiameterUm || spacingUm < leastSpacingUm || spacingUm - leastFilmUm < diameterUm) {
    throw new ScriptError(
      `Holes of ${diameterUm} µm every ${spacingUm} µm are too small or too near to each other for the hole finder`,
    );
  }
  if (args.has(4) || args.has(5) || args.has(6)) {
    throw new ScriptError('The virtual hole finder has no filters, thresholds and boundary contours to set');
  }
  const given = args.numberOr(3, 0);
  const largestErrorUm = given > 0 ? given : holeFinder.parameters.largestErrorUm;
  holeFinder.parameters = { diameterUm, spacingUm, hexagonal: args.integer(2) !== 0, largestErrorUm };
}

function reportParameters({ holeFinder }: Instrument): number[] {
  const { diameterUm, spacingUm, hexagonal, largestErrorUm } = holeFinder.parameters;
  return [diameterUm, spacingUm, hexagonal ? 1 : 0, largestErrorUm];
}

/** −1: px of the image, y up; 0: µm on the stage; above: image-shift units at this magnification. */
function lastVectors(instrument: Instrument, args: CommandArguments): number[] {
  const { vectors } = instrument.holeFinder;
  if (!vectors) throw new ScriptError('The hole finder has found no vectors yet');
  const magIndex = args.integer(0);
  if (magIndex < 0) return vectors.image.flatMap(({ x, y }) => [x, y]);
  if (magIndex === 0) return vectors.stage.flatMap(({ x, y }) => [x, y]);
  if (!magnificationAt(instrument.column.calibration, magIndex)) {
    throw new ScriptError(`There is no magnification with index ${magIndex}`);
  }
  const toShift = inverse(imageShiftToStage(instrument, 0));
  return vectors.stage.flatMap((vector) => {
    const { x, y } = apply(toShift, vector);
    return [x, y];
  });
}

function positions(instrument: Instrument, args: CommandArguments): [number, number] {
  const holes = instrument.holeFinder.result?.holes ?? [];
  const places = holes.map(({ stageUm }) => stageUm);
  if (places.length > 0) setPointVariables(instrument, [args.text(0), args.text(1)], places, 4);
  return [places.length, 0];
}

/** Makes a group of points, row by row there and back. */
function makePoints(instrument: Instrument, args: CommandArguments): void {
  const { holeFinder, navigator, log } = instrument;
  const { result } = holeFinder;
  if (!result || result.holes.length === 0) throw new ScriptError('There are no holes to make navigator points of');
  if (args.integerOr(0, -1) > 0) throw new ScriptError('The virtual hole finder lays out points in zigzag (0) only');
  if (args.numberOr(4, -1) >= 0) throw new ScriptError('The virtual hole finder does not count black pixels in holes');
  const chosen = [...result.holes].filter(isWanted(args)).sort(inZigzag);
  const groupId = navigator.uniqueId();
  for (const { stageUm } of chosen) {
    addShape(instrument, {
      kind: 'point',
      outline: [stageUm],
      zUm: result.zUm,
      groupId,
      drawnOnMapId: result.mapId,
    });
  }
  log.add(`${chosen.length} navigator points were made at holes`);
}

function isWanted(args: CommandArguments): (hole: Hole) => boolean {
  const limit = (position: number, none: number): number => {
    const given = args.numberOr(position, notGiven);
    return given <= notGiven ? none : given;
  };
  const [least, most] = [limit(1, Number.NEGATIVE_INFINITY), limit(2, Number.POSITIVE_INFINITY)];
  const deviationPercent = args.numberOr(3, -1);
  const edgeUm = Math.max(0, args.numberOr(5, 0));
  return ({ mean, deviation, edgeDistanceUm }) =>
    mean >= least &&
    mean <= most &&
    (deviationPercent < 0 || deviation <= (deviationPercent / 100) * mean) &&
    edgeDistanceUm >= edgeUm;
}

function inZigzag(a: Hole, b: Hole): number {
  if (a.row !== b.row) return a.row - b.row;
  return Math.abs(a.row) % 2 === 0 ? a.column - b.column : b.column - a.column;
}

/** Commands of the hole finder. */
export const holeCommands: CommandFamily = {
  ...withOpenNavigator({ FindHoles: find, MakeNavPointsAtHoles: makePoints }),
  ClearHoleFinder: ({ holeFinder }) => {
    holeFinder.result = null;
  },
  SetHoleFinderParams: setParameters,
  ReportHoleFinderParams: reportParameters,
  ReportLastHoleVectors: lastVectors,
  GetFoundHolePositions: positions,
};
