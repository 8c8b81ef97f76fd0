import { equivalentRecordMean } from '../acquisition/recordMean.ts';
import { changeSpot, spreadBeam, strengthenBeam } from '../column/beamStrength.ts';
import { micronsPerIntensity } from '../column/column.ts';
import { apply, inverse, plus } from '../column/planeMatrix.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';

/** Spot sizes of a Titan. */
const smallestSpot = 1;
const largestSpot = 11;

/** Seconds that a normalisation of lenses takes: SerialEM's property LensNormalizationDelay. */
const normalisationS = 2;

function spread({ column }: Instrument, diameterUm: number): void {
  if (!(diameterUm > 0)) throw new ScriptError(`An illuminated area of ${diameterUm} µm is not possible`);
  spreadBeam(column, diameterUm);
}

function strengthen({ column }: Instrument, factor: number): void {
  if (!(factor > 0) || !Number.isFinite(factor))
    throw new ScriptError(`The beam cannot be made ${factor} times as strong`);
  strengthenBeam(column, factor);
}

function setSpot({ column }: Instrument, args: CommandArguments): void {
  const spotSize = Math.round(args.number(0));
  if (spotSize < smallestSpot || spotSize > largestSpot)
    throw new ScriptError(`Spot size ${spotSize} is not one from ${smallestSpot} to ${largestSpot}`);
  changeSpot(column, spotSize);
}

/** With three condensers the "C2" of SerialEM is the illuminated area in µm. */
const reportC2: Command = ({ column }) => [
  column.area.beamDiameterUm,
  column.area.beamDiameterUm / micronsPerIntensity,
];

function setIntensityForMean(instrument: Instrument, args: CommandArguments): void {
  strengthen(instrument, args.number(0) / equivalentRecordMean(instrument));
}

function setDoseRate(instrument: Instrument, args: CommandArguments): void {
  const wanted = args.number(0);
  if (wanted <= 0) throw new ScriptError(`A dose rate of ${wanted} is not possible`);
  const image = instrument.buffers.get(0);
  if (!image) throw new ScriptError('There is no image in buffer A whose dose rate could be changed');
  strengthen(instrument, wanted / image.metadata.doseRateEPerPxPerS);
}

function moveBeam({ column }: Instrument, byUm: { readonly x: number; readonly y: number }): void {
  column.beamShiftUm = plus(column.beamShiftUm, byUm);
}

function byFieldFraction(instrument: Instrument, args: CommandArguments): void {
  const { widthPx, heightPx } = cameraSize(instrument.scenario);
  const pixels = { x: args.number(0) * widthPx, y: args.number(1) * heightPx };
  moveBeam(instrument, apply(inverse(instrument.column.calibrated.specimenToCamera), pixels));
}

const oneStigmator = (args: CommandArguments) => {
  const [x, y] = [args.number(0), args.number(1)];
  if (Math.max(Math.abs(x), Math.abs(y)) > 1) throw new ScriptError('A stigmator goes from -1 to 1');
  return { x, y };
};

const normalise: Command = async ({ clock }, args) => {
  if (args.integer(0) < 1 || args.integer(0) > 7)
    throw new ScriptError('The lenses to normalise are a sum of 1, 2 and 4');
  await clock.spend(normalisationS);
};

function setProbeMode({ column }: Instrument, args: CommandArguments): void {
  const mode = args.text(0).toUpperCase();
  if (mode === '1' || mode === '1.' || mode.startsWith('MICRO')) column.probeMode = 1;
  else if (mode === '0' || mode === '0.' || mode.startsWith('NANO')) column.probeMode = 0;
  else throw new ScriptError(`${args.text(0)} is not a probe mode; they are nano (0) and micro (1)`);
}

/** Commands for the strength and place of the beam, the stigmators and lenses; a Titan with three condensers. */
export const beamTaskCommands: CommandFamily = {
  SetIlluminatedArea: (instrument, args) => spread(instrument, args.number(0) * micronsPerIntensity),
  SetSpotSize: setSpot,
  ReportPercentC2: reportC2,
  SetPercentC2: (instrument, args) => spread(instrument, args.number(0)),
  IncPercentC2: (instrument, args) => spread(instrument, instrument.column.area.beamDiameterUm + args.number(0)),
  ChangeIntensityBy: (instrument, args) => strengthen(instrument, args.number(0)),
  SetIntensityForMean: setIntensityForMean,
  SetDoseRate: setDoseRate,
  SetBeamShift: ({ column }, args) => {
    column.beamShiftUm = { x: args.number(0), y: args.number(1) };
  },
  ReportBeamShift: ({ column }) => [column.beamShiftUm.x, column.beamShiftUm.y],
  MoveBeamByMicrons: (instrument, args) => moveBeam(instrument, { x: args.number(0), y: args.number(1) }),
  MoveBeamByFieldFraction: byFieldFraction,
  SetObjectiveStigmator: ({ column }, args) => {
    column.objectiveStigmator = oneStigmator(args);
  },
  ReportObjectiveStigmator: ({ column }) => [column.objectiveStigmator.x, column.objectiveStigmator.y],
  SetCondenserStigmator: ({ column }, args) => {
    column.condenserStigmator = oneStigmator(args);
  },
  ReportCondenserStigmator: ({ column }) => [column.condenserStigmator.x, column.condenserStigmator.y],
  SetProbeMode: setProbeMode,
  ReportProbeMode: ({ column }) => [column.probeMode],
  // Only JEOL has an alpha; SerialEM then reports its "none" of -999, plus one.
  ReportAlpha: () => [-998],
  SetAlpha: () => {
    throw new ScriptError('This microscope has no alpha');
  },
  NormalizeLenses: normalise,
  NormalizeAllLenses: async ({ clock }, args) => {
    const group = args.integerOr(0, 0);
    if (group < 0 || group > 3) throw new ScriptError(`${group} is not a group of lenses; they are 0 to 3`);
    await clock.spend(normalisationS);
  },
};
