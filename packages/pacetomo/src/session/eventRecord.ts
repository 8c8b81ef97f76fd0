import { mkdir, open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExposurePermit } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { Clock, JournalStore } from './journalFile.ts';
import { permitForIntentOnDisk } from './permit.ts';

/**
 * The record of something that is no run: a measurement, a choice of targets. A line for every event, each intent on the
 * disk before its exposure. Kept for people, never gone on with.
 */
export class EventRecord<Event extends { readonly type: string }> {
  readonly #store: Pick<JournalStore, 'append' | 'sync'>;
  readonly #clock: Clock;

  constructor(store: Pick<JournalStore, 'append' | 'sync'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Writes an event down. Throws `cannot-write`. */
  async note(event: Event): Promise<void> {
    try {
      await this.#store.append(Buffer.from(`${JSON.stringify({ t: this.#clock.now().toISOString(), ...event })}\n`));
      await this.#store.sync();
    } catch (cause) {
      throw cannotWrite('The record', cause);
    }
  }

  /** Writes down that the beam is about to be switched on, and gives the permit for it. */
  async permit(intent: Event): Promise<ExposurePermit> {
    await this.note(intent);
    return permitForIntentOnDisk();
  }
}

/** Makes a new file `NAME_NN.jsonl` in a folder, with the next free number, and gives its path. */
export async function createRecordFile(folder: string, name: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    for (let number = 1; ; number++) {
      const path = join(resolve(folder), `${name}_${String(number).padStart(2, '0')}.jsonl`);
      if (await makeNew(path)) return path;
    }
  } catch (cause) {
    throw cannotWrite(`A record in ${folder}`, cause);
  }
}

async function makeNew(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function cannotWrite(what: string, cause: unknown): Trouble {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Trouble(
    'cannot-write',
    `${what} could not be written (${why}). Nothing more is exposed, because nobody would know of it. Make room, or choose another folder with --records, then begin again.`,
    { cause },
  );
}
