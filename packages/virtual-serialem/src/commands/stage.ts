import { takeImage } from '../acquisition/takeImage.ts';
import { apply, inverse } from '../column/planeMatrix.ts';
import type { StageTarget } from '../column/specimenStage.ts';
import type { Instrument } from '../instrument.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import { surfacePoint } from '../truth/sight.ts';
import type { CommandFamily } from './command.ts';

/** SerialEM lets a tilt exceed the limit by this much, degrees. */
const limitToleranceDeg = 0.05;

/** The tilt delay is meant after a tilt of this size, degrees; it grows with the root of the travel, at most twofold. */
const delayTiltDeg = 3;
const largestDelayFactor = 2;

/** Tilts the stage; the settling time goes to the next exposure. Throws ScriptError beyond the limit of the stage. */
async function tilt(instrument: Instrument, targetDeg: number): Promise<void> {
  const { scenario, column, clock, settings } = instrument;
  const limitDeg = settings.property('MaximumTiltAngle') ?? scenario.stage.maximumTiltDeg;
  if (Math.abs(targetDeg) > limitDeg + limitToleranceDeg) {
    throw new ScriptError(`A tilt of ${targetDeg} degrees is beyond the limit of ${limitDeg} degrees of this stage`);
  }
  const cost = scenario.clock;
  const travelDeg = Math.abs(targetDeg - column.stage.goniometer.nominalDeg);
  const arrivalS = clock.nowS + cost.tiltStartS + travelDeg / cost.tiltSpeedDegPerS;
  const travelledDeg = column.stage.goniometer.tiltTo(targetDeg, arrivalS);
  if (travelledDeg === 0) return;
  await clock.spend(arrivalS - clock.nowS);
  clock.settle(cost.tiltDelayS * Math.min(largestDelayFactor, Math.sqrt(travelledDeg / delayTiltDeg)));
}

/** Moves the stage and spends the time it takes. */
export async function moveStage(instrument: Instrument, target: StageTarget, fromBelow = false): Promise<void> {
  const { column, clock, scenario } = instrument;
  const distanceUm = column.stage.moveTo(target, fromBelow);
  if (distanceUm === 0) return;
  await clock.spend(scenario.clock.stageStartS + distanceUm / scenario.clock.stageSpeedUmPerS);
}

/** Brings the specimen under the optic axis to eucentric height, up to the error that the scenario gives. */
export function makeEucentric(instrument: Instrument): void {
  const { column, specimen, seed, scenario, clock } = instrument;
  const sight = column.sightAt(clock.nowS);
  const point = surfacePoint(sight.pose, specimen, sight.centreUm);
  const heightUm = point.z + column.stage.translationUm.z;
  const random = keyedRandom(seed, 'eucentricity', instrument.eucentricityCount);
  instrument.eucentricityCount += 1;
  column.stage.adjustHeight(heightUm, scenario.stage.eucentricErrorUm * random.normal());
}

async function eucentricity(instrument: Instrument, args: CommandArguments): Promise<void> {
  const flags = args.integerOr(0, 2);
  if (flags >= 0 && (flags & 3) === 0) {
    throw new ScriptError('Eucentricity needs the flag 1 for rough or 2 for fine eucentricity');
  }
  await instrument.clock.spend(instrument.scenario.clock.eucentricityS);
  makeEucentric(instrument);
  await takeImage(instrument, { set: 'view', command: args.name });
}

const tiltTo = (instrument: Instrument, args: CommandArguments) => tilt(instrument, args.number(0));
const tiltBy = (instrument: Instrument, args: CommandArguments) =>
  tilt(instrument, instrument.column.stage.goniometer.nominalDeg + args.number(0));

function target(args: CommandArguments, from: { x: number; y: number; z: number }): StageTarget {
  const inPlane = { x: from.x + args.number(0), y: from.y + args.number(1) };
  return args.has(2) ? { ...inPlane, z: from.z + args.number(2) } : inPlane;
}

function reportTiltAxisOffset({ column }: Instrument): number[] {
  const { calibration, coils } = column;
  const across = { x: 0, y: coils.tiltAxisOffsetUm };
  const stage = apply(inverse(calibration.stageToSpecimen), across);
  const shift = apply(inverse(calibration.imageShiftToSpecimen), across);
  return [coils.tiltAxisOffsetUm, -stage.x, -stage.y, shift.x, shift.y, coils.shiftToTiltAxis ? 1 : 0];
}

/** Commands that move the stage and report where it is. */
export const stageCommands: CommandFamily = {
  TiltTo: tiltTo,
  TiltBy: tiltBy,
  ReportTiltAngle: ({ column }) => [column.stage.goniometer.reportedDeg],
  ReportStageXYZ: ({ column }) => {
    const { x, y, z } = column.stage.reportedUm;
    return [x, y, z];
  },
  ReportStageBusy: () => [0],
  MoveStageTo: (instrument, args) => moveStage(instrument, target(args, { x: 0, y: 0, z: 0 })),
  MoveStage: (instrument, args) => moveStage(instrument, target(args, instrument.column.stage.reportedUm)),
  Eucentricity: eucentricity,
  ReportTiltAxisOffset: reportTiltAxisOffset,
  SetTiltAxisOffset: ({ column }, args) => {
    const offsetUm = args.number(0);
    if (Math.abs(offsetUm) > 25) throw new ScriptError(`A tilt axis offset of ${offsetUm} µm is beyond ±25 µm`);
    column.coils.tiltAxisOffsetUm = offsetUm;
  },
};
