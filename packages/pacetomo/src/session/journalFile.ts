import { randomUUID } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import type { ExposurePermit } from '../microscope/microscope.ts';
import type { Journal } from '../procedures/running.ts';
import { Trouble } from '../run/errors.ts';
import { eventSchema } from '../run/eventSchema.ts';
import type { RunEvent } from '../run/events.ts';
import type { ExposureIntent } from '../run/exposureEvents.ts';
import { formatLine, type JournalContent, parseJournal, type Stamp, type StampedEvent } from './journalLines.ts';
import { permitForIntentOnDisk } from './permit.ts';

/** Where the bytes of a journal live. */
export interface JournalStore {
  read(): Promise<Uint8Array>;
  /** Appends all bytes or throws. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything appended is on the disk itself. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Gives up space that was held back, for one last line on a full disk; false when there is none. */
  makeRoom?(): Promise<boolean>;
  close(): Promise<void>;
}

/** The two clocks that stamp a line. */
export interface Clock {
  readonly now: () => Date;
  readonly monotonicMs: () => number;
}

/** The computer's own clocks. */
export const systemClock: Clock = { now: () => new Date(), monotonicMs: () => Math.round(performance.now()) };

/** A journal on the disk, and the file beside it, if any, that holds space back for it. */
export async function journalStore(path: string, reserve?: string): Promise<JournalStore> {
  const file = await open(path, 'a+');
  return {
    read: () => readFile(path),
    append: (bytes) => file.appendFile(bytes), // goes on after a short write, until the system says why it cannot
    sync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
    makeRoom: async () => {
      if (reserve === undefined) return false;
      return rm(reserve).then(
        () => true,
        () => false,
      );
    },
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
  'ctf.measured',
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
  #wholeBytes: number;
  #broken: Trouble | null = null;
  readonly #onEvent: (event: StampedEvent) => void;

  private constructor(
    store: JournalStore,
    clock: Clock,
    { events, wholeBytes }: JournalContent,
    onEvent: (event: StampedEvent) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.past = events;
    this.#seq = events.length;
    this.#wholeBytes = wholeBytes;
    this.#onEvent = onEvent;
  }

  /** Reads what is there and cuts off the torn tail of a write that a crash has interrupted. */
  static async open(
    store: JournalStore,
    clock: Clock,
    onEvent: (event: StampedEvent) => void = () => {},
  ): Promise<OpenJournal> {
    const bytes = await store.read();
    const content = parseJournal(bytes);
    if (content.wholeBytes < bytes.length) await store.truncate(content.wholeBytes);
    return new OpenJournal(store, clock, content, onEvent);
  }

  /** All it holds by now, what was written since it was opened included; read from the disk, not kept in memory. */
  async history(): Promise<readonly StampedEvent[]> {
    const { events } = parseJournal(await this.#store.read());
    if (events.length !== this.#seq) throw new Error(`the journal holds ${events.length} lines, not ${this.#seq}`); // I3
    return events;
  }

  async note(event: RunEvent): Promise<void> {
    // after a failed write or sync nobody knows what the disk holds: no second try (PostgreSQL's lesson of 2018)
    if (this.#broken !== null) throw this.#broken;
    eventSchema.parse(event); // what could not be read again must not be written
    const stamp = this.#nextStamp();
    const line = Buffer.from(formatLine(stamp, event));
    try {
      await this.#store.append(line);
    } catch (cause) {
      this.#broken = cannotWrite(cause);
      if (isFull(cause)) await this.#sayLastWord(this.#broken.message);
      throw this.#broken;
    }
    try {
      if (!mayBeLost.has(event.type)) await this.#store.sync();
    } catch (cause) {
      this.#broken = cannotWrite(cause);
      throw this.#broken;
    }
    this.#seq += 1;
    this.#wholeBytes += line.length;
    this.#onEvent({ ...stamp, ...event });
  }

  #nextStamp(): Stamp {
    const t = this.#clock.now().toISOString();
    return { v: 1, seq: this.#seq + 1, t, mono: this.#clock.monotonicMs(), boot: this.#boot };
  }

  /**
   * A full disk is known before anything was written, unlike a failed sync: what is whole stays whole, and the space that
   * was held back is enough to say why the run ends. Nothing is written after that.
   */
  async #sayLastWord(reason: string): Promise<void> {
    try {
      if (!(await this.#store.makeRoom?.())) return;
      await this.#store.truncate(this.#wholeBytes);
      const event = { type: 'suspend', reason } as const;
      const stamp = this.#nextStamp();
      await this.#store.append(Buffer.from(formatLine(stamp, event)));
      await this.#store.sync();
      this.#seq += 1;
      this.#onEvent({ ...stamp, ...event });
    } catch {
      // the torn line is cut off when the journal is opened again
    }
  }

  async intend(intent: ExposureIntent): Promise<ExposurePermit> {
    await this.note({ type: 'expose.intent', ...intent });
    return permitForIntentOnDisk();
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}

const isFull = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');

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
