import type { Instrument } from '../instrument.ts';
import type { Magnification } from '../scenario/opticsSchema.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** SetMag must be this near a value of the table. */
const magnificationTolerance = 0.05;

/** Below this index a Titan is in low magnification (SerialEM's LowestMModeMagInd). */
const lowestMMode = 17;

/**
 * Sets the magnification of the scope. A low-dose area takes it over only while it is updated; otherwise it is gone with
 * the next change of area, one to the same area included.
 */
function set({ column }: Instrument, row: Magnification | undefined, otherwise: string): void {
  if (!row) throw new ScriptError(otherwise);
  column.lowDose.change({ magIndex: row.index });
  column.coils.setAgain();
}

function setMagnification(instrument: Instrument, args: CommandArguments): void {
  const wanted = args.number(0);
  const row = instrument.column.calibration.magnifications.find(
    ({ magnification }) => Math.abs(magnification - wanted) <= magnificationTolerance * magnification,
  );
  set(instrument, row, `${wanted} is not near any magnification of the table`);
}

function setIndex(instrument: Instrument, args: CommandArguments): void {
  const row = instrument.column.calibration.magnifications.find(({ index }) => index === args.integer(0));
  set(instrument, row, `There is no magnification with index ${args.integer(0)} in the table`);
}

function change(instrument: Instrument, args: CommandArguments): void {
  const { calibration, area } = instrument.column;
  const rows = [...calibration.magnifications].sort((a, b) => a.index - b.index);
  const here = rows.findIndex(({ index }) => index === area.magIndex);
  set(
    instrument,
    rows[here + Math.round(args.number(0))],
    `There is no magnification ${args.number(0)} steps from here`,
  );
}

const isLow = ({ column }: Instrument): number => (column.area.magIndex < lowestMMode ? 1 : 0);

/** Commands for the magnification. The virtual microscope has an energy filter, so it is in EFTEM mode (1). */
export const magnificationCommands: CommandFamily = {
  ReportMag: (instrument) => {
    const { calibration, area } = instrument.column;
    const row = calibration.magnifications.find(({ index }) => index === area.magIndex);
    return [row?.magnification ?? 0, isLow(instrument), 1];
  },
  ReportMagIndex: (instrument) => [instrument.column.area.magIndex, isLow(instrument)],
  SetMag: setMagnification,
  SetMagIndex: setIndex,
  ChangeMag: change,
};
