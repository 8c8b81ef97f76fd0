import { writeFile } from 'node:fs/promises';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
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

/** The number of a status line from 1, or 0. */
function statusLineNumber({ statusLines }: Instrument, args: CommandArguments): number {
  const line = args.integer(0);
  if (line < 0 || line > statusLines.length) throw new ScriptError(`There is no status line ${line}`);
  return line;
}

/** Line 0 means the first that is free, which is reported; 0 when there is none. */
function setStatusLine(instrument: Instrument, args: CommandArguments): [number, number] | undefined {
  const { statusLines } = instrument;
  const wanted = statusLineNumber(instrument, args);
  const line = wanted || statusLines.indexOf('') + 1;
  if (line > 0) statusLines[line - 1] = args.lastText();
  return wanted === 0 ? [line, 0] : undefined;
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
  SetStatusLine: setStatusLine,
  ClearStatusLine: (instrument, args) => {
    const { statusLines } = instrument;
    const line = statusLineNumber(instrument, args);
    if (line === 0) statusLines.fill('');
    else statusLines[line - 1] = '';
  },
  HighlightStatusLine: (instrument, args) => {
    statusLineNumber(instrument, args);
  },
  SetDebugOutput: nothing,
  FlashDisplay: nothing,
  SaveLog: (instrument, args) => saveLog(instrument, args.has(1) ? args.text(1) : undefined),
  SaveLogOpenNew: saveLogOpenNew,
  CloseLogOpenNew: ({ log }) => {
    log.clear();
    log.file = null;
  },
};
