import { rm } from 'node:fs/promises';
import type { ImageOrigin } from '../buffers/bufferRecord.ts';
import { Disk } from '../faults/disk.ts';
import { Disturbances } from '../faults/disturbances.ts';
import { ScriptError } from '../script/scriptError.ts';
import { StackFile } from './stackFile.ts';
import { exists } from './textFiles.ts';

/** SerialEM keeps at most so many files open. */
const mostFiles = 100;

/** The image files that are open, one of which is the current one. They stay open when a script ends. */
export class OpenFiles {
  readonly #files: StackFile[] = [];
  /** Where sections came from, by path: outlives closing a file, not this program. */
  readonly #origins = new Map<string, ReadonlyMap<number, ImageOrigin>>();
  #current = -1;
  /** What stands between SerialEM and the disk. */
  readonly disk: Disk;

  constructor(disk = new Disk(new Disturbances(() => 0))) {
    this.disk = disk;
  }

  /** The current file; null when none is open. */
  get current(): StackFile | null {
    return this.#files[this.#current] ?? null;
  }

  /** The current file. Throws ScriptError when none is open. */
  get required(): StackFile {
    const file = this.current;
    if (!file) throw new ScriptError('There is no open image file');
    this.disk.awaitSave();
    return file;
  }

  /** The number of the current file from 1; −1 when none is open. */
  get currentNumber(): number {
    return this.#current >= 0 ? this.#current + 1 : -1;
  }

  /** How many files are open. */
  get count(): number {
    return this.#files.length;
  }

  /** The number of an open file from 1 by its path; 0 when it is not open. */
  numberOf(path: string): number {
    return this.#files.findIndex((file) => file.path === path) + 1;
  }

  /** An open file by its number from 1. */
  at(number: number): StackFile {
    const file = this.#files[number - 1];
    if (!file) throw new ScriptError(`There is no open file with number ${number}`);
    return file;
  }

  /** Opens a new file and makes it current. Throws ScriptError when it exists and may not be overwritten. */
  async openNew(path: string, overwrite: boolean): Promise<void> {
    this.disk.awaitSave();
    if (this.numberOf(path) > 0) throw new ScriptError(`The file ${path} is open already`);
    if (await exists(path)) {
      if (!overwrite) throw new ScriptError(`The file ${path} exists already and may not be overwritten`);
      await rm(path, { force: true });
      await rm(`${path}.mdoc`, { force: true });
    }
    this.#origins.delete(path);
    this.#add(await StackFile.create(path));
  }

  /** Opens an existing file and makes it current. Throws ScriptError when there is none or it is open already. */
  async openOld(path: string): Promise<void> {
    this.disk.awaitSave();
    if (this.numberOf(path) > 0) throw new ScriptError(`The file ${path} is open already`);
    if (!(await exists(path))) throw new ScriptError(`The file ${path} does not exist`);
    this.#add(await this.borrow(path));
  }

  /** Opens a file to look into it, without listing it among the open ones; the caller closes it. */
  async borrow(path: string): Promise<StackFile> {
    this.disk.touch(path);
    const file = await StackFile.open(path);
    file.adoptOrigins(this.#origins.get(path) ?? new Map());
    return file;
  }

  /** Closes the current file; the one before it becomes current. Gives false when none is open. */
  async closeCurrent(): Promise<boolean> {
    const file = this.current;
    if (!file) return false;
    this.#files.splice(this.#current, 1);
    this.#current = this.#files.length === 0 ? -1 : Math.max(0, this.#current - 1);
    this.#origins.set(file.path, file.origins);
    await file.close();
    return true;
  }

  /** Closes all files. */
  async closeAll(): Promise<void> {
    while (await this.closeCurrent());
  }

  /** Makes another open file the current one. */
  switchTo(number: number): void {
    this.at(number);
    this.#current = number - 1;
  }

  #add(file: StackFile): void {
    if (this.#files.length >= mostFiles) throw new ScriptError(`No more than ${mostFiles} files can be open`);
    this.#files.push(file);
    this.#current = this.#files.length - 1;
  }
}
