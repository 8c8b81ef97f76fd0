import { goToArea } from '../acquisition/goToArea.ts';
import { micronsPerIntensity } from '../column/column.ts';
import { type AreaName, areaLetters, areaNames } from '../column/lowDose.ts';
import { apply, inverse } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';
import { areaArgument } from './named.ts';
import { setVariables } from './setVariables.ts';

/** The largest distance of Focus or Trial on the axis, µm (SerialEM's SetAxisPosition). */
const largestAxisUm = 19;

/** The offsets that SerialEM allows for View and Search, µm. */
const offsetLimitsUm = { view: { low: -400, high: 0 }, search: { low: -1999, high: 1999 } } as const;

/** Most commands about areas need low dose on; two need it off. */
function needs(instrument: Instrument, on: boolean): void {
  if (instrument.column.lowDose.isOn === on) return;
  throw new ScriptError(`Low dose mode has to be ${on ? 'on' : 'off'} for this command`);
}

/** An area that a command names, with low dose on. */
function areaWhileOn(instrument: Instrument, args: CommandArguments, position = 0): AreaName {
  needs(instrument, true);
  return areaArgument(args, position);
}

function axisArea(instrument: Instrument, args: CommandArguments): AreaName {
  const area = areaWhileOn(instrument, args);
  if (area === 'focus' || area === 'trial') return area;
  throw new ScriptError(`Only Focus and Trial have a position on the axis, not ${areaLetters[area]}`);
}

function offsetArea(instrument: Instrument, args: CommandArguments): 'view' | 'search' {
  const area = areaWhileOn(instrument, args);
  if (area === 'view' || area === 'search') return area;
  throw new ScriptError(`Only View and Search have a defocus offset, not ${areaLetters[area]}`);
}

function reportAxisPosition(instrument: Instrument, args: CommandArguments): number[] {
  const area = axisArea(instrument, args);
  const { distanceUm, angleDeg } = instrument.column.lowDose.axisPosition(area);
  const { rightPx, downPx } = instrument.sets.get(area === 'focus' ? 'focus' : 'trial');
  return [distanceUm, angleDeg, rightPx, downPx];
}

/** With a fourth argument the two numbers are image-shift units instead of a distance and an angle. */
function setAxisPosition(instrument: Instrument, args: CommandArguments): void {
  const area = axisArea(instrument, args);
  const { calibration, lowDose } = instrument.column;
  const before = lowDose.axisPosition(area);
  let position = { distanceUm: args.number(1), angleDeg: args.numberOr(2, before.angleDeg) };
  if (args.flagOr(3, false)) {
    const { x, y } = apply(calibration.imageShiftToSpecimen, { x: args.number(1), y: args.number(2) });
    position = { distanceUm: Math.hypot(x, y), angleDeg: Math.round((Math.atan2(y, x) * 180) / Math.PI) };
  }
  if (Math.abs(position.distanceUm) > largestAxisUm)
    throw new ScriptError(`An axis distance of ${position.distanceUm} µm is beyond ±${largestAxisUm} µm`);
  lowDose.setAxisPosition(area, position);
  // SerialEM ties Focus and Trial unless told otherwise.
  if (instrument.settings.isOn('LowDoseTieFocusTrial')) {
    lowDose.setAxisPosition(area === 'focus' ? 'trial' : 'focus', position);
  }
}

function setDefocusOffset(instrument: Instrument, args: CommandArguments): void {
  const area = offsetArea(instrument, args);
  const offsetUm = args.number(1);
  const { low, high } = offsetLimitsUm[area];
  if (offsetUm < low || offsetUm > high) {
    throw new ScriptError(`The defocus offset of ${area} must be between ${low} and ${high} µm`);
  }
  instrument.column.changeLowDose((lowDose) => lowDose.setDefocusOffset(area, offsetUm));
}

/** Turning low dose off leaves the scope as it stands, without the defocus offset of View or Search. */
function setMode(instrument: Instrument, args: CommandArguments): [number] {
  const { column } = instrument;
  const { lowDose } = column;
  const before = lowDose.isOn;
  const on = args.integer(0) !== 0;
  if (on !== before) column.changeLowDose(() => lowDose.turn(on));
  return [before ? 1 : 0];
}

function currentToArea(instrument: Instrument, args: CommandArguments): void {
  needs(instrument, false);
  const { lowDose } = instrument.column;
  lowDose.adoptPresentIn(areaArgument(args, 0));
  instrument.column.changeLowDose(() => lowDose.turn(true));
}

function copyArea(instrument: Instrument, args: CommandArguments): void {
  const from = areaWhileOn(instrument, args);
  const to = areaArgument(args, 1);
  const { lowDose } = instrument.column;
  if (from === to) throw new ScriptError('A low dose area cannot be copied to itself');
  if (lowDose.current === to) throw new ScriptError('Nothing can be copied to the low dose area in which the scope is');
  lowDose.copy(from, to);
}

/** 0 is View, other numbers Search; negative is a change by FindLowDoseShiftOffset, which is not there. */
function shiftOffsetArea(number: number): 'view' | 'search' {
  if (number < 0) throw new ScriptError('The shift offset was never found automatically');
  return number === 0 ? 'view' : 'search';
}

const reportShiftOffset: Command = ({ column }, args) => {
  if (args.integer(0) > 1) throw new ScriptError('0 asks for the shift offset of View, 1 for that of Search');
  const { x, y } = column.lowDose.shiftOffsetUm(shiftOffsetArea(args.integer(0)));
  return [x, y];
};

/** The line of the settings file that describes an area, in SerialEM's order. */
const areaLine: Command = (instrument, args) => {
  needs(instrument, false);
  const name = areaArgument(args, 0);
  const { lowDose } = instrument.column;
  const { magIndex, spotSize, beamDiameterUm } = lowDose.area(name);
  const numbers = [areaNames.indexOf(name), magIndex, spotSize, beamDiameterUm / micronsPerIntensity];
  const rest = [lowDose.axisPosition(name).distanceUm, 1, 1, 20, 0, 1, 0, 0, -999, 0, 0, 0, 1, 0, 0, 0, 0];
  instrument.variables.setText(args.text(1), [...numbers, ...rest].join(' '));
};

/** All numbers of an area in the order of SerialEM's `LowDoseParams`. */
const areaValues: Command = (instrument, args) => {
  needs(instrument, false);
  if (args.integer(0) > 1) throw new ScriptError('There is no such camera; the only one is number 1');
  const name = areaArgument(args, 1);
  const { lowDose, calibration } = instrument.column;
  const { magIndex, spotSize, beamDiameterUm } = lowDose.area(name);
  const shift = apply(inverse(calibration.imageShiftToSpecimen), lowDose.lookUm(name));
  const optics = [magIndex, 0, spotSize, beamDiameterUm / micronsPerIntensity, shift.x, shift.y, 0, 0];
  const rest = [lowDose.axisPosition(name).distanceUm, 0.9, 1, 0, 20, 1, -999, 1, 0, 0, 0, 0, 0, 0, 0];
  setVariables(instrument, args, 2, [...optics, ...rest]);
};

/** Commands for low dose. */
export const lowDoseCommands: CommandFamily = {
  GoToLowDoseArea: (instrument, args) => goToArea(instrument, areaWhileOn(instrument, args)),
  AlreadyInLowDoseArea: (_, args) => {
    areaArgument(args, 0);
    throw new ScriptError('The scope has been to a low dose area before, so it is known where it is');
  },
  ReportLowDose: ({ column }) => {
    const { isOn, current } = column.lowDose;
    return isOn ? [1, areaNames.indexOf(current)] : [0, -1];
  },
  SetLowDoseMode: setMode,
  SetLDContinuousUpdate: ({ column }, args) => {
    column.lowDose.continuousUpdate = args.integer(0) !== 0;
  },
  ReportLDDefocusOffset: (instrument, args) => [
    instrument.column.lowDose.area(offsetArea(instrument, args)).defocusOffsetUm,
  ],
  SetLDDefocusOffset: setDefocusOffset,
  ReportAxisPosition: reportAxisPosition,
  SetAxisPosition: setAxisPosition,
  ReportLDShiftOffset: reportShiftOffset,
  SetLowDoseShiftOffset: ({ column }, args) => {
    const area = args.integer(0) === 0 ? 'view' : 'search';
    column.lowDose.setShiftOffset(area, { x: args.number(1), y: args.number(2) });
  },
  UpdateLowDoseParams: ({ column }, args) => {
    column.lowDose.update(areaArgument(args, 0), args.flagOr(1, false));
  },
  RestoreLowDoseParams: ({ column }, args) => {
    const wanted = args.has(0) ? [areaArgument(args, 0)] : areaNames;
    for (const name of wanted) column.changeLowDose((lowDose) => lowDose.restore(name));
  },
  CurrentSettingsToLDArea: currentToArea,
  CopyLowDoseArea: copyArea,
  GetLowDoseAreaParams: areaLine,
  GetAllLowDoseValues: areaValues,
};
