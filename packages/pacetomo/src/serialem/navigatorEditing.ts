import type { Vec } from '../geometry/frames.ts';
import type { ItemWords, NavigatorEditing, NavigatorPlace } from '../microscope/choosing.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** Variables that outlines go through; gone when the connection ends. */
const [outlineX, outlineY] = ['paceOutlineX', 'paceOutlineY'] as const;

const kinds = ['point', 'polygon', 'map', 'anchor'] as const;

/** ReportIfNavOpen: open, and kept in a file. */
const openWithFile = 2;

/** SerialEM cuts longer labels off. */
const longestLabel = 16;

/** The Navigator's table as far as choosing changes it. */
export function navigatorEditingOf(gate: CommandGate): NavigatorEditing {
  return {
    openNavigator: async () => {
      if ((await gate.send('ReportIfNavOpen')) > 0) return false;
      await gate.send('OpenNavigator');
      return true;
    },
    items: () => allItems(gate),
    addPoint: async ({ stage: { x, y }, zUm, group }, words) => {
      const item = await gate.send('AddStagePosAsNavPoint', x, y, zUm, group);
      await setWords(gate, item, words);
      return item;
    },
    addPolygon: async (outline, zUm, words) => {
      const corners = closed(outline);
      await gate.send('SetVariable', outlineX, corners.map(({ x }) => x.toFixed(3)).join('\n'));
      await gate.send('SetVariable', outlineY, corners.map(({ y }) => y.toFixed(3)).join('\n'));
      const item = await gate.send('AddStagePointsAsPolygon', outlineX, outlineY, zUm);
      await setWords(gate, item, words);
      return item;
    },
    newGroup: () => gate.send('GetUniqueNavID'),
    changeWords: (item, words) => setWords(gate, item, words),
    deleteItem: async ({ label, note }) => {
      const found = await itemWith(gate, label, note);
      if (found !== null) await gate.send('DeleteNavigatorItem', found);
      return found !== null;
    },
    saveNavigator: async () => {
      if ((await gate.send('ReportIfNavOpen')) !== openWithFile) return false;
      await gate.send('SaveNavigator');
      return true;
    },
    saveNavigatorAs: async (file) => {
      if ((await gate.send('DoesFileExist', file)) === 1) return false;
      await gate.send('SaveNavigator', file);
      return true;
    },
    navigatorFile: () =>
      orRefused(
        gate.send('ReportNavFile').then((path) => String([path].flat()[0])),
        null,
      ),
    mergeNavigatorFile: async (path) => {
      await gate.send('MergeNavFile', path);
    },
    placeNow: () => placeNow(gate),
  };
}

/** SerialEM's polygons end with their first corner. */
function closed(outline: readonly Vec<'stage'>[]): readonly Vec<'stage'>[] {
  const [first, last] = [outline[0], outline.at(-1)];
  const isClosed = first === undefined || last === undefined || (first.x === last.x && first.y === last.y);
  return isClosed ? outline : [...outline, first];
}

/** Gives an item its label, its note and its mark. */
export async function setWords(gate: CommandGate, item: number, { label, note, acquire }: ItemWords): Promise<void> {
  if (label.length > longestLabel) throw new Error(`${label} is longer than SerialEM’s ${longestLabel} characters`);
  await gate.send('ChangeItemLabel', item, label);
  if (note === '') await gate.send('ChangeItemNote', item);
  else await gate.send('ChangeItemNote', item, note);
  await gate.send('SetItemAcquire', item, acquire ? 1 : 0);
}

async function allItems(gate: CommandGate): Promise<readonly NavigatorPlace[]> {
  const count = await gate.send('ReportNumTableItems');
  const items: NavigatorPlace[] = [];
  for (let item = 1; item <= count; item++) items.push(await itemAt(gate, item));
  return items;
}

async function itemAt(gate: CommandGate, item: number): Promise<NavigatorPlace> {
  const [, x, y, zUm, type] = await gate.send('ReportOtherItem', item);
  const label = String(await gate.send('GetVariable', 'navLabel'));
  const note = String(await orRefused(gate.send('GetVariable', 'navNote'), '')); // an empty text may be no variable
  const acquire = (await gate.send('ReportItemAcquire', item)) === 1;
  const kind = kinds[type] ?? 'point';
  const outline = kind === 'point' ? [{ x, y }] : await outlineOf(gate, item);
  return { item, kind, label, note, acquire, stage: { x, y }, zUm, outline };
}

async function outlineOf(gate: CommandGate, item: number): Promise<readonly Vec<'stage'>[]> {
  await gate.send('GetItemPointArray', item, outlineX, outlineY);
  const [xs, ys] = [await numbersIn(gate, outlineX), await numbersIn(gate, outlineY)];
  return xs.map((x, i): Vec<'stage'> => ({ x, y: ys[i] ?? Number.NaN }));
}

/** The last item with this label and note, from the end of the table, where what was added lately stands. */
async function itemWith(gate: CommandGate, label: string, note: string): Promise<number | null> {
  for (let item = await gate.send('ReportNumTableItems'); item >= 1; item--) {
    await gate.send('ReportOtherItem', item);
    if (String(await gate.send('GetVariable', 'navLabel')) !== label) continue;
    if (String(await orRefused(gate.send('GetVariable', 'navNote'), '')) === note) return item;
  }
  return null;
}

async function numbersIn(gate: CommandGate, variable: string): Promise<readonly number[]> {
  const text = String(await gate.send('GetVariable', variable)).trim();
  return text === '' ? [] : text.split(/\s+/).map(Number);
}

/** SerialEM itself turns read-out, image shift, tilt and tilt axis into a position of the Navigator. */
async function placeNow(gate: CommandGate): Promise<{ readonly stage: Vec<'stage'>; readonly zUm: number }> {
  const [stageX, stageY, zUm] = await gate.send('ReportStageXYZ');
  const [shiftX, shiftY] = await gate.send('ReportImageShift');
  const [x, y] = await gate.send('AdjustStagePosForNav', stageX, stageY, shiftX, shiftY);
  return { stage: { x, y }, zUm };
}
