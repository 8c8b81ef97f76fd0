import { numberOf, textOf } from '@pacetomo/em-files';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { imageOnStage } from '../navigator/imageOnStage.ts';
import { groupOf, registrationOf, stageOf } from '../navigator/navigatorTable.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { ownIndex, withOpenNavigator } from './navigatorArguments.ts';

/** Colours that SerialEM has: red, green, blue, yellow, magenta, and the one that keeps a map out of realigning. */
const colors = 6;
/** Values that a user may give an item. */
const mostUserValues = 8;
/** Limits of a shift of items and of a target defocus, µm. */
const largestShiftUm = 100;
const strongestDefocusUm = -20;

function setColor({ navigator }: Instrument, args: CommandArguments): void {
  const [index, color] = [ownIndex(args), args.integer(1)];
  if (color < 0 || color >= colors) throw new ScriptError(`The colour of an item is from 0 to ${colors - 1}`);
  navigator.set(index, 'Color', color);
}

/** Only an item that is not drawn says so in the file. */
function setDraw({ navigator }: Instrument, args: CommandArguments): void {
  const index = ownIndex(args);
  const now = numberOf(navigator.item(index), 'Draw') ?? 1;
  navigator.set(index, 'Draw', args.flagOr(1, now === 0) ? null : 0);
}

function setGroup({ navigator }: Instrument, args: CommandArguments): void {
  const [index, groupId] = [ownIndex(args), args.integer(1)];
  if (groupId < 0) throw new ScriptError('The ID of a group cannot be negative');
  navigator.set(index, 'GroupID', groupId === 0 ? null : groupId);
}

function setRegistration({ navigator }: Instrument, args: CommandArguments): void {
  navigator.checkRegistration(args.integer(1));
  navigator.set(ownIndex(args), 'Regis', args.integer(1));
}

function setUserValue({ navigator }: Instrument, args: CommandArguments): void {
  navigator.set(args.integer(0), userKey(args), args.has(2) ? args.lastText() : null);
}

function userKey(args: CommandArguments): string {
  const number = args.integer(1);
  if (number < 1 || number > mostUserValues) {
    throw new ScriptError(`The number of a user value is from 1 to ${mostUserValues}`);
  }
  return `UserValue${number}`;
}

function setTargetDefocus({ navigator }: Instrument, args: CommandArguments): void {
  const [index, defocusUm] = [args.integer(0), args.number(1)];
  if ((numberOf(navigator.item(index), 'Acquire') ?? 0) === 0) {
    throw new ScriptError('The navigator item is not marked for acquisition');
  }
  if (defocusUm > 0 || defocusUm < strongestDefocusUm) {
    throw new ScriptError(`A target defocus is between 0 and ${strongestDefocusUm} µm`);
  }
  navigator.set(index, 'TargetDefocus', defocusUm);
}

function updateZ({ navigator, column }: Instrument, index: number): void {
  const { x, y } = stageOf(navigator.item(index));
  navigator.set(index, 'StageXYZ', [x, y, column.stage.reportedUm.z]);
}

/** Z of every item of the current item's group; "the next group" exists only while the Navigator acquires. */
function updateGroupZ(instrument: Instrument, args: CommandArguments): void {
  const { navigator } = instrument;
  if (args.flagOr(0, false)) throw new ScriptError('The Navigator is not acquiring, so there is no next group');
  const groupId = groupOf(navigator.item(0));
  if (groupId === 0) throw new ScriptError('The current navigator item is not in a group');
  navigator.items.forEach((item, at) => {
    if (groupOf(item) === groupId) updateZ(instrument, at + 1);
  });
}

/** Shifts all items of a registration. */
function shiftItems({ navigator, log }: Instrument, by: PlaneVector, registration: number): void {
  let count = 0;
  navigator.items.forEach((item, at) => {
    if (registrationOf(item) !== registration) return;
    navigator.shift(at + 1, by);
    count += 1;
  });
  log.add(`${count} navigator items were shifted by ${by.x.toFixed(2)} and ${by.y.toFixed(2)} µm`);
}

function shiftByMicrons(instrument: Instrument, args: CommandArguments): void {
  const by = { x: args.number(0), y: args.number(1) };
  if (Math.max(Math.abs(by.x), Math.abs(by.y)) > largestShiftUm) {
    throw new ScriptError(`Navigator items cannot be shifted by more than ${largestShiftUm} µm`);
  }
  const { navigator } = instrument;
  const registration = args.integerOr(2, -1) < 0 ? navigator.registration : args.integer(2);
  navigator.checkRegistration(registration);
  shiftItems(instrument, by, registration);
}

/**
 * Shifts the items by the alignment shift of the image in A, so that they lie in it where they lay in the reference. An
 * image that was used before moves them by what its shift has changed since.
 */
function shiftByAlignment(instrument: Instrument): void {
  const record = instrument.buffers.get(0);
  const place = record && imageOnStage(instrument, record);
  if (!record || !place) throw new ScriptError('The image in buffer A has no coordinates on the stage');
  const { navigator } = instrument;
  const before = navigator.shiftedBy?.tickS === record.tickS ? navigator.shiftedBy.shiftPx : { x: 0, y: 0 };
  const [x, y] = [record.shiftPx.x - before.x, record.shiftPx.y - before.y];
  const { xx, xy, yx, yy } = place.matrix;
  const determinant = xx * yy - xy * yx;
  const moved = { x: (yy * x - xy * y) / determinant, y: (xx * y - yx * x) / determinant };
  shiftItems(instrument, { x: -moved.x, y: -moved.y }, navigator.registration);
  navigator.shiftedBy = { tickS: record.tickS, shiftPx: record.shiftPx };
}

function fileToOpen({ navigator }: Instrument, args: CommandArguments): [string, number] {
  const file = textOf(navigator.item(args.integer(0)), 'FileToOpen');
  return file === null ? ['0', 0] : [file, 1];
}

/** Commands that change the items of the Navigator and tell what they hold. */
export const navigatorItemCommands: CommandFamily = withOpenNavigator({
  ChangeItemNote: ({ navigator }, args) => navigator.set(ownIndex(args), 'Note', args.textOr(1, '')),
  ChangeItemLabel: ({ navigator }, args) => navigator.rename(ownIndex(args), args.text(1)),
  ChangeItemColor: setColor,
  ChangeItemDraw: setDraw,
  ChangeItemGroupID: setGroup,
  ChangeItemRegistration: setRegistration,
  SetItemTargetDefocus: setTargetDefocus,
  SetNavItemUserValue: setUserValue,
  ReportItemUserValue: ({ navigator }, args) => [textOf(navigator.item(args.integer(0)), userKey(args)) ?? 'none'],
  NavItemFileToOpen: fileToOpen,
  DeleteNavigatorItem: ({ navigator }, args) => navigator.remove(args.integer(0)),
  UpdateItemZ: (instrument, args) => updateZ(instrument, args.integerOr(0, 0)),
  UpdateGroupZ: updateGroupZ,
  ShiftItemsByMicrons: shiftByMicrons,
  ShiftItemsByAlignment: shiftByAlignment,
});
