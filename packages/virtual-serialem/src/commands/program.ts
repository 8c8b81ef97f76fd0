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

/** Minutes since the program was started, whole ones. */
const minutes = (instrument: Instrument): number => Math.floor(tickTimeS(instrument) / 60);

/** What SerialEM reports for a custom time that was never set: twice its longest interval, minutes. */
const neverSet = 2 * 20_000;

/** Commands about the program and time. */
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
  ReportDateTime: ({ clock, scenario }) => [...reportedDateTime(scenario.clock.startsAt, clock.wallS)],
  ReportMinuteTime: (instrument) => [minutes(instrument)],
  SetCustomTime: (instrument, args) => {
    instrument.customTimes.set(args.text(0).toUpperCase(), args.integerOr(1, minutes(instrument)));
  },
  ReportCustomInterval: (instrument, args) => {
    const since = instrument.customTimes.get(args.text(0).toUpperCase());
    return [since === undefined ? neverSet : args.integerOr(1, minutes(instrument)) - since];
  },
  Delay: ({ clock, log }, args) => {
    if (!args.has(1))
      log.add('WARNING: Delay was called without a unit, which is a guess between seconds and milliseconds');
    return clock.spend(delayS(args));
  },
};
