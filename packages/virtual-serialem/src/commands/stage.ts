import { awaitBackgroundMove } from '../acquisition/backgroundMove.ts';
import { findEucentricity } from '../acquisition/eucentricity.ts';
import { moveStage, tiltStage } from '../acquisition/moveStage.ts';
import { apply, inverse } from '../column/planeMatrix.ts';
import type { StageTarget } from '../column/specimenStage.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** Runs SerialEM's eucentricity: 1 rough, 2 fine, 3 both, 6 fine and back to the place and tilt of before. */
async function eucentricity(instrument: Instrument, args: CommandArguments): Promise<void> {
  const flags = args.integerOr(0, 2);
  if (flags < 0) throw new ScriptError('Eucentricity by focus is not calibrated on this microscope');
  if ((flags & 3) === 0) {
    throw new ScriptError('Eucentricity needs the flag 1 for rough or 2 for fine eucentricity');
  }
  await findEucentricity(instrument, {
    rough: (flags & 1) !== 0,
    fine: (flags & 2) !== 0,
    realign: (flags & 4) !== 0,
  });
}

function limitNextRough({ eucentricity }: Instrument, args: CommandArguments): void {
  const limitUm = args.number(0);
  if (limitUm < 0) throw new ScriptError('The limit of a eucentricity change cannot be negative');
  eucentricity.nextLimitUm = limitUm;
}

function reportLastAxisOffset({ eucentricity }: Instrument): [number] {
  if (eucentricity.lastAxisOffsetUm === null) {
    throw new ScriptError('There is no last axis offset; fine eucentricity has not been run');
  }
  return [eucentricity.lastAxisOffsetUm];
}

const tiltTo = (instrument: Instrument, args: CommandArguments) => tiltStage(instrument, args.number(0));
/** By so much from the angle that the microscope reports, which is not quite the one that was asked for. */
const tiltBy = (instrument: Instrument, args: CommandArguments) =>
  tiltStage(instrument, instrument.column.stage.goniometer.reportedDeg + args.number(0));

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
  ReportStageBusy: ({ backgroundMove }) => [backgroundMove ? 1 : 0],
  MoveStageTo: (instrument, args) => moveStage(instrument, target(args, { x: 0, y: 0, z: 0 })),
  MoveStage: async (instrument, args) => {
    await awaitBackgroundMove(instrument);
    await moveStage(instrument, target(args, instrument.column.stage.reportedUm));
  },
  Eucentricity: eucentricity,
  LimitNextRoughEucen: limitNextRough,
  ReportRoughEucenFailed: ({ eucentricity }) => [eucentricity.roughFailed ? 1 : 0],
  ReportLastAxisOffset: reportLastAxisOffset,
  ReportTiltAxisOffset: reportTiltAxisOffset,
  SetTiltAxisOffset: ({ column }, args) => {
    const offsetUm = args.number(0);
    if (Math.abs(offsetUm) > 25) throw new ScriptError(`A tilt axis offset of ${offsetUm} µm is beyond ±25 µm`);
    column.coils.tiltAxisOffsetUm = offsetUm;
  },
};
