import { Trouble } from '../run/errors.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** Opens stacks as they are found: new, closed, or still open in SerialEM from a client before us. */
export class StackOpener {
  readonly #gate: CommandGate;
  /** Files that this client has opened: it closes each after use, so they cannot be open any more. */
  readonly #seen = new Set<string>();

  constructor(gate: CommandGate) {
    this.#gate = gate;
  }

  /** Makes the file the current one; makes it when it is to be new and is not there. */
  async open(file: string, isNew: boolean): Promise<void> {
    if (await this.#switchToOpen(file)) return;
    if (isNew) await this.#openNew(file);
    else await this.#openOld(file);
  }

  /** Makes the file the current one; false when there is none. */
  async openIfThere(file: string): Promise<boolean> {
    if (await this.#switchToOpen(file)) return true;
    if ((await this.#gate.send('DoesFileExist', file)) !== 1) return false;
    await this.#openOld(file);
    return true;
  }

  async #switchToOpen(file: string): Promise<boolean> {
    if (this.#seen.has(file)) return false;
    this.#seen.add(file);
    const number = await this.#gate.send('IsImageFileOpen', file);
    if (number > 0) await this.#gate.send('SwitchToFile', number);
    return number > 0;
  }

  async #openNew(file: string): Promise<void> {
    const made = await orRefused(
      this.#gate.send('OpenNewFile', file).then(() => true),
      false,
    );
    // a stack that an earlier process made but never saved to; how many sections it has is looked at next
    if (!made) await this.#openOld(file);
  }

  async #openOld(file: string): Promise<void> {
    try {
      await this.#gate.send('OpenOldFile', file);
    } catch (error) {
      throw error instanceof Trouble && error.code === 'serialem-refused' ? unopened(file, error) : error;
    }
  }
}

const unopened = (file: string, cause: Trouble): Trouble =>
  new Trouble(
    'needs-person',
    `SerialEM cannot open ${file} (${cause.message}). If another program holds it, end that. If a power cut has torn it, append zeros until it is as long as its header says: all images but the last are whole. Then resume; nothing was exposed.`,
    { cause },
  );
