import { correctDefocus, measureDefocus } from '../acquisition/autofocus.ts';
import { goToArea } from '../acquisition/goToArea.ts';
import { areaOfSet, type SetName } from '../column/cameraSets.ts';
import type { FocusMeasurement, Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { FocusLimits } from '../script/scriptState.ts';
import type { Command, CommandFamily } from './command.ts';

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
    instrument.lastFocus = await withOffset(instrument, () => correctWithinLimits(instrument, set));
    return;
  }
  const measured = await withOffset(instrument, () => measureDefocus(instrument, set));
  const offsetUm = area === 2 || area === 4 ? instrument.column.area.defocusOffsetUm : 0;
  instrument.lastFocus = { ...measured, defocusUm: measured.defocusUm - offsetUm };
}

/** SerialEM's autofocus offset: as much defocus is added while it measures, and taken off afterwards. */
async function withOffset({ column }: Instrument, measure: () => Promise<FocusMeasurement>): Promise<FocusMeasurement> {
  const offsetUm = column.autofocusOffsetUm;
  column.defocusUm += offsetUm;
  column.targetDefocusUm += offsetUm;
  try {
    const measured = await measure();
    return { ...measured, defocusUm: measured.defocusUm - offsetUm };
  } finally {
    column.defocusUm -= offsetUm;
    column.targetDefocusUm -= offsetUm;
  }
}

/** ReportAutoFocus calls them 2 and 3: the focus would end beyond the absolute limits, or change by too much. */
const beyondLimits = 2;
const changedTooMuch = 3;

const isWithin = (valueUm: number, limits: FocusLimits | null): boolean =>
  limits === null || (valueUm >= limits.lowUm && valueUm <= limits.highUm);

/** Beyond a limit of the script the focus goes back to where it was. */
async function correctWithinLimits(instrument: Instrument, set: SetName): Promise<FocusMeasurement> {
  const { column, script } = instrument;
  await goToArea(instrument, areaOfSet[set]);
  const before = column.defocusUm;
  const measured = await correctDefocus(instrument, set);
  const failure = !isWithin(column.defocusUm, script.absoluteFocusLimitsUm)
    ? beyondLimits
    : isWithin(column.defocusUm - before, script.focusChangeLimitsUm)
      ? 0
      : changedTooMuch;
  if (measured.failure !== 0 || failure === 0) return measured;
  column.defocusUm = before;
  return { ...measured, failure };
}

/** Two zeros take limits away. */
function limits(args: CommandArguments): FocusLimits | null {
  const [lowUm, highUm] = [args.number(0), args.number(1)];
  return lowUm === 0 && highUm === 0 ? null : { lowUm, highUm };
}

/** The next target of a cycle from one defocus to another in steps; after the last it begins again. */
function cycleTarget({ column }: Instrument, args: CommandArguments): void {
  const [start, end, steps] = [args.number(0), args.number(1), args.integer(2)];
  if (steps <= 0) throw new ScriptError(`A cycle of ${steps} steps is not possible`);
  const [lowest, highest] = [Math.min(start, end), Math.max(start, end)];
  const step = (end - start) / steps;
  const slack = 0.2 * Math.abs(step);
  const before = column.targetDefocusUm;
  const next = Math.max(lowest, Math.min(highest, before)) + step;
  if (before < lowest - slack) column.targetDefocusUm = lowest;
  else if (before > highest + slack) column.targetDefocusUm = highest;
  else if (next < lowest - slack) column.targetDefocusUm = highest;
  else if (next > highest + slack) column.targetDefocusUm = lowest;
  else column.targetDefocusUm = next;
  if (args.flagOr(3, false)) column.defocusUm += column.targetDefocusUm - before;
}

/** Lens units of absolute focus in a µm of defocus, which are zero at the eucentric focus of the start; estimate for a 300 kV scope. */
const lensUnitsPerUm = 1e-4;

function setAbsolute({ column }: Instrument, args: CommandArguments): void {
  column.defocusUm = args.number(0) / lensUnitsPerUm - column.readOutZeroUm;
}

const reportAbsolute: Command = ({ column }) => [column.lensFocusUm * lensUnitsPerUm];

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
    column.readOutZeroUm += column.defocusUm;
    column.defocusUm = 0;
  },
  ReportFocus: reportAbsolute,
  ReportAbsoluteFocus: reportAbsolute,
  SetAbsoluteFocus: setAbsolute,
  SetStandardFocus: setAbsolute,
  SetEucentricFocus: ({ column }) => {
    column.defocusUm = -column.readOutZeroUm;
    return [0];
  },
  ChangeFocus: changeFocus,
  SetTargetDefocus: ({ column }, args) => {
    column.targetDefocusUm = within(args, -200, 50);
  },
  IncTargetDefocus: ({ column }, args) => {
    const change = args.number(0);
    if (Math.abs(change) > 100)
      throw new ScriptError(`A change of the target defocus by ${change} µm is beyond ±100 µm`);
    column.targetDefocusUm += change;
  },
  CycleTargetDefocus: cycleTarget,
  ReportAutofocusOffset: ({ column }) => [column.autofocusOffsetUm],
  SetAutofocusOffset: ({ column, script }, args) => {
    const offsetUm = within(args, -200, 200);
    script.autofocusOffsetBeforeUm ??= column.autofocusOffsetUm;
    column.autofocusOffsetUm = offsetUm;
  },
  FocusChangeLimits: ({ script }, args) => {
    script.focusChangeLimitsUm = limits(args);
  },
  AbsoluteFocusLimits: ({ script }, args) => {
    script.absoluteFocusLimitsUm = limits(args);
  },
  ReportTargetDefocus: ({ column }) => [column.targetDefocusUm],
  SaveFocus: ({ column, script }) => {
    if (script.savedFocusUm !== null)
      throw new ScriptError('A focus is saved already; it has to be restored before another one is saved');
    script.savedFocusUm = column.lensFocusUm;
  },
  RestoreFocus: ({ column, script }) => {
    if (script.savedFocusUm === null) throw new ScriptError('There is no saved focus to restore');
    column.defocusUm = script.savedFocusUm - column.readOutZeroUm;
    script.savedFocusUm = null;
  },
  G: autofocus,
  AutoFocus: autofocus,
  ReportAutoFocus: ({ lastFocus }) => [lastFocus?.defocusUm ?? 0, lastFocus?.failure ?? -1],
  ReportFocusDrift: reportFocusDrift,
};
