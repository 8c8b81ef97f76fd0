import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { numberOf, numbersOf, textOf } from '@pacetomo/em-files';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import { isMap } from '../navigator/imageOnStage.ts';
import { moveToPlace } from '../navigator/moveToPlace.ts';
import { groupOf, itemType, noteOf, registrationOf, stageOf } from '../navigator/navigatorTable.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { withOpenNavigator } from './navigatorArguments.ts';

/** Reports an item and sets the variables that scripts read with it. */
function report(instrument: Instrument, index: number): number[] {
  const { navigator, variables } = instrument;
  const item = navigator.item(index);
  const { x, y, z } = stageOf(item);
  const position = navigator.indexOf(index);
  variables.setNumber('navIndex', position);
  variables.setText('navLabel', item.name);
  variables.setText('navNote', noteOf(item));
  variables.setNumber('navIntLabel', Number.parseInt(item.name, 10) || 0);
  variables.setNumber('navRegis', registrationOf(item));
  variables.setNumber('navColor', numberOf(item, 'Color') ?? 0);
  const [across = 0, down = 0] = numbersOf(item, 'HoleArray') ?? [];
  variables.setNumber('navNumHoles', Math.abs(across * down));
  return [position, x, y, z, numberOf(item, 'Type') ?? itemType.point];
}

function reportOther(instrument: Instrument, args: CommandArguments): number[] {
  if (args.integer(0) === 0) throw new ScriptError('The index of a navigator item is from 1, or negative from the end');
  return report(instrument, args.integer(0));
}

/** Goes to an item: image shift zero, then stage X, Y and Z with backlash. */
async function moveToItem(instrument: Instrument, index: number): Promise<void> {
  await moveToPlace(instrument, stageOf(instrument.navigator.item(index)));
}

async function save(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { navigator, folder } = instrument;
  if (args.has(0)) navigator.file = folder.path(args.text(0));
  // Without a file SerialEM would ask for a name; nobody is there to ask.
  navigator.file ??= folder.path('navigator.nav');
  await writeFile(navigator.file, navigator.text);
}

async function textOfFile(instrument: Instrument, args: CommandArguments): Promise<readonly [string, string]> {
  const path = instrument.folder.path(args.text(0));
  if (!(await exists(path))) throw new ScriptError(`The navigator file ${path} does not exist`);
  return [await readFile(path, 'utf8'), path];
}

async function read(instrument: Instrument, args: CommandArguments): Promise<void> {
  const [text, path] = await textOfFile(instrument, args);
  instrument.navigator.read(text, path);
}

async function merge(instrument: Instrument, args: CommandArguments): Promise<void> {
  const [text, path] = await textOfFile(instrument, args);
  const added = instrument.navigator.merge(text);
  instrument.log.add(`${added} items were added to the Navigator from ${path}`);
}

function groupStatus(instrument: Instrument): number[] {
  const { navigator } = instrument;
  const groupId = groupOf(navigator.item(0));
  const group = navigator.items.filter((item) => groupOf(item) === groupId);
  const toAcquire = group.filter((item) => (numberOf(item, 'Acquire') ?? 0) > 0).length;
  return [-1, groupId, group.length, toAcquire];
}

function navFile({ navigator }: Instrument, args: CommandArguments): string[] {
  const path = navigator.file;
  if (path === null) throw new ScriptError('The navigator has no file yet');
  if (!args.flagOr(0, false)) return [path];
  const extension = extname(path);
  return [path.slice(0, path.length - extension.length), extension, dirname(path), basename(path)];
}

function drawnOn(instrument: Instrument, args: CommandArguments): [number] {
  const { navigator } = instrument;
  const id = textOf(navigator.item(args.integer(0)), 'DrawnID');
  return [id === null ? 0 : navigator.items.findIndex((item) => isMap(item) && textOf(item, 'MapID') === id) + 1];
}

/** The nearest item to a place whose label or note begins with a text: index, X, Y; zeros for none. */
function findNearest(instrument: Instrument, args: CommandArguments): number[] {
  const { navigator, column } = instrument;
  const { x, y } = column.stage.reportedUm;
  const from = { x: args.has(3) ? args.number(2) : x, y: args.has(3) ? args.number(3) : y };
  const found = navigator.items
    .map((item, at) => ({ item, index: at + 1, stage: stageOf(item) }))
    .filter(({ item }) => (args.integer(0) === 0 ? item.name : noteOf(item)).startsWith(args.text(1)))
    .map((entry) => ({ ...entry, distance: Math.hypot(entry.stage.x - from.x, entry.stage.y - from.y) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return found ? [found.index, found.stage.x, found.stage.y] : [0, 0, 0];
}

function mapIndexes(instrument: Instrument, args: CommandArguments): void {
  const indexes = instrument.navigator.items.flatMap((item, at) => (isMap(item) ? [at + 1] : []));
  instrument.variables.setText(args.text(0), indexes.map((index) => `${index}\n`).join(''));
}

/** Commands for the Navigator's table; maps, shapes and acquiring have their own families. */
export const navigatorCommands: CommandFamily = {
  ...withOpenNavigator({
    ReportNavItem: (instrument) => report(instrument, 0),
    ReportOtherItem: reportOther,
    ReportNumTableItems: ({ navigator }) => [navigator.items.length],
    ReportNavFile: navFile,
    ReportGroupStatus: groupStatus,
    MergeNavFile: merge,
    SaveNavigator: save,
    NavIndexWithNote: ({ navigator }, args) => [navigator.find(args.text(0), 'note')],
    NavIndexWithLabel: ({ navigator }, args) => [navigator.find(args.text(0), 'label')],
    NavIndexItemDrawnOn: drawnOn,
    FindItemWithLabelOrNote: findNearest,
    GetMapIndexes: mapIndexes,
    SetSelectedNavItem: ({ navigator }, args) => navigator.select(args.integer(0)),
    SetNavRegistration: ({ navigator }, args) => navigator.setRegistration(args.integer(0)),
    MoveToNavItem: (instrument, args) => moveToItem(instrument, args.integerOr(0, 0)),
    GetUniqueNavID: ({ navigator }) => [navigator.uniqueId()],
    SuspendNavRedraw: () => {},
  }),
  ReportIfNavOpen: ({ navigator }) => [navigator.isOpen ? (navigator.file === null ? 1 : 2) : 0],
  ReadNavFile: read,
  OpenNavigator: (instrument, args) => {
    if (args.has(0)) return read(instrument, args);
    instrument.navigator.open();
  },
  CloseNavigator: ({ navigator }) => navigator.close(),
};
