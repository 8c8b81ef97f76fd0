import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decodeText, EmFileError, navigatorItems, parseNavigator, readNavigatorItem, textOf } from '@pacetomo/em-files';
import type { OutlineView } from '../../api/maps.ts';
import type { Vec } from '../../geometry/frames.ts';
import { type MapItem, mapItemOf } from '../../maps/mapItem.ts';

/** What the navigator files of a session show. */
export interface NavigatorShown {
  readonly maps: readonly ShownMap[];
  readonly outlines: readonly OutlineView[];
}

/** A map, the address that it is known by, and the navigator file that tells of it. */
export interface ShownMap {
  readonly id: string;
  readonly item: MapItem;
  readonly note: string;
  readonly navigator: string;
}

/** Where navigator files are looked for: the one that SerialEM has open, or else all in some folders. */
export async function navigatorFiles(open: string | null, folders: readonly string[]): Promise<readonly string[]> {
  if (open !== null) return [open];
  const found: string[] = [];
  for (const folder of new Set(folders.map((one) => resolve(one)))) {
    const entries = await readdir(folder).catch(() => []);
    found.push(...entries.filter((entry) => /\.nav$/i.test(entry)).map((entry) => join(folder, entry)));
  }
  return found;
}

/** Differs when one of the files was written, came or went. */
export async function stampOf(files: readonly string[]): Promise<string> {
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  return files.map((file, i) => `${file}:${stats[i]?.mtimeMs}:${stats[i]?.size}`).join('\n');
}

/** Reads navigator files. One that cannot be read, such as one that is just being written, shows nothing. */
export async function readNavigators(files: readonly string[]): Promise<NavigatorShown> {
  const maps = new Map<string, ShownMap>();
  const outlines: OutlineView[] = [];
  for (const navigator of files) {
    for (const item of await itemsOf(navigator)) {
      const map = mapItemOf(item);
      const note = textOf(item, 'Note') ?? '';
      if (map !== null) {
        const id = mapIdOf(map);
        if (!maps.has(id)) maps.set(id, { id, item: map, note, navigator });
      }
      const outline = outlineOf(item, map?.isMontage ?? false);
      if (outline !== null) outlines.push(outline);
    }
  }
  return { maps: [...maps.values()], outlines };
}

/** The address of a map: the same whenever the same section of the same file has the same label. */
export function mapIdOf({ file, section, label }: Pick<MapItem, 'file' | 'section' | 'label'>): string {
  const name = file.replace(/^.*[\\/]/, '').toLowerCase();
  return createHash('sha256')
    .update(JSON.stringify([name, section, label]))
    .digest('hex')
    .slice(0, 12);
}

async function itemsOf(path: string): Promise<ReturnType<typeof navigatorItems>> {
  try {
    return navigatorItems(parseNavigator(decodeText(await readFile(path)).text));
  } catch (error) {
    const isOfDisk = error instanceof Error && 'code' in error;
    if (error instanceof EmFileError || isOfDisk) return [];
    throw error;
  }
}

/** Polygons, and the outlines of montages. */
function outlineOf(section: Parameters<typeof readNavigatorItem>[0], isMontage: boolean): OutlineView | null {
  const { kind, label, note, outline } = readNavigatorItem(section);
  if (kind !== 'polygon' && !(kind === 'map' && isMontage)) return null;
  const corners = opened(outline.map(({ xUm, yUm }) => ({ x: xUm, y: yUm })));
  return corners.length < 3 ? null : { label, note: note ?? '', kind, corners };
}

/** SerialEM ends an outline where it begins. */
function opened(corners: readonly Vec<'stage'>[]): readonly Vec<'stage'>[] {
  const [first, last] = [corners[0], corners.at(-1)];
  return first && last && first.x === last.x && first.y === last.y ? corners.slice(0, -1) : corners;
}
