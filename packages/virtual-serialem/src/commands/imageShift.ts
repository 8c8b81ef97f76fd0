import { changeImageShift, setImageShift } from '../acquisition/moveImageShift.ts';
import { apply, composed, inverse, type PlaneVector, plus, times } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import type { CommandFamily } from './command.ts';
import { moveStage } from './stage.ts';

/** The cosine of the reported tilt: stage Y is foreshortened by it where it is exchanged with image shift. */
function tiltCosine(instrument: Instrument): number {
  return Math.cos((instrument.column.stage.goniometer.reportedDeg * Math.PI) / 180);
}

/** What all image-shift commands report: 0 done, 1 refused. With a fourth argument the beam tilt follows the image shift. */
async function done(instrument: Instrument, refused: boolean, args: CommandArguments): Promise<[number]> {
  if (!refused && args.flagOr(3, false)) await followWithBeamTilt(instrument);
  return [refused ? 1 : 0];
}

const pair = (args: CommandArguments): PlaneVector => ({ x: args.number(0), y: args.number(1) });

const shiftTo = (instrument: Instrument, centred: PlaneVector, args: CommandArguments) =>
  done(instrument, setImageShift(instrument, centred, args.numberOr(2, 1)), args);

const shiftBy = (instrument: Instrument, change: PlaneVector, args: CommandArguments) =>
  done(instrument, changeImageShift(instrument, change, args.numberOr(2, 1)), args);

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

/** The stage move that would replace the present image shift, µm. */
export function equivalentStageMove(instrument: Instrument): PlaneVector {
  const { calibration, coils } = instrument.column;
  const stage = apply(inverse(calibration.stageToSpecimen), coils.specimenShiftUm);
  return { x: stage.x, y: stage.y / tiltCosine(instrument) };
}

/** The camera values have the sign of dragging the image: what the shift centres is dragged from there to the centre. */
function reportImageShift(instrument: Instrument): number[] {
  const { coils, calibrated } = instrument.column;
  const camera = apply(calibrated.imageShiftToCamera, coils.centred);
  const stage = equivalentStageMove(instrument);
  return [coils.centred.x, coils.centred.y, -camera.x, -camera.y, stage.x, stage.y];
}

/** Image shifts below this are not worth a stage move, µm. */
const smallestResetUm = 0.01;

/** Moves the stage so that the view stays and sets the image shift to zero; focus follows the height that changes. */
export async function resetImageShift(instrument: Instrument): Promise<void> {
  const { column } = instrument;
  const shiftUm = column.coils.specimenShiftUm;
  if (Math.hypot(shiftUm.x, shiftUm.y) < smallestResetUm) return;
  const move = equivalentStageMove(instrument);
  const from = column.stage.reportedUm;
  setImageShift(instrument, { x: 0, y: 0 });
  await moveStage(instrument, { x: from.x + move.x, y: from.y + move.y });
  column.defocusUm += shiftUm.y * Math.tan((column.stage.goniometer.reportedDeg * Math.PI) / 180);
}

/** Adds the beam tilt that the coma calibration asks for at the present image shift; remembers the tilt before the first time. */
async function followWithBeamTilt(instrument: Instrument): Promise<void> {
  const { column, scenario, clock } = instrument;
  column.savedBeamTiltMrad ??= column.beamTiltMrad;
  const correction = times(column.coils.specimenShiftUm, scenario.optics.beam.comaMradPerUm);
  column.beamTiltMrad = plus(column.beamTiltMrad, correction);
  await clock.spend(scenario.clock.beamTiltS);
}

function comaMatrix(instrument: Instrument): number[] {
  const { imageShiftToSpecimen } = instrument.column.calibration;
  const perUm = instrument.scenario.optics.beam.comaMradPerUm;
  const coma = composed(imageShiftToSpecimen, { xx: perUm, xy: 0, yx: 0, yy: perUm });
  return [coma.xx, coma.xy, coma.yx, coma.yy];
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
  AdjustBeamTiltforIS: (instrument) => followWithBeamTilt(instrument),
  ReportComaVsISmatrix: comaMatrix,
};
