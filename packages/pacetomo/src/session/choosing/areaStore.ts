import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Area } from '../../area/area.ts';
import { freeRoot, targetsFileOf } from '../../area/areaNames.ts';
import { Trouble } from '../../run/errors.ts';
import { type OpenedArea, openArea } from '../areaFiles/openArea.ts';
import { createAreaFile, saveArea } from '../areaFiles/saveArea.ts';

/** The targets file that is written while targets are chosen. */
export class AreaStore {
  readonly #folder: string;
  #opened: OpenedArea | null;
  /** Whether the file as it was before lies beside it already, or there was none. */
  #isBackedUp = false;
  /** Names of the files in the folder when it was opened. */
  readonly #entries: readonly string[];

  private constructor(folder: string, entries: readonly string[], opened: OpenedArea | null) {
    this.#folder = folder;
    this.#entries = entries;
    this.#opened = opened;
  }

  /** For an area that has no file yet. Throws `bad-input` when there is no such folder. */
  static async in(folder: string): Promise<AreaStore> {
    return new AreaStore(folder, await entriesOf(folder), null);
  }

  /** For an area that goes on. Throws `bad-input`, also for the file of an interrupted run. */
  static async at(path: string): Promise<AreaStore> {
    const opened = await openArea(path);
    if (opened.isInterrupted)
      throw new Trouble(
        'bad-input',
        `${basename(path)} holds an interrupted run; no targets can be added to it. Give the targets file ${basename(path).replace(/_run\d\d\.txt$/, '.txt')}.`,
      );
    return new AreaStore(dirname(path), await entriesOf(dirname(path)), opened);
  }

  /** The area as it lies on the disk; null before there is one. */
  get area(): Area | null {
    return this.#opened?.area ?? null;
  }

  /** The path of the targets file; null before there is one. */
  get path(): string | null {
    return this.#opened?.path ?? null;
  }

  /** Whether files of an area of that name lie in the folder. */
  isTaken(root: string): boolean {
    return freeRoot(root, this.#entries) !== root;
  }

  /** Writes the area; it is on the disk when this returns. The file as it was when it was opened is kept as `FILE~`. */
  async save(area: Area): Promise<void> {
    if (this.#opened === null) {
      const path = join(this.#folder, targetsFileOf(area.name));
      this.#opened = await createAreaFile(path, area);
      this.#isBackedUp = true;
      return;
    }
    const saved = await saveArea(this.#opened, area, { backup: this.#isBackedUp ? 'leave' : 'replace' });
    if (saved.kind !== 'saved') return;
    this.#opened = saved.opened;
    this.#isBackedUp = true;
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new Trouble('bad-input', `The folder ${folder} cannot be read. Check its name; nothing was exposed.`, {
      cause,
    });
  }
}
