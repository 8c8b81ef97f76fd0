import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../../run/errors.ts';
import { openRunFolder, type RunFolder } from '../../session/runFolder.ts';
import { Refusal } from '../refusal.ts';

/** Where a run lies. */
export interface RunPlace {
  /** Its address: `lamella_run01`, or `batch_01~lamella_run01`. */
  readonly run: string;
  readonly path: string;
  readonly batch: string | null;
}

/**
 * The runs of a session's folder, by their addresses. An address that is asked for is looked up among those that are there;
 * no path is ever made of it.
 */
export class RunShelf {
  readonly folder: string;
  #places: ReadonlyMap<string, RunPlace> = new Map();
  readonly #opened = new Map<string, RunFolder>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The runs that are there now. */
  async places(): Promise<readonly RunPlace[]> {
    const found: RunPlace[] = [];
    for (const name of await foldersIn(this.folder)) {
      const path = join(this.folder, name);
      if (isBatch(name)) {
        for (const inner of await foldersIn(path))
          if (isRun(inner)) found.push({ run: `${name}~${inner}`, path: join(path, inner), batch: name });
      } else if (isRun(name)) found.push({ run: name, path, batch: null });
    }
    this.#places = new Map(found.map((place) => [place.run, place]));
    for (const run of this.#opened.keys()) if (!this.#places.has(run)) this.#opened.delete(run);
    return found;
  }

  /** Where a run lies. Throws `no-run`. */
  async placeOf(run: string): Promise<RunPlace> {
    const known = this.#places.get(run);
    if (known !== undefined) return known;
    await this.places();
    const found = this.#places.get(run);
    if (found === undefined) throw noRun(run);
    return found;
  }

  /** The plan of a run, which never changes. Throws `bad-input` when the folder is none of a run. */
  async open({ run, path }: RunPlace): Promise<RunFolder> {
    const known = this.#opened.get(run);
    if (known !== undefined) return known;
    const folder = await openRunFolder(path);
    this.#opened.set(run, folder);
    return folder;
  }

  /** The same, or null while its plan is not written yet or when it cannot be used. */
  async openQuietly(place: RunPlace): Promise<RunFolder | null> {
    try {
      return await this.open(place);
    } catch (error) {
      if (error instanceof Trouble) return null;
      throw error;
    }
  }
}

const isBatch = (name: string): boolean => /^batch_\d+$/.test(name);
const isRun = (name: string): boolean => /_run\d+$/.test(name);

async function foldersIn(path: string): Promise<readonly string[]> {
  const entries: readonly Dirent[] = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

const noRun = (run: string): Refusal =>
  new Refusal(
    404,
    'no-run',
    `There is no run ${run} in this folder. It may have been moved; look at the list of runs.`,
  );
