import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';

/** A folder as SerialEM's computer names it, and the same folder as this computer does. */
export interface FolderMap {
  readonly there: string;
  readonly here: string;
}

/** Reads `X:\data=/mnt/data`. Throws `bad-input`. */
export function parseFolderMap(text: string): FolderMap {
  const at = text.indexOf('=');
  const [there, here] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (there !== '' && here !== '') return { there, here };
  throw new Trouble(
    'bad-input',
    `--map ${text} does not say which folder is which. Write SerialEM's name, “=” and the name on this computer, for instance --map "X:\\data=/mnt/data".`,
  );
}

/** The name on this computer of a folder of SerialEM's: by the map that fits best, or else the same name. */
export function folderHere(folder: string, maps: readonly FolderMap[]): string {
  const wanted = partsOf(folder);
  const fitting = maps
    .map((map) => ({ ...map, parts: partsOf(map.there) }))
    .filter(({ there, parts }) => beginsWith(wanted, parts, isOfWindows(there)))
    .toSorted((a, b) => b.parts.length - a.parts.length);
  const [best] = fitting;
  return best === undefined ? folder : join(best.here, ...wanted.slice(best.parts.length));
}

/** The same, or null when this computer does not have that folder. */
export function reachableFolder(folder: string, maps: readonly FolderMap[]): string | null {
  const here = folderHere(folder, maps);
  return existsSync(here) ? here : null;
}

const partsOf = (path: string): readonly string[] => path.split(/[\\/]+/).filter((part) => part !== '');

const isOfWindows = (path: string): boolean => /^[a-z]:|\\/i.test(path);

function beginsWith(path: readonly string[], start: readonly string[], anyCase: boolean): boolean {
  const same = (a: string, b: string | undefined): boolean =>
    anyCase ? a.toLowerCase() === b?.toLowerCase() : a === b;
  return start.every((part, i) => same(part, path[i]));
}
