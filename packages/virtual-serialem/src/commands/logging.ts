import { writeFile } from 'node:fs/promises';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import type { Command, CommandFamily } from './command.ts';

const nothing: Command = () => {};

async function saveLog(instrument: Instrument, name: string | undefined): Promise<void> {
  const { log, folder } = instrument;
  if (name !== undefined) log.file = folder.path(name);
  // Without a file SerialEM would ask for a name; nobody is there to ask.
  log.file ??= folder.path('SerialEM.log');
  await writeFile(log.file, log.text);
}

/** Saves the log, starts an empty one, and with a name saves it as NAME.log, with a number when that exists. */
async function saveLogOpenNew(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { log, folder } = instrument;
  await saveLog(instrument, undefined);
  log.clear();
  log.file = null;
  if (!args.has(0)) return;
  const root = args.text(0).replace(/\.[^./\\]*$/, '');
  let name = `${root}.log`;
  for (let number = 1; await exists(folder.path(name)); number++) name = `${root}-${number}.log`;
  await saveLog(instrument, name);
}

/** Commands for the log and the status lines. */
export const logCommands: CommandFamily = {
  Echo: ({ log }, args) => log.add(args.lastText().replace(/(?<!\r)\n/g, '  ')),
  EchoBreakLines: ({ log }, args) => log.add(args.lastText().replaceAll('\\n', '\n')),
  EchoReplaceLine: ({ log }, args) => log.replaceLast(args.lastText()),
  EchoNoLineEnd: ({ log }, args) => log.append(args.lastText()),
  SetNextLogOutputStyle: nothing,
  SuppressReports: ({ script }, args) => {
    script.suppressReports = args.flagOr(0, true);
  },
  SuppressInfoOutput: nothing,
  ErrorsToLog: nothing,
  DeferLogUpdates: nothing,
  Verbose: nothing,
  SetStatusLine: (_, args) => (args.integer(0) === 0 ? [1, 0] : undefined),
  ClearStatusLine: nothing,
  HighlightStatusLine: nothing,
  SaveLog: (instrument, args) => saveLog(instrument, args.has(1) ? args.text(1) : undefined),
  SaveLogOpenNew: saveLogOpenNew,
  CloseLogOpenNew: ({ log }) => {
    log.clear();
    log.file = null;
  },
};
