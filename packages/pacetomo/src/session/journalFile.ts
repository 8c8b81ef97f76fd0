import { randomUUID } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { ExposurePermit } from '../microscope/microscope.ts';
import type { Journal } from '../procedures/running.ts';
import { Trouble } from '../run/errors.ts';
import { eventSchema } from '../run/eventSchema.ts';
import type { ExposureIntent, RunEvent } from '../run/events.ts';
import { formatLine, parseJournal, type StampedEvent } from './journalLines.ts';
import { permitForIntentOnDisk } from './permit.ts';

/** Where the bytes of a journal live. */
export interface JournalStore {
  read(): Promise<Uint8Array>;
  /** Appends all bytes or throws. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything appended is on the disk itself. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** The two clocks that stamp a line. */
export interface Clock {
  readonly now: () => Date;
  readonly monotonicMs: () => number;
}

/** The computer's own clocks. */
export const systemClock: Clock = { now: () => new Date(), monotonicMs: () => Math.round(performance.now()) };

/** A journal on the disk. */
export async function journalStore(path: string): Promise<JournalStore> {
  const file = await open(path, 'a+');
  return {
    read: async () => file.readFile(),
    append: async (bytes) => {
      const { bytesWritten } = await file.write(bytes);
      if (bytesWritten !== bytes.length)
        throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written to ${path}: is the disk full?`);
    },
    sync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
}

/** Events that have to be on the disk itself before anything is done on the strength of them. The rest can be found out again. */
const mayBeLost: ReadonlySet<RunEvent['type']> = new Set([
  'move.below',
  'move.done',
  'expose.returned',
  'save.requested',
  'track.measured',
  'link',
]);

/** A journal opened for writing: one writer, one line at a time, nothing ever rewritten. */
export class OpenJournal implements Journal {
  /** What it held when it was opened. */
  readonly past: readonly StampedEvent[];
  readonly #store: JournalStore;
  readonly #clock: Clock;
  readonly #boot = randomUUID();
  #seq: number;
  #broken: Trouble | null = null;
  readonly #onEvent: (event: StampedEvent) => void;

  private constructor(
    store: JournalStore,
    clock: Clock,
    past: readonly StampedEvent[],
    onEvent: (event: StampedEvent) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.past = past;
    this.#seq = past.length;
    this.#onEvent = onEvent;
  }

  /** Reads what is there and cuts off the torn tail of a write that a crash has interrupted. */
  static async open(
    store: JournalStore,
    clock: Clock,
    onEvent: (event: StampedEvent) => void = () => {},
  ): Promise<OpenJournal> {
    const bytes = await store.read();
    const { events, wholeBytes } = parseJournal(bytes);
    if (wholeBytes < bytes.length) await store.truncate(wholeBytes);
    return new OpenJournal(store, clock, events, onEvent);
  }

  async note(event: RunEvent): Promise<void> {
    // after a failed write or sync nobody knows what the disk holds: no second try (PostgreSQL's lesson of 2018)
    if (this.#broken !== null) throw this.#broken;
    eventSchema.parse(event); // what could not be read again must not be written
    const stamp = {
      v: 1,
      seq: this.#seq + 1,
      t: this.#clock.now().toISOString(),
      mono: this.#clock.monotonicMs(),
      boot: this.#boot,
    } as const;
    try {
      await this.#store.append(Buffer.from(formatLine(stamp, event)));
      if (!mayBeLost.has(event.type)) await this.#store.sync();
    } catch (cause) {
      this.#broken = cannotWrite(cause);
      throw this.#broken;
    }
    this.#seq += 1;
    this.#onEvent({ ...stamp, ...event });
  }

  async intend(intent: ExposureIntent): Promise<ExposurePermit> {
    await this.note({ type: 'expose.intent', ...intent });
    return permitForIntentOnDisk();
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}

function cannotWrite(cause: unknown): Trouble {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Trouble(
    'cannot-write',
    `The journal could not be written (${why}). Nothing more is exposed, because nobody would know of it. Make room on the disk, then resume.`,
    { cause },
  );
}

/** The events of a journal on disk, without opening it for writing. A missing journal is an empty one. */
export async function readJournal(path: string): Promise<readonly StampedEvent[]> {
  try {
    return parseJournal(await readFile(path)).events;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
