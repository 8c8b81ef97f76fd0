import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** A value that lives where it acts. */
interface Bound {
  readonly get: (instrument: Instrument) => number;
  readonly set: (instrument: Instrument, value: number) => void;
}

const boundProperties: Readonly<Record<string, Bound>> = {
  imageshiftlimit: {
    get: ({ column }) => column.coils.limitUm,
    set: ({ column }, value) => {
      column.coils.limitUm = value;
    },
  },
  tiltaxisoffset: {
    get: ({ column }) => column.coils.tiltAxisOffsetUm,
    set: ({ column }, value) => {
      column.coils.tiltAxisOffsetUm = value;
    },
  },
};

const boundSettings: Readonly<Record<string, Bound>> = {
  shifttotiltaxis: {
    get: ({ column }) => (column.coils.shiftToTiltAxis ? 1 : 0),
    set: ({ column }, value) => {
      column.coils.shiftToTiltAxis = value !== 0;
    },
  },
  targetdefocus: {
    get: ({ column }) => column.targetDefocusUm,
    set: ({ column }, value) => {
      column.targetDefocusUm = value;
    },
  },
  autofocusoffset: {
    get: ({ column }) => column.autofocusOffsetUm,
    set: ({ column }, value) => {
      column.autofocusOffsetUm = value;
    },
  },
  tiltincrement: {
    get: ({ tiltIncrement }) => tiltIncrement.stepDeg,
    set: (instrument, value) => {
      instrument.tiltIncrement = { ...instrument.tiltIncrement, stepDeg: value };
    },
  },
  cosinetilting: {
    get: ({ tiltIncrement }) => (tiltIncrement.byCosine ? 1 : 0),
    set: (instrument, value) => {
      instrument.tiltIncrement = { ...instrument.tiltIncrement, byCosine: value !== 0 };
    },
  },
  lowdoseviewdefocus: {
    get: ({ column }) => column.lowDose.area('view').defocusOffsetUm,
    set: ({ column }, value) => column.changeLowDose((lowDose) => lowDose.setDefocusOffset('view', value)),
  },
  lowdosesearchdefocus: {
    get: ({ column }) => column.lowDose.area('search').defocusOffsetUm,
    set: ({ column }, value) => column.changeLowDose((lowDose) => lowDose.setDefocusOffset('search', value)),
  },
};

/** A name may be any word, `constructor` too. */
function boundTo(table: Readonly<Record<string, Bound>>, name: string): Bound | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function property(instrument: Instrument, name: string): number {
  const value = boundTo(boundProperties, name)?.get(instrument) ?? instrument.settings.property(name);
  if (value === undefined) {
    throw new ScriptError(`${name} is not a property that scripts can use`);
  }
  return value;
}

function setProperty(instrument: Instrument, args: CommandArguments): void {
  const name = args.text(0);
  property(instrument, name);
  const bound = boundTo(boundProperties, name);
  if (bound) bound.set(instrument, args.number(1));
  else instrument.settings.setProperty(name, args.number(1));
}

function setting(instrument: Instrument, name: string): number {
  const value = boundTo(boundSettings, name)?.get(instrument) ?? instrument.settings.setting(name);
  if (value === undefined) {
    throw new ScriptError(`${name} is not a user setting that scripts can use`);
  }
  return value;
}

/** Sets a user setting where it acts. */
export function applySetting(instrument: Instrument, name: string, value: number): void {
  instrument.settings.setSetting(name, value);
  boundTo(boundSettings, name)?.set(instrument, value);
}

/** Without "keep" the value from before the script comes back at its end; with it that value is forgotten. */
function setUserSetting(instrument: Instrument, args: CommandArguments): void {
  const name = args.text(0);
  const before = setting(instrument, name);
  applySetting(instrument, name, args.number(1));
  const { settingsBefore } = instrument.script;
  const key = name.toLowerCase();
  if (args.flagOr(2, false)) settingsBefore.delete(key);
  else if (!settingsBefore.has(key)) settingsBefore.set(key, before);
}

/** Commands for properties and user settings; both know their names in either case, and no others. */
export const settingCommands: CommandFamily = {
  SetProperty: setProperty,
  ReportProperty: (instrument, args) => [property(instrument, args.text(0))],
  SetUserSetting: setUserSetting,
  ReportUserSetting: (instrument, args) => [setting(instrument, args.text(0))],
  SaveSettings: () => {},
  ReportSettingsFile: ({ folder }) => [folder.path('SerialEMsettings.txt'), 'None'],
  ReportSystemPath: () => ['C:\\ProgramData\\SerialEM'],
};
