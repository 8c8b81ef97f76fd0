import { access, constants, mkdir, readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { mdocDateTime } from '../files/serialEmDate.ts';
import { exists, linesOf, type TextFileMode } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

async function setDirectory({ folder }: Instrument, args: CommandArguments): Promise<void> {
  const path = folder.path(args.lastText());
  const there = await stat(path).catch(() => null);
  if (!there?.isDirectory()) throw new ScriptError(`${path} is not a directory`);
  folder.goTo(path);
}

async function dateTimeDirectory(instrument: Instrument): Promise<void> {
  const { folder, scenario, clock } = instrument;
  const name = mdocDateTime(scenario.clock.startsAt, clock.wallS).replace(/[ :]+/g, '_');
  const path = folder.path(join(folder.working, name));
  await mkdir(path, { recursive: true });
  folder.goTo(path);
}

const textModes: readonly TextFileMode[] = ['R', 'T', 'W', 'O', 'A'];

async function openText(instrument: Instrument, args: CommandArguments): Promise<[number] | undefined> {
  const mode = textModes.find((letter) => letter === args.text(1).toUpperCase());
  if (!mode) throw new ScriptError(`${args.text(1)} is not a mode of opening a text file`);
  const { textFiles, folder, script } = instrument;
  const path = folder.path(args.lastText());
  const opened = await textFiles.open(args.text(0), mode, args.integer(2) !== 0, path, script.overwriteFiles);
  return mode === 'T' ? [opened ? 1 : 0] : undefined;
}

function readLine({ textFiles, variables }: Instrument, args: CommandArguments, split: boolean): [number] {
  const line = textFiles.readLine(args.text(0));
  if (line === null) return [0];
  variables.setText(args.text(1), split ? line.trim().split(/\s+/).join('\n') : line);
  return [1];
}

async function readWhole({ folder, variables }: Instrument, args: CommandArguments, split: RegExp): Promise<void> {
  const path = folder.path(args.lastText());
  if (!(await exists(path))) throw new ScriptError(`The text file ${path} does not exist`);
  const text = await readFile(path, 'utf8');
  variables.setText(args.text(0), linesOf(text).join('\n').trim().split(split).join('\n'));
}

/** Commands for directories and text files. */
export const directoryCommands: CommandFamily = {
  ReportDirectory: ({ folder }) => [folder.working],
  SetDirectory: setDirectory,
  MakeDirectory: async ({ folder }, args) => {
    await mkdir(folder.path(args.lastText()), { recursive: true });
  },
  MakeDateTimeDir: dateTimeDirectory,
  DoesFileExist: async ({ folder }, args) => [(await exists(folder.path(args.lastText()))) ? 1 : 0],
  IsDirectoryWritable: async ({ folder }, args) => {
    const path = folder.path(args.lastText());
    return [
      await access(path, constants.W_OK).then(
        () => 1,
        () => 0,
      ),
    ];
  },
  ReportFreeDiskSpace: async ({ folder, files }, args) => {
    if (files.disk.freeMb !== null) return [files.disk.freeMb];
    const space = await statfs(folder.path(args.lastText())).catch(() => null);
    if (!space) throw new ScriptError(`The free space of ${args.lastText()} cannot be told`);
    return [Math.floor((space.bavail * space.bsize) / 2 ** 20)];
  },
  OpenTextFile: openText,
  WriteLineToFile: ({ textFiles }, args) => textFiles.writeLine(args.text(0), args.count > 1 ? args.lastText() : ''),
  FlushTextFile: () => {},
  CloseTextFile: ({ textFiles }, args) => textFiles.close(args.text(0)),
  IsTextFileOpen: ({ textFiles, folder }, args) => [
    textFiles.isOpen(args.text(0), args.has(1) ? folder.path(args.text(1)) : undefined) ? 1 : 0,
  ],
  ReadLineToArray: (instrument, args) => readLine(instrument, args, true),
  ReadLineToString: (instrument, args) => readLine(instrument, args, false),
  ReadTextFile: (instrument, args) => readWhole(instrument, args, /\s+/),
  ReadStringsFromFile: (instrument, args) => readWhole(instrument, args, /\n/),
};
