import { correctDefocus, measureDefocus } from '../acquisition/autofocus.ts';
import type { SetName } from '../column/cameraSets.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { areaArgument } from './named.ts';

/** A number between two limits; SerialEM refuses values beyond. */
function within(args: CommandArguments, lowest: number, highest: number): number {
  const value = args.number(0);
  if (value < lowest || value > highest) {
    throw new ScriptError(`${value} µm is beyond the limits of ${lowest} to ${highest} µm`);
  }
  return value;
}

function changeFocus(instrument: Instrument, args: CommandArguments): void {
  const change = within(args, -1000, 1000);
  if (change === 0) throw new ScriptError('A focus change of zero is not allowed');
  instrument.column.defocusUm += change;
}

/** Which set autofocus uses for the area argument: absent or 0 Focus, 1 and 2 View, 3 and 4 Search, −1 Record, −2 Preview. */
function focusSet(area: number): SetName {
  if (area === 1 || area === 2) return 'view';
  if (area === 3 || area === 4) return 'search';
  if (area === -1) return 'record';
  return area === -2 ? 'preview' : 'focus';
}

async function autofocus(instrument: Instrument, args: CommandArguments): Promise<void> {
  const area = args.integerOr(1, 0);
  const set = focusSet(area);
  if (args.integerOr(0, 1) === 1) {
    instrument.lastFocus = await correctDefocus(instrument, set);
    return;
  }
  const measured = await measureDefocus(instrument, set);
  const offsetUm = area === 2 || area === 4 ? instrument.column.area.defocusOffsetUm : 0;
  instrument.lastFocus = { ...measured, defocusUm: measured.defocusUm - offsetUm };
}

function reportFocusDrift(instrument: Instrument): number[] {
  const drift = instrument.lastFocus?.driftNmPerS;
  if (!drift) throw new ScriptError('The last autofocus did not measure drift');
  return [drift.x, drift.y];
}

/** Commands for focus and autofocus. */
export const focusCommands: CommandFamily = {
  SetDefocus: ({ column }, args) => {
    column.defocusUm = within(args, -5000, 5000);
  },
  ReportDefocus: ({ column }) => [column.defocusUm],
  ResetDefocus: ({ column }) => {
    column.defocusUm = 0;
  },
  ChangeFocus: changeFocus,
  SetTargetDefocus: ({ column }, args) => {
    column.targetDefocusUm = within(args, -200, 50);
  },
  IncTargetDefocus: ({ column }, args) => {
    column.targetDefocusUm += args.number(0);
  },
  ReportTargetDefocus: ({ column }) => [column.targetDefocusUm],
  SaveFocus: ({ column, script }) => {
    script.savedFocusUm = column.defocusUm;
  },
  RestoreFocus: ({ column, script }) => {
    if (script.savedFocusUm === null) throw new ScriptError('There is no saved focus to restore');
    column.defocusUm = script.savedFocusUm;
    script.savedFocusUm = null;
  },
  G: autofocus,
  AutoFocus: autofocus,
  ReportAutoFocus: ({ lastFocus }) => [lastFocus?.defocusUm ?? 0, lastFocus?.failure ?? -1],
  ReportFocusDrift: reportFocusDrift,
  ReportLDDefocusOffset: ({ column }, args) => [column.lowDose.area(areaArgument(args, 0)).defocusOffsetUm],
  SetLDDefocusOffset: ({ column }, args) => {
    column.lowDose.setDefocusOffset(areaArgument(args, 0), args.number(1));
  },
};
