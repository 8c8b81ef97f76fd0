import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';

/** What a command reports: at most six numbers or texts; nothing is reported as undefined. */
type Reported = readonly (number | string)[] | undefined;

/** One script command of SerialEM. Throws ScriptError where SerialEM has a script error. */
export type Command = (
  instrument: Instrument,
  args: CommandArguments,
) => Reported | Promise<Reported> | void | Promise<void>;

/** Commands by their names. */
export type CommandFamily = Readonly<Record<string, Command>>;
