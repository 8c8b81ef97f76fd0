import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { parseJson } from '../session/parseJson.ts';
import { type KeptGuests, keptGuests } from './tokens.ts';

/** Whom the server has let in, on the disk: so that pages come back by themselves when the server has died. */
export class GuestBook {
  readonly earlier: KeptGuests;
  readonly #folder: string;
  readonly #onFailure: (why: string) => void;
  #newest: KeptGuests | null = null;
  #written: Promise<void> | null = null;

  private constructor(folder: string, earlier: KeptGuests, onFailure: (why: string) => void) {
    this.#folder = folder;
    this.earlier = earlier;
    this.#onFailure = onFailure;
  }

  /** Opens the book in the desk's own folder. One that cannot be read lets nobody in. */
  static async open(folder: string, onFailure: (why: string) => void): Promise<GuestBook> {
    const text = await readFile(join(folder, 'guests.json'), 'utf8').catch(() => '[]');
    return new GuestBook(folder, keptGuests.safeParse(parseJson(text)).data ?? [], onFailure);
  }

  /** Writes it soon; only the newest state if there are several. */
  keep(guests: KeptGuests): void {
    this.#newest = guests;
    this.#written ??= this.#writeAll().finally(() => {
      this.#written = null;
    });
  }

  /** Resolves when all is written. */
  async written(): Promise<void> {
    await this.#written;
  }

  async #writeAll(): Promise<void> {
    while (this.#newest !== null) {
      const guests = this.#newest;
      this.#newest = null;
      await this.#write(guests).catch((error: unknown) => this.#onFailure(String(error)));
    }
  }

  async #write(guests: KeptGuests): Promise<void> {
    const path = join(this.#folder, 'guests.json');
    await mkdir(this.#folder, { recursive: true });
    await replaceFile(path, `${JSON.stringify(guests, null, 2)}\n`);
    await chmod(path, 0o600);
  }
}
