import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import type { Instrument } from '../instrument.ts';
import { savedMontage } from '../montage/layoutOfFile.ts';
import { alignToTemplate } from '../navigator/alignToTemplate.ts';
import { loadMap } from '../navigator/mapImage.ts';
import { addMap, canBecomeMap, standardNote } from '../navigator/mapItem.ts';
import { type RealignOptions, realignToDrawnOnMap, realignToItem } from '../navigator/realign.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { readBuffer, saveBuffer } from './files.ts';
import { bufferArgument } from './named.ts';
import { withOpenNavigator } from './navigatorArguments.ts';

function noteFor(args: CommandArguments, standard: string): string {
  if (!args.has(0)) return standard;
  if (args.count < 2) throw new ScriptError('NewMap needs a text after the number');
  const [place, text] = [args.integer(0), args.lastText()];
  if (place === 0) return text;
  return place < 0 ? `${text} ${standard}` : `${standard} ${text}`;
}

/** Makes a map: of the overview in B when the current file is one of montages, else of the image in A. */
async function newMap(instrument: Instrument, args: CommandArguments): Promise<[number]> {
  const file = instrument.files.required;
  if (file.holdsMontages) return newMontageMap(instrument, args);
  const { buffers } = instrument;
  const shown = buffers.get(0);
  if (shown && !canBecomeMap(shown)) throw new ScriptError('A processed image cannot become a map');
  if (!shown?.saved) await saveBuffer(instrument, 0, file);
  const record = buffers.get(0);
  if (!record?.saved) throw new ScriptError('There is no image in buffer A to make a map of');
  if (record.saved.file !== file.path) throw new ScriptError('The image in buffer A is not in the current file');
  return [made(instrument, record, 0, args, null)];
}

function newMontageMap(instrument: Instrument, args: CommandArguments): [number] {
  const { buffers, files } = instrument;
  const record = buffers.get(1);
  if (record?.captureFlag !== captured.montageOverview || record.saved?.file !== files.required.path) {
    throw new ScriptError('There is no overview of a montage in the current file in buffer B to make a map of');
  }
  const { set, binning } = record.metadata;
  const layout = files.required.montage;
  const conditions = { set, binning: layout?.binning ?? binning, movesStage: layout?.movesStage ?? true };
  const montage = savedMontage(files.required, record.saved.section, conditions);
  return [made(instrument, record, 1, args, montage?.layout ?? null)];
}

function made(
  instrument: Instrument,
  record: BufferRecord,
  buffer: number,
  args: CommandArguments,
  montage: Parameters<typeof addMap>[4],
): number {
  const saved = record.saved ?? { file: '', section: 0 };
  const { index, mapId } = addMap(instrument, record, saved, noteFor(args, standardNote(saved)), montage);
  instrument.buffers.amend(buffer, { mapId });
  return index;
}

async function load(instrument: Instrument, index: number, buffer: number): Promise<void> {
  instrument.buffers.put(buffer, await loadMap(instrument, instrument.navigator.item(index)));
}

/** What stands in SerialEM's dialog of aligning to a template: µm, µm, times. */
const templateDialog = { largestShiftUm: 1, resetAboveUm: 0.2, mostResets: 0, leaveAtZero: false };

/** Negative numbers and those left out stand for the dialog's. SerialEM keeps a label there, too; here it has to be given. */
async function toTemplate(instrument: Instrument, args: CommandArguments): Promise<void> {
  const given = (position: number, standard: number): number => {
    const value = args.numberOr(position, -1);
    return value < 0 ? standard : value;
  };
  if (!args.has(4)) throw new ScriptError('No label of a template map is known; give it as the last argument');
  await alignToTemplate(instrument, {
    command: args.name,
    label: args.lastText(),
    limitUm: given(0, templateDialog.largestShiftUm),
    resetAboveUm: given(1, templateDialog.resetAboveUm),
    mostResets: Math.trunc(given(2, templateDialog.mostResets)),
    leaveAtZero: given(3, templateDialog.leaveAtZero ? 1 : 0) !== 0,
  });
}

/** What follows the index: whether the state is restored, continuous mode, and how image shift is left. */
function realignOptions(args: CommandArguments, first: number): RealignOptions {
  const given = args.has(first + 2);
  if (given && !args.has(first + 4))
    throw new ScriptError(`${args.name} needs all three values for resetting image shift`);
  // SerialEM's own values stand in the dialog; a negative one asks for it.
  const value = (position: number, standard: number): number => {
    const number = args.numberOr(position, 0);
    return number < 0 ? standard : number;
  };
  return {
    command: args.name,
    restore: args.integerOr(first, 0) !== 0,
    resetAboveUm: given ? value(first + 2, 0.2) : 0,
    mostResets: given ? Math.trunc(value(first + 3, 0)) : 0,
    leaveAtZero: given && value(first + 4, 0) !== 0,
  };
}

function realignError({ navigator }: Instrument): number[] {
  const last = navigator.lastRealign;
  return last ? [last.totalUm.x, last.totalUm.y, last.localUm.x, last.localUm.y] : [0, 0, 0, 0];
}

/** Commands for navigator maps. */
export const mapCommands: CommandFamily = withOpenNavigator({
  NewMap: newMap,
  LoadOtherMap: (instrument, args) => load(instrument, args.integer(0), bufferArgument(args, 1, readBuffer)),
  LoadNavMap: (instrument, args) => load(instrument, 0, bufferArgument(args, 0, readBuffer)),
  RealignToOtherItem: (instrument, args) => realignToItem(instrument, args.integer(0), realignOptions(args, 1)),
  RealignToNavItem: (instrument, args) => realignToItem(instrument, 0, realignOptions(args, 0)),
  RealignToMapDrawnOn: (instrument, args) => realignToDrawnOnMap(instrument, args.integer(0), realignOptions(args, 1)),
  GetRealignToItemError: realignError,
  AlignToTemplate: toTemplate,
  // SerialEM leaves out the first alignment when it was done a short while ago; this program never does.
  ForceCenterRealign: () => {},
});
