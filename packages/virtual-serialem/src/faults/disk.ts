import { basename } from 'node:path';
import { ScriptError } from '../script/scriptError.ts';
import type { Disturbances } from './disturbances.ts';

/** What SerialEM meets when it goes to the disk: nothing in the way, or another program, no room, a failed save. */
export class Disk {
  readonly #disturbances: Disturbances;
  #lateError: string | null = null;

  constructor(disturbances: Disturbances) {
    this.#disturbances = disturbances;
  }

  /** MB that are said to be free while the disk is full; null when it is not. */
  get freeMb(): number | null {
    return this.#disturbances.of('disk-full')[0]?.fault.freeMb ?? null;
  }

  /** A file is opened, read or written. Throws ScriptError when another program has it. */
  touch(path: string): void {
    const name = basename(path);
    if (this.#disturbances.meetCall('file-locked', ({ file }) => name.includes(file))) {
      throw new ScriptError(`${path} cannot be opened: it is being used by another process`);
    }
  }

  /** Something is written. Throws ScriptError when there is no room or another program has the file. */
  write(path: string): void {
    this.awaitSave();
    this.touch(path);
    if (this.#disturbances.meetCall('disk-full')) throw new ScriptError(`There is no room on the disk for ${path}`);
  }

  /** Whether the save that SerialEM starts in the background will fail; the error comes with the next file command. */
  losesSave(path: string): boolean {
    if (!this.#disturbances.meetCall('save-error-later')) return false;
    this.#lateError = `The image that was to be saved in ${path} could not be written`;
    return true;
  }

  /** The program that was saving is dead, and with it what it would have said. */
  forget(): void {
    this.#lateError = null;
  }

  /** A command waits for the save in the background. Throws ScriptError, once, when it has failed. */
  awaitSave(): void {
    const error = this.#lateError;
    this.#lateError = null;
    if (error !== null) throw new ScriptError(error);
  }
}
