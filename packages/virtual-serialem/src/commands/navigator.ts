import { readFile, writeFile } from 'node:fs/promises';
import { type AutodocSection, numberOf, textOf } from '@pacetomo/em-files';
import { setImageShift } from '../acquisition/moveImageShift.ts';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import { itemType, noteOf, stageOf } from '../navigator/navigatorTable.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { moveStage } from './stage.ts';

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
  variables.setNumber('navRegis', numberOf(item, 'Regis') ?? 1);
  variables.setNumber('navColor', numberOf(item, 'Color') ?? 0);
  return [position, x, y, z, numberOf(item, 'Type') ?? itemType.point];
}

/** The index of an item given by a positive number only. */
function ownIndex(args: CommandArguments): number {
  const index = args.integer(0);
  if (index < 1) throw new ScriptError(`There is no navigator item with index ${index}`);
  return index;
}

/** Goes to an item: image shift zero, then stage X, Y and Z with backlash. */
export async function moveToItem(instrument: Instrument, index: number): Promise<void> {
  setImageShift(instrument, { x: 0, y: 0 });
  await moveStage(instrument, stageOf(instrument.navigator.item(index)), true);
}

async function save(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { navigator, folder } = instrument;
  if (args.has(0)) navigator.file = folder.path(args.text(0));
  // Without a file SerialEM would ask for a name; nobody is there to ask.
  navigator.file ??= folder.path('navigator.nav');
  await writeFile(navigator.file, navigator.text);
}

async function read(instrument: Instrument, args: CommandArguments): Promise<void> {
  const path = instrument.folder.path(args.text(0));
  if (!(await exists(path))) throw new ScriptError(`The navigator file ${path} does not exist`);
  instrument.navigator.read(await readFile(path, 'utf8'), path);
}

function addPoint(instrument: Instrument, x: number, y: number, z: number, groupId: number): number {
  return instrument.navigator.add([
    ['Color', 0],
    ['StageXYZ', [x, y, z]],
    ['NumPts', 1],
    ['Regis', 1],
    ['Type', itemType.point],
    ...(groupId > 0 ? ([['GroupID', groupId]] as const) : []),
    ['PtsX', x],
    ['PtsY', y],
  ]);
}

function addPolygon(instrument: Instrument, args: CommandArguments): [number] {
  const list = (name: string): number[] => String(instrument.variables.get(name)).split('\n').map(Number);
  const [xs, ys] = [list(args.text(0)), list(args.text(1))];
  const [x, y] = xs;
  if (x === undefined || y === undefined || xs.length !== ys.length) {
    throw new ScriptError('A polygon needs as many X as Y coordinates, two at least');
  }
  const index = instrument.navigator.add([
    ['Color', 0],
    ['StageXYZ', [x, ys[0] ?? 0, args.number(2)]],
    ['NumPts', xs.length],
    ['Regis', 1],
    ['Type', itemType.polygon],
    ['PtsX', xs],
    ['PtsY', ys],
  ]);
  return [index];
}

function ofGroup(instrument: Instrument, groupId: number): readonly AutodocSection[] {
  return instrument.navigator.items.filter((item) => (numberOf(item, 'GroupID') ?? 0) === groupId);
}

function groupCoordinates(instrument: Instrument, args: CommandArguments): [number] {
  const points = ofGroup(instrument, args.integer(0)).filter((item) => numberOf(item, 'Type') === itemType.point);
  if (points.length === 0) return [0];
  const list = (axis: 'x' | 'y' | 'z'): string => points.map((item) => stageOf(item)[axis].toFixed(6)).join('\n');
  instrument.variables.setText(args.text(1), list('x'));
  instrument.variables.setText(args.text(2), list('y'));
  if (args.has(3)) instrument.variables.setText(args.text(3), list('z'));
  return [points.length];
}

function groupStatus(instrument: Instrument): number[] {
  const { navigator } = instrument;
  const groupId = navigator.current > 0 ? (numberOf(navigator.item(0), 'GroupID') ?? 0) : 0;
  const group = ofGroup(instrument, groupId);
  const toAcquire = group.filter((item) => (numberOf(item, 'Acquire') ?? 0) > 0).length;
  return [-1, groupId, group.length, toAcquire];
}

function navFile({ navigator }: Instrument): [string] {
  if (navigator.file === null) throw new ScriptError('The navigator has no file yet');
  return [navigator.file];
}

function drawnOn(instrument: Instrument, args: CommandArguments): [number] {
  const { navigator } = instrument;
  const id = textOf(navigator.item(args.integer(0)), 'DrawnID');
  return [id === null ? 0 : navigator.items.findIndex((item) => textOf(item, 'MapID') === id) + 1];
}

/** Commands for the Navigator's table; maps have their own family. */
export const navigatorCommands: CommandFamily = {
  ReportNavItem: (instrument) => report(instrument, 0),
  ReportOtherItem: (instrument, args) => report(instrument, args.integer(0)),
  ReportNumTableItems: ({ navigator }) => [navigator.items.length],
  ReportIfNavOpen: ({ navigator }) => [navigator.file === null ? 1 : 2],
  ReportIfNavAcquiring: () => [0, 0],
  ReportNavFile: navFile,
  ReportGroupStatus: groupStatus,
  OpenNavigator: (instrument, args) => (args.has(0) ? read(instrument, args) : undefined),
  ReadNavFile: read,
  SaveNavigator: save,
  NavIndexWithNote: ({ navigator }, args) => [navigator.find(args.text(0), 'note')],
  NavIndexWithLabel: ({ navigator }, args) => [navigator.find(args.text(0), 'label')],
  NavIndexItemDrawnOn: drawnOn,
  SetSelectedNavItem: ({ navigator }, args) => navigator.select(args.integer(0)),
  MoveToNavItem: (instrument, args) => moveToItem(instrument, args.integerOr(0, 0)),
  UpdateItemZ: ({ navigator, column }, args) => {
    const index = args.integerOr(0, 0);
    const { x, y } = stageOf(navigator.item(index));
    navigator.set(index, 'StageXYZ', [x, y, column.stage.reportedUm.z]);
  },
  AddStagePosAsNavPoint: (instrument, args) => [
    addPoint(instrument, args.number(0), args.number(1), args.number(2), args.integerOr(3, 0)),
  ],
  AddStagePointsAsPolygon: addPolygon,
  GetUniqueNavID: ({ navigator }) => [navigator.uniqueId()],
  GetNavGroupStageCoords: groupCoordinates,
  ChangeItemNote: ({ navigator }, args) => navigator.set(ownIndex(args), 'Note', args.textOr(1, '')),
  ChangeItemLabel: ({ navigator }, args) => navigator.rename(ownIndex(args), args.text(1)),
  ChangeItemColor: ({ navigator }, args) => navigator.set(ownIndex(args), 'Color', args.integer(1)),
  ChangeItemDraw: ({ navigator }, args) => {
    const index = ownIndex(args);
    const now = numberOf(navigator.item(index), 'Draw') ?? 1;
    navigator.set(index, 'Draw', args.integerOr(1, now === 0 ? 1 : 0));
  },
  ChangeItemGroupID: ({ navigator }, args) => navigator.set(ownIndex(args), 'GroupID', args.integer(1)),
  SetItemAcquire: ({ navigator }, args) => {
    navigator.set(args.integerOr(0, 0), 'Acquire', args.flagOr(1, true) ? 1 : null);
  },
  ReportItemAcquire: ({ navigator }, args) => [
    (numberOf(navigator.item(args.integerOr(0, 0)), 'Acquire') ?? 0) > 0 ? 1 : 0,
  ],
  DeleteNavigatorItem: ({ navigator }, args) => navigator.remove(args.integer(0)),
  SuspendNavRedraw: () => {},
};
