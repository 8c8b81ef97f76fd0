import { goToArea } from '../acquisition/goToArea.ts';
import { areaLetters, areaNames } from '../column/lowDose.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { areaArgument } from './named.ts';

/** SetMag must be this near a value of the table. */
const magnificationTolerance = 0.05;

function setMagnification(instrument: Instrument, args: CommandArguments): void {
  const wanted = args.number(0);
  const { calibration, lowDose } = instrument.column;
  const row = calibration.magnifications.find(
    (mag) => Math.abs(mag.magnification - wanted) <= magnificationTolerance * mag.magnification,
  );
  if (!row) throw new ScriptError(`${wanted} is not near any magnification of the table`);
  lowDose.setMagnification(lowDose.current, row.index);
}

function reportMagnification({ column }: Instrument): number[] {
  const row = column.calibration.magnifications.find((mag) => mag.index === column.area.magIndex);
  return [row?.magnification ?? 0, 0, 1];
}

function restoreParameters(instrument: Instrument, args: CommandArguments): void {
  const { lowDose } = instrument.column;
  const wanted = args.has(0) ? [areaArgument(args, 0)] : areaNames;
  if (wanted.filter((name) => lowDose.restore(name)).length === 0) {
    throw new ScriptError('There are no low dose parameters to restore');
  }
}

/** Commands for low dose and magnification. The virtual microscope is always in low dose. */
export const lowDoseCommands: CommandFamily = {
  GoToLowDoseArea: (instrument, args) => goToArea(instrument, areaArgument(args, 0)),
  AlreadyInLowDoseArea: ({ column }, args) => [column.lowDose.current === areaArgument(args, 0) ? 1 : 0],
  ReportLowDose: ({ column }) => [1, areaNames.indexOf(column.lowDose.current)],
  ReportAxisPosition: (_, args) => {
    const area = areaArgument(args, 0);
    if (area !== 'focus' && area !== 'trial') {
      throw new ScriptError(`Only Focus and Trial have a position on the axis, not ${areaLetters[area]}`);
    }
    return [0, 0, 0, 0];
  },
  UpdateLowDoseParams: ({ column }, args) => {
    column.lowDose.update(areaArgument(args, 0), args.flagOr(1, false));
  },
  RestoreLowDoseParams: restoreParameters,
  ReportMag: reportMagnification,
  ReportMagIndex: ({ column }) => [column.area.magIndex, 0],
  SetMag: setMagnification,
};
