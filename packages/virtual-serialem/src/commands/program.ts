import { allCommands } from '@pacetomo/serialem-link';
import { reportedDateTime } from '../files/serialEmDate.ts';
import { type Instrument, tickTimeS } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** What the virtual SerialEM says it is: SerialEM 4.3 as of August 2026. */
const version = 40300;
const buildDate = 20260801;

/** The environment of the virtual computer. What the real one has in its own is nobody's business over a socket. */
const environment: ReadonlyMap<string, string> = new Map([
  ['COMPUTERNAME', 'VIRTUAL'],
  ['USERNAME', 'microscopist'],
  ['HOME', 'C:\\Users\\microscopist'],
]);

/** Delays without a unit are seconds up to this number, and milliseconds above. */
const largestSeconds = 60;

function delayS(args: CommandArguments): number {
  const value = args.number(0);
  const unit = args.textOr(1, value <= largestSeconds ? 's' : 'ms').toLowerCase();
  if (unit === 'ms' || unit === 'msec') return value / 1000;
  if (unit === 'min') return value * 60;
  if (unit === 's' || unit === 'sec') return value;
  throw new ScriptError(`${unit} is not a unit of time that Delay knows (msec, sec, min)`);
}

/** Some properties live where they act. */
function property(instrument: Instrument, name: string): number {
  if (name.toLowerCase() === 'imageshiftlimit') return instrument.column.coils.limitUm;
  const value = instrument.settings.property(name);
  if (value === undefined) throw new ScriptError(`${name} is not a property that can be reported`);
  return value;
}

function setProperty(instrument: Instrument, args: CommandArguments): void {
  const name = args.text(0);
  property(instrument, name);
  if (name.toLowerCase() === 'imageshiftlimit') instrument.column.coils.limitUm = args.integer(1);
  else instrument.settings.setProperty(name, args.integer(1));
}

/** Sets a user setting where it acts. */
export function applySetting(instrument: Instrument, name: string, value: number): void {
  instrument.settings.setSetting(name, value);
  if (name.toLowerCase() === 'shifttotiltaxis') instrument.column.coils.shiftToTiltAxis = value !== 0;
}

function setUserSetting(instrument: Instrument, args: CommandArguments): void {
  const name = args.text(0);
  const before = instrument.settings.setting(name);
  if (before === undefined) throw new ScriptError(`${name} is not a user setting`);
  const key = name.toLowerCase();
  if (!args.flagOr(2, false) && !instrument.script.settingsBefore.has(key)) {
    instrument.script.settingsBefore.set(key, before);
  }
  applySetting(instrument, name, args.number(1));
}

function userSetting(instrument: Instrument, args: CommandArguments): number[] {
  const value = instrument.settings.setting(args.text(0));
  if (value === undefined) throw new ScriptError(`${args.text(0)} is not a user setting`);
  return [value];
}

/** Commands about the program, its settings, and time. */
export const programCommands: CommandFamily = {
  IsVersionAtLeast: (_, args) => [Number(args.text(0)) <= version && Number(args.textOr(1, '0')) <= buildDate ? 1 : 0],
  ReportNumExeFuncs: () => [allCommands.length],
  ReportEnvironVar: (_, args) => {
    const value = environment.get(args.text(0).toUpperCase());
    return value === undefined ? [0, 'none'] : [1, value];
  },
  ProgramTimeStamps: ({ log }) => log.add('Virtual SerialEM 4.3, 1 Aug 2026'),
  ReportClock: ({ clock, script }) => [clock.nowS - script.clockStartS],
  ResetClock: ({ clock, script }) => {
    script.clockStartS = clock.nowS;
  },
  ReportTickTime: (instrument) => [tickTimeS(instrument)],
  ElapsedTickTime: (instrument, args) => [tickTimeS(instrument) - args.number(0)],
  ReportDateTime: ({ clock, scenario }) => [...reportedDateTime(scenario.clock.startsAt, clock.nowS)],
  ReportMinuteTime: (instrument) => [Math.floor(tickTimeS(instrument) / 60)],
  Delay: ({ clock }, args) => clock.spend(delayS(args)),
  KeyBreak: () => [0],
  SetProperty: setProperty,
  ReportProperty: (instrument, args) => [property(instrument, args.text(0))],
  SetUserSetting: setUserSetting,
  ReportUserSetting: userSetting,
  SaveSettings: () => {},
  ReportNumFramesSaved: () => [0],
};
