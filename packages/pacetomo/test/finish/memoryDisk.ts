import { dirname } from 'node:path';
import { EmFileError, type MemoryFile, memoryFile, type ReadableInto } from '@pacetomo/em-files';
import type { FinishFiles } from '../../src/finish/finishFiles.ts';

/** An operation that fails, by its number from 1. */
export interface Fault {
  readonly at: number;
  /** Whether it took effect before; half of a write is what a kill in the middle leaves. */
  readonly effect: 'none' | 'half' | 'whole';
  /** Whether nothing works any more afterwards, as when the process is gone. */
  readonly isEnd: boolean;
}

export class Broken extends Error {}

/** A disk in memory that counts its operations and can be made to fail at one of them. */
export class MemoryDisk implements FinishFiles {
  readonly #files: Map<string, MemoryFile>;
  readonly #folders: Set<string>;
  readonly #fault: Fault | null;
  operations = 0;
  /** Largest number of bytes that was read or written at once, but for mdoc files, which are small. */
  largestPiece = 0;
  onOperation: (what: string) => void = () => {};

  constructor(content: Content = new Map(), fault: Fault | null = null) {
    this.#files = new Map([...content].map(([path, bytes]) => [path, memoryFile(bytes)]));
    this.#folders = new Set([...content.keys()].map(dirname));
    this.#fault = fault;
  }

  /** What lies on the disk. */
  content(): Content {
    return new Map([...this.#files].map(([path, file]) => [path, file.bytes()] as const).sort());
  }

  open(path: string, mode: 'read' | 'create'): Promise<ReadableInto> {
    return this.#do(`open ${path}`, () => {
      const there = this.#files.get(path);
      if (mode === 'create' && there) throw new EmFileError('file-exists', null, `${path} exists.`);
      if (mode === 'read' && !there) throw new EmFileError('file-missing', null, `There is no ${path}.`);
      if (!there) this.#needFolderOf(path);
      const file = there ?? memoryFile();
      this.#files.set(path, file);
      return this.#counted(path, file);
    });
  }

  sizeBytes(path: string): Promise<number | null> {
    return this.#do(`size ${path}`, () => this.#files.get(path)?.bytes().length ?? null);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do(`rename ${from} ${to}`, () => {
      const file = this.#files.get(from);
      if (!file) throw new EmFileError('file-missing', null, `There is no ${from}.`);
      if (this.#files.has(to)) throw new Error(`${to} would have been overwritten`);
      this.#needFolderOf(to);
      this.#files.set(to, file);
      this.#files.delete(from);
    });
  }

  remove(path: string): Promise<void> {
    return this.#do(`remove ${path}`, () => {
      this.#files.delete(path);
    });
  }

  makeFolder(folder: string): Promise<void> {
    return this.#do(`folder ${folder}`, () => void this.#folders.add(folder));
  }

  flushFolder(folder: string): Promise<void> {
    return this.#do(`flush ${folder}`, () => this.#needFolderOf(`${folder}/any`));
  }

  list(folder: string): Promise<readonly string[] | null> {
    return this.#do(`list ${folder}`, () => {
      const inside = [...this.#files.keys()].filter((path) => path.startsWith(`${folder}/`));
      return inside.length === 0 ? null : inside.map((path) => path.slice(folder.length + 1));
    });
  }

  #needFolderOf(path: string): void {
    if (!this.#folders.has(dirname(path)))
      throw new EmFileError('file-missing', null, `There is no folder ${dirname(path)}.`);
  }

  #counted(path: string, file: MemoryFile): ReadableInto {
    const note = (length: number): void => {
      if (!path.includes('.mdoc')) this.largestPiece = Math.max(this.largestPiece, length);
    };
    return {
      read: (offset, length) => {
        note(length);
        return this.#do(`read ${path}`, () => file.read(offset, length));
      },
      readInto: (offset, buffer) => {
        note(buffer.length);
        return this.#do(`read ${path}`, () => file.readInto(offset, buffer));
      },
      write: (offset, bytes) => {
        note(bytes.length);
        const half = bytes.slice(0, bytes.length / 2);
        return this.#do(
          `write ${path}`,
          () => file.write(offset, bytes),
          () => file.write(offset, half),
        );
      },
      size: () => this.#do(`size ${path}`, () => file.size()),
      truncate: (size) => this.#do(`cut ${path}`, () => file.truncate(size)),
      flush: () => this.#do(`flush ${path}`, () => file.flush()),
      close: () => this.#do(`close ${path}`, () => file.close()),
    };
  }

  async #do<Result>(
    what: string,
    act: () => Result | Promise<Result>,
    half: () => unknown = () => {},
  ): Promise<Result> {
    this.operations++;
    const { at, effect, isEnd } = this.#fault ?? { at: 0, effect: 'none', isEnd: false };
    if (isEnd && this.operations > at && at > 0) throw new Broken('the process is gone');
    if (this.operations === at) {
      if (effect === 'whole') await act();
      if (effect === 'half') await half();
      throw new Broken(`operation ${at}, ${what}`);
    }
    this.onOperation(what);
    return act();
  }
}

export type Content = ReadonlyMap<string, Uint8Array>;
