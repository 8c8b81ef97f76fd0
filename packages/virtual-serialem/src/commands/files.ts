import { rm } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { imageFromFile, withFile } from '../files/imageFromFile.ts';
import { mdocSite } from '../files/mdocSite.ts';
import { mdocDateTime } from '../files/serialEmDate.ts';
import type { StackFile } from '../files/stackFile.ts';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { bufferArgument, imageArgument } from './named.ts';

/** ReadFile and its like fill buffer O unless they are told another one. */
export const readBuffer = 14;

async function openNew(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { files, folder, clock, scenario, script } = instrument;
  await clock.spend(scenario.clock.openFileS);
  await files.openNew(folder.path(args.lastText()), script.overwriteFiles);
}

async function openOld(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { files, folder, clock, scenario } = instrument;
  await clock.spend(scenario.clock.openFileS);
  await files.openOld(folder.path(args.lastText()));
}

async function close(instrument: Instrument, args: CommandArguments): Promise<void> {
  await instrument.clock.spend(instrument.scenario.clock.closeFileS);
  const closed = await instrument.files.closeCurrent();
  if (!closed && args.has(0)) throw new ScriptError('There is no open file to close');
}

/** Saves an image to a file and notes in the truth log where its exposure went. */
export async function saveBuffer(instrument: Instrument, index: number, file: StackFile): Promise<void> {
  const { buffers, clock, scenario, truth, folder, files } = instrument;
  const record = buffers.get(index);
  if (!record) throw new ScriptError('There is no image to save');
  const dateTime = mdocDateTime(scenario.clock.startsAt, clock.wallS);
  files.disk.write(file.path);
  if (files.disk.losesSave(file.path)) return;
  const section = await file.append(record, { ...mdocSite(instrument), dateTime });
  await clock.spend(scenario.clock.saveS);
  buffers.amend(index, { section, saved: { file: file.path, section } });
  if (record.origin) truth.saved(record.origin.exposure, folder.relative(file.path), section);
}

async function save(instrument: Instrument, args: CommandArguments): Promise<void> {
  const index = bufferArgument(args, 0, 0);
  imageArgument(instrument, args, 0, 0);
  const file = args.has(1) ? instrument.files.at(args.integer(1)) : instrument.files.required;
  if (file.holdsMontages) throw new ScriptError('A single image cannot be saved to a montage file');
  await saveBuffer(instrument, index, file);
}

async function read(instrument: Instrument, args: CommandArguments): Promise<void> {
  const index = bufferArgument(args, 1, readBuffer);
  const record = await imageFromFile(instrument, instrument.files.required, args.integer(0), null);
  instrument.buffers.put(index, record);
}

/** SerialEM does not say of which camera set an image from another file is. */
const unknownSet = -1;

async function readOther(instrument: Instrument, args: CommandArguments): Promise<void> {
  const index = args.text(1) === '-1' ? readBuffer : bufferArgument(args, 1);
  const path = instrument.folder.path(args.lastText());
  const record = await withFile(instrument, path, (file) =>
    imageFromFile(instrument, file, args.integer(0), unknownSet),
  );
  instrument.buffers.put(index, record);
}

/** The path, or its root, extension, directory and name. */
function nameOf(path: string, split: boolean): string[] {
  if (!split) return [path];
  const extension = extname(path);
  const name = basename(path);
  return [path.slice(0, path.length - extension.length), extension, dirname(path), name];
}

function isOpen({ files, folder }: Instrument, args: CommandArguments): [number] {
  return [files.numberOf(folder.path(args.lastText()))];
}

/** Commands for image files and their mdoc files. */
export const fileCommands: CommandFamily = {
  OpenNewFile: openNew,
  OpenOldFile: openOld,
  CloseFile: close,
  S: save,
  Save: save,
  ReadFile: read,
  ReadOtherFile: readOther,
  ReportFileZsize: ({ files: { required } }) =>
    required.holdsMontages ? [required.sectionCount, required.montageCount] : [required.sectionCount],
  ReportFileNumber: ({ files }) => [files.currentNumber],
  ReportNumOpenFiles: ({ files }) => [files.count],
  ReportCurrentFilename: ({ files }, args) => nameOf(files.required.path, args.flagOr(0, false)),
  ReportOpenImageFile: ({ files }, args) => nameOf(files.at(args.integer(0)).path, args.flagOr(1, false)),
  AddTitleToFile: async ({ files }, args) => {
    const file = args.integer(0) === 0 ? files.required : files.at(args.integer(0));
    await file.addTitle(args.lastText());
  },
  // Files are read at once or not at all here: there is nothing to wait for.
  RetryReadOtherFile: (_, args) => {
    args.integer(0);
  },
  IsImageFileOpen: isOpen,
  SwitchToFile: ({ files }, args) => files.switchTo(args.integer(0)),
  RemoveFile: async ({ files, folder }, args) => {
    const path = folder.path(args.lastText());
    if (files.numberOf(path) > 0) throw new ScriptError(`${path} is open and cannot be removed`);
    if (!(await exists(path))) throw new ScriptError(`${path} does not exist and cannot be removed`);
    await rm(path);
  },
  AllowFileOverwrite: ({ script }, args) => {
    script.overwriteFiles = args.integer(0) !== 0;
  },
  SetNewFileType: (_, args) => {
    if (args.integer(0) !== 0) throw new ScriptError('The virtual SerialEM writes MRC files only');
  },
  AddToAutodoc: ({ files }, args) => files.required.addToMdoc(args.text(0), args.lastText()),
  WriteAutodoc: ({ files }) => files.required.writeMdoc(),
};
