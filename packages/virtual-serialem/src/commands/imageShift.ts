import { changeImageShift, setImageShift } from '../acquisition/moveImageShift.ts';
import { equivalentStageMove, resetImageShift, tiltCosine } from '../acquisition/resetImageShift.ts';
import { apply, composed, inverse, minus, type PlaneVector, plus, times } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import type { CommandFamily } from './command.ts';

/** What all image-shift commands report: 0 done, 1 refused. With a fourth argument the beam tilt follows what has changed. */
async function done(
  instrument: Instrument,
  args: CommandArguments,
  shift: (settlingFactor: number) => boolean,
): Promise<[number]> {
  const beforeUm = instrument.column.coils.specimenShiftUm;
  const refused = shift(args.numberOr(2, 1));
  const changeUm = minus(instrument.column.coils.specimenShiftUm, beforeUm);
  if (!refused && args.flagOr(3, false)) await followWithBeamTilt(instrument, changeUm);
  return [refused ? 1 : 0];
}

const pair = (args: CommandArguments): PlaneVector => ({ x: args.number(0), y: args.number(1) });

const shiftTo = (instrument: Instrument, centred: PlaneVector, args: CommandArguments) =>
  done(instrument, args, (settlingFactor) => setImageShift(instrument, centred, settlingFactor));

const shiftBy = (instrument: Instrument, change: PlaneVector, args: CommandArguments) =>
  done(instrument, args, (settlingFactor) => changeImageShift(instrument, change, settlingFactor));

function byMicrons(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  return shiftBy(instrument, apply(inverse(instrument.column.calibration.imageShiftToSpecimen), pair(args)), args);
}

function byPixels(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  const pixels = { x: Math.round(args.number(0)), y: Math.round(args.number(1)) };
  return shiftBy(instrument, apply(inverse(instrument.column.calibrated.imageShiftToCamera), pixels), args);
}

function byStage(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  const { stageToSpecimen, imageShiftToSpecimen } = instrument.column.calibration;
  const moved = { x: args.number(0), y: args.number(1) * tiltCosine(instrument) };
  return shiftBy(instrument, apply(inverse(imageShiftToSpecimen), apply(stageToSpecimen, moved)), args);
}

/** The camera values have the sign of dragging the image: what the shift centres is dragged from there to the centre. */
function reportImageShift(instrument: Instrument): number[] {
  const { coils, calibrated } = instrument.column;
  const camera = apply(calibrated.imageShiftToCamera, coils.centred);
  const stage = equivalentStageMove(instrument);
  return [coils.centred.x, coils.centred.y, -camera.x, -camera.y, stage.x, stage.y];
}

/** Adds the beam tilt that the coma calibration asks for with an image shift, specimen µm; remembers the tilt before the first time. */
async function followWithBeamTilt(instrument: Instrument, shiftUm: PlaneVector): Promise<void> {
  const { column, scenario, clock } = instrument;
  column.savedBeamTiltMrad ??= column.beamTiltMrad;
  const correction = times(shiftUm, scenario.optics.beam.comaMradPerUm);
  column.beamTiltMrad = plus(column.beamTiltMrad, correction);
  await clock.spend(scenario.clock.beamTiltS);
}

function comaMatrix(instrument: Instrument): number[] {
  const { imageShiftToSpecimen } = instrument.column.calibration;
  const perUm = instrument.scenario.optics.beam.comaMradPerUm;
  const coma = composed(imageShiftToSpecimen, { xx: perUm, xy: 0, yx: 0, yy: perUm });
  return [coma.xx, coma.xy, coma.yx, coma.yy];
}

/** The beam tilt for an image shift in scope units, or for the present one; on top of the tilt that there is. */
function adjustBeamTilt(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { calibration, coils } = instrument.column;
  const shiftUm = args.has(0) ? apply(calibration.imageShiftToSpecimen, pair(args)) : coils.specimenShiftUm;
  return followWithBeamTilt(instrument, shiftUm);
}

/** Commands for image shift and the beam tilt that goes with it. */
export const imageShiftCommands: CommandFamily = {
  SetImageShift: (instrument, args) => shiftTo(instrument, pair(args), args),
  ImageShiftByUnits: (instrument, args) => shiftBy(instrument, pair(args), args),
  ImageShiftByMicrons: byMicrons,
  ImageShiftByPixels: byPixels,
  ImageShiftByStageDiff: byStage,
  ReportImageShift: reportImageShift,
  ReportSpecimenShift: ({ column }) => [column.coils.specimenShiftUm.x, column.coils.specimenShiftUm.y],
  ReportMaxImageShift: ({ column }) => [column.coils.limitUm, 0],
  ResetImageShift: (instrument) => resetImageShift(instrument),
  ResetShiftIfAbove: async (instrument, args) => {
    const { x, y } = instrument.column.coils.specimenShiftUm;
    if (Math.hypot(x, y) > args.number(0)) await resetImageShift(instrument);
  },
  AdjustBeamTiltforIS: adjustBeamTilt,
  ReportComaVsISmatrix: comaMatrix,
};
