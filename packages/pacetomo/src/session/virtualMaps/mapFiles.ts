import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  decodeText,
  EmFileError,
  type Mdoc,
  type Navigator,
  navigatorItems,
  numberOf,
  openMrc,
  parseMdoc,
  parseNavigator,
  textOf,
} from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { type KindName, templateFor } from '../../maps/imageKind.ts';
import { type MapItem, type MapPoint, mapItemOf, mapPointOf } from '../../maps/mapItem.ts';
import { openMap, type StageMap } from '../../maps/stageMap.ts';
import { Trouble } from '../../run/errors.ts';
import { type FolderMap, folderHere } from '../folderMap.ts';

/** A navigator file as it was read. */
export interface NavigatorRead {
  readonly path: string;
  /** The folder in which SerialEM has saved it, as it names it; null when the file does not say. */
  readonly savedIn: string | null;
  readonly maps: readonly MapItem[];
  /** MapIDs that are taken. */
  readonly ids: ReadonlySet<number>;
  /** The points of a group in the order of the table. */
  readonly group: (group: number) => readonly MapPoint[];
  /** Groups that have points, in the order of the table. */
  readonly groups: readonly number[];
  /** Group of an item by its number in the table, from 1; null when it is in none. */
  readonly groupOfItem: (item: number) => number | null;
  readonly templateFor: (kind: KindName) => MapItem | null;
}

/** Reads a navigator file. Throws Trouble `bad-input`. */
export async function readNavigator(path: string): Promise<NavigatorRead> {
  const navigator = await navigatorAt(path);
  const items = navigatorItems(navigator);
  const savedAs = textOf(navigator.globals, 'LastSavedAs') ?? '';
  const maps = items.flatMap((item) => mapItemOf(item) ?? []);
  const notes = new Map(maps.map((map) => [map, textOf(map.item, 'Note') ?? ''] as const));
  const grouped = items.flatMap((item) => {
    const [point, group] = [mapPointOf(item), numberOf(item, 'GroupID') ?? 0];
    return point === null || group === 0 ? [] : [{ point, group }];
  });
  return {
    path,
    savedIn: /^(.+)[\\/]/.exec(savedAs)?.[1] ?? null,
    maps,
    ids: new Set(items.flatMap((item) => numberOf(item, 'MapID') ?? [])),
    group: (wanted) => grouped.flatMap(({ point, group }) => (group === wanted ? [point] : [])),
    groupOfItem: (number) => {
      const item = items[number - 1];
      return (item && numberOf(item, 'GroupID')) || null;
    },
    groups: [...new Set(grouped.map(({ group }) => group))],
    templateFor: (kind) => templateFor(kind, maps, notes),
  };
}

async function navigatorAt(path: string): Promise<Navigator> {
  try {
    return parseNavigator(decodeText(await readFile(path)).text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble('bad-input', `The navigator file ${path} cannot be read: ${why}`, { cause });
  }
}

/** The path of the image of a map on this computer: as SerialEM names it, or beside the navigator file, or in a folder. */
export function imagePathHere(
  file: string,
  {
    navigator,
    folder,
    maps,
  }: { readonly navigator: string; readonly folder: string; readonly maps: readonly FolderMap[] },
): string {
  const name = file.replace(/^.*[\\/]/, '');
  const candidates = [folderHere(file, maps), join(dirname(navigator), name), join(folder, name)];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Trouble(
    'bad-input',
    `The image of the map, ${file}, is not on this computer: looked for ${candidates.join(', ')}. Copy ${name} beside the navigator file, with its mdoc.`,
  );
}

/** A map whose image file is open. */
export interface MapInHand {
  readonly map: StageMap;
  /** How often the Navigator's binning contains that of the mdoc. */
  readonly navigatorBinningFactor: number;
}

/** Opens the image of a map for as long as `use` takes. Throws Trouble `bad-input` when it cannot be used. */
export async function withMap<Result>(
  item: MapItem,
  path: string,
  use: (map: MapInHand) => Promise<Result>,
): Promise<Result> {
  const file = await sayingWhy(path, () => openFile(path, 'read'));
  try {
    const stack = await sayingWhy(path, () => openMrc(file, { permissive: true }));
    const mdoc = await mdocBeside(path);
    const opened = openMap(item, { file, stack, mdoc });
    if (opened.kind === 'unusable') {
      throw new Trouble('bad-input', `The map ${item.label} (${path}) cannot be used: ${opened.reason}.`);
    }
    return await use({ map: opened.map, navigatorBinningFactor: binningFactorOf(item, mdoc) });
  } finally {
    await file.close();
  }
}

async function mdocBeside(path: string): Promise<Mdoc | null> {
  const mdocPath = `${path}.mdoc`;
  if (!existsSync(mdocPath)) return null;
  return sayingWhy(mdocPath, async () => parseMdoc(decodeText(await readFile(mdocPath)).text));
}

/**
 * Cameras that can count super-resolution pixels have binnings twice as large in the Navigator as in mdoc files, which
 * count hardware pixels (SerialEM's BinDivisor; not confirmed on such a camera by this project).
 */
function binningFactorOf({ takenBinning }: MapItem, mdoc: Mdoc | null): number {
  const first = mdoc?.sections.find(({ type }) => type === 'ZValue');
  const said = first === undefined ? null : numberOf(first, 'Binning');
  return said !== null && said > 0 && takenBinning === 2 * said ? 2 : 1;
}

async function sayingWhy<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof EmFileError)) throw cause;
    throw new Trouble('bad-input', `${path} cannot be used: ${cause.message}`, { cause });
  }
}
