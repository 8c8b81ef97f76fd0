import { magnificationAt } from '../column/calibration.ts';
import { apply, inverse } from '../column/planeMatrix.ts';
import { addPointsAtHoles, type HoleLimits } from '../holes/pointsAtHoles.ts';
import { searchHoles } from '../holes/searchHoles.ts';
import type { Instrument } from '../instrument.ts';
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

/** In an image, and if wanted only inside a boundary whose coordinates stand in two variables. */
async function find(instrument: Instrument, args: CommandArguments): Promise<void> {
  const record = imageArgument(instrument, args, 0, instrument.buffers.shown);
  if (args.has(1) && !args.has(2)) throw new ScriptError('A boundary needs the variables of both X and Y coordinates');
  const boundary = args.has(2) ? pointsOfVariables(instrument, args.text(1), args.text(2)) : null;
  await searchHoles(instrument, record, boundary);
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
  const { result } = instrument.holeFinder;
  if (!result || result.holes.length === 0) throw new ScriptError('There are no holes to make navigator points of');
  if (args.integerOr(0, -1) > 0) throw new ScriptError('The virtual hole finder lays out points in zigzag (0) only');
  if (args.numberOr(4, -1) >= 0) throw new ScriptError('The virtual hole finder does not count black pixels in holes');
  const count = addPointsAtHoles(instrument, result, limitsOf(args));
  instrument.log.add(`${count} navigator points were made at holes`);
}

function limitsOf(args: CommandArguments): HoleLimits {
  const limit = (position: number, none: number): number => {
    const given = args.numberOr(position, notGiven);
    return given <= notGiven ? none : given;
  };
  const deviationPercent = args.numberOr(3, -1);
  return {
    leastMean: limit(1, Number.NEGATIVE_INFINITY),
    mostMean: limit(2, Number.POSITIVE_INFINITY),
    deviationPercent: deviationPercent < 0 ? null : deviationPercent,
    edgeUm: Math.max(0, args.numberOr(5, 0)),
  };
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
