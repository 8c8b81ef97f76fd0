import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  appendSection,
  changeSection,
  createMdoc,
  formatMdoc,
  parseMdoc,
  sectionsOf,
  setValue,
} from '@pacetomo/em-files';
import { exists } from '../files/textFiles.ts';
import type { FrameMdoc } from '../frames/frameFiles.ts';
import { folderOfFrames } from '../frames/saveFrames.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

function lastFile({ frames }: Instrument): [string, string, string] {
  const path = frames.lastPath;
  if (path === null) throw new ScriptError('No frame file has been saved yet');
  return [path, dirname(path), basename(path)];
}

async function openMdoc(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { frames, folder } = instrument;
  if (frames.mdoc) throw new ScriptError('A frame mdoc file is open already');
  const path = folder.path(args.lastText());
  const mdoc = (await exists(path)) ? parseMdoc(await readFile(path, 'utf8')) : createMdoc({ globals: [] });
  frames.mdoc = { path, mdoc };
}

function openOne({ frames }: Instrument): FrameMdoc {
  if (!frames.mdoc) throw new ScriptError('No frame mdoc file is open');
  return frames.mdoc;
}

/** To the last frame set of the open mdoc; the first entry begins one. */
function addToMdoc(instrument: Instrument, args: CommandArguments): void {
  const open = openOne(instrument);
  const [key, value] = [args.text(0), args.lastText()];
  const last = sectionsOf(open.mdoc, 'FrameSet').at(-1);
  open.mdoc = last
    ? changeSection(open.mdoc, last, (section) => setValue(section, key, value))
    : appendSection(open.mdoc, { type: 'FrameSet', name: '0', values: [[key, value]] });
}

async function writeMdoc(instrument: Instrument): Promise<void> {
  const { path, mdoc } = openOne(instrument);
  await writeFile(path, formatMdoc(mdoc));
}

async function closeMdoc(instrument: Instrument, args: CommandArguments): Promise<void> {
  if (!instrument.frames.mdoc) {
    if (args.flagOr(0, false)) throw new ScriptError('No frame mdoc file is open');
    return;
  }
  await writeMdoc(instrument);
  instrument.frames.mdoc = null;
}

function startNext({ frames }: Instrument, args: CommandArguments): void {
  frames.nextEntries = [[args.text(0), args.lastText()]];
}

function addToNext({ frames }: Instrument, args: CommandArguments): void {
  if (frames.nextEntries.length === 0) throw new ScriptError('No mdoc for the next frame file has been started');
  frames.nextEntries = [...frames.nextEntries, [args.text(0), args.lastText()]];
}

/** Commands about frame files and their mdoc files. */
export const frameCommands: CommandFamily = {
  ReportFrameSavingPath: (instrument) => [folderOfFrames(instrument) ?? 'NONE'],
  ReportLastFrameFile: lastFile,
  ReportNumFramesSaved: ({ frames }) => [frames.lastCount],
  OpenFrameMdoc: openMdoc,
  AddToFrameMdoc: addToMdoc,
  WriteFrameMdoc: writeMdoc,
  CloseFrameMdoc: closeMdoc,
  StartNextFrameStackMdoc: startNext,
  AddToNextFrameStackMdoc: addToNext,
};
