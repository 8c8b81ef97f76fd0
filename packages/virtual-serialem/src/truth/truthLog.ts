import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { SetName } from '../column/cameraSets.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { Look } from './look.ts';
import type { Footprint } from './sight.ts';

/** One exposure as it really was: one line of the truth log. */
export interface ExposureTruth {
  /** Number of the exposure since the start, from 1. */
  readonly n: number;
  /** The script command that took it: R, L, V, F, T, S, G, AcquireToMatchBuffer, Eucentricity, … */
  readonly command: string;
  /** The camera set that it was taken with: what tells a Record from a Preview, whichever command took it. */
  readonly set: SetName;
  /** The low-dose area that was exposed. */
  readonly area: string;
  /** Path of the stack relative to the server's folder, and section from 0; null when the image was not saved. */
  readonly file: string | null;
  readonly section: number | null;
  readonly nominalTiltDeg: number;
  readonly trueTiltDeg: number;
  /** The point of the specimen's mid-surface at the image centre, untilted specimen frame, µm. */
  readonly specimenPointUm: Point3;
  /** True defocus at that point, µm; underfocus is negative. */
  readonly trueDefocusUm: number;
  /** SerialEM's autofocus target at the time, µm. */
  readonly requestedDefocusUm: number;
  readonly doseEPerA2: number;
  readonly footprintUm: Footprint;
  /** Virtual seconds since the start, at mid-exposure. */
  readonly timeS: number;
  /** Commands received so far, this one included. */
  readonly commandCount: number;
  /** In full what the camera looked at and what the beam hit; logs of the first version have none. */
  readonly look?: Look;
}

/**
 * Something that happened beside the exposures: a line of its own in the log.
 *
 * `{"note":"fault","kind":"stage-jump","text":"0.2 µm along, 0.1 µm across the axis", …}`
 */
export interface TruthNote {
  /** What sort of event: 'fault' for everything that was made to go wrong. */
  readonly note: string;
  /** Which one: the kind of the fault. */
  readonly kind: string;
  /** What exactly, with numbers and units, for people. */
  readonly text?: string;
  /** Virtual seconds since the start. */
  readonly timeS: number;
  /** Commands received so far, the present one included. */
  readonly commandCount: number;
  /** Number of the last exposure before it; 0 before the first. The log fills it in. */
  readonly afterExposure: number;
}

/** The image of an exposure was saved after its line had been written: after a later exposure, from another buffer. */
export interface LateSave {
  readonly note: 'saved';
  /** Number of the exposure. */
  readonly n: number;
  /** Where it went, as in the line of an exposure. */
  readonly file: string;
  readonly section: number;
}

/** The server was started once more with a log that was there already: exposures, commands and seconds count anew. */
export interface SessionNote {
  readonly note: 'session';
}

/**
 * The log of what really happened: one line for each exposure and each note.
 *
 * The line of an exposure is written when its fate is known: saved, or overtaken by the next exposure, or the server
 * closes; if it is saved later than that, a line says so. A note is written at once, which may be before the line of the
 * exposure that it follows. Each line is handed to the operating system at once.
 */
export class TruthLog {
  readonly #lines: ExposureTruth[] = [];
  readonly #notes: TruthNote[] = [];
  readonly #descriptor: number | null;
  readonly #keeps: boolean;
  /** Exposures whose lines are written and say that they were not saved: numbers only, for there may be many. */
  readonly #unsaved = new Set<number>();
  #pending: ExposureTruth | null = null;
  #snapshot: readonly ExposureTruth[] | null = null;
  #lastNumber = 0;
  #closed = false;
  /** What has to stand before the first line of this session. */
  #opening: string;

  /**
   * Opens the log; without a path it is kept in memory only. Appends to what is there, after a line that says that
   * another session begins; a server that has nothing to tell adds nothing.
   * A log that does not keep holds only the newest exposure and no notes in memory, however long it runs.
   */
  constructor(path?: string, { keeps = true }: { readonly keeps?: boolean } = {}) {
    this.#descriptor = path === undefined ? null : openSync(path, 'a+');
    this.#opening = this.#descriptor === null ? '' : openingAfter(this.#descriptor);
    this.#keeps = keeps;
  }

  /** All exposures so far; each may still be saved. A list that was given out does not change any more. */
  get exposures(): readonly ExposureTruth[] {
    this.#snapshot ??= this.#pending ? [...this.#lines, this.#pending] : [...this.#lines];
    return this.#snapshot;
  }

  /** All notes so far. */
  get notes(): readonly TruthNote[] {
    return [...this.#notes];
  }

  /** Notes a new exposure. */
  exposed(truth: ExposureTruth): void {
    this.#settle();
    if (!this.#keeps) this.#lines.length = 0;
    this.#pending = truth;
    this.#lastNumber = truth.n;
    this.#snapshot = null;
  }

  /** Notes that the image of an exposure was saved; a second save of the same exposure is not noted. */
  saved(n: number, file: string, section: number): void {
    if (this.#pending?.n === n) {
      this.#pending = { ...this.#pending, file, section };
      this.#settle();
    } else if (this.#unsaved.delete(n)) {
      this.#amend(n, file, section);
      this.#write({ note: 'saved', n, file, section });
    }
  }

  /** Notes something else that happened. */
  note(event: Omit<TruthNote, 'afterExposure'>): void {
    const note = { ...event, afterExposure: this.#lastNumber };
    if (this.#keeps) this.#notes.push(note);
    this.#write(note);
  }

  /** Writes what is pending and closes the file. */
  close(): void {
    this.#settle();
    if (this.#descriptor !== null && !this.#closed) closeSync(this.#descriptor);
    this.#closed = true;
  }

  #amend(n: number, file: string, section: number): void {
    const at = this.#lines.findLastIndex((line) => line.n === n);
    const line = this.#lines[at];
    if (line) this.#lines[at] = { ...line, file, section };
    this.#snapshot = null;
  }

  #settle(): void {
    if (!this.#pending) return;
    this.#lines.push(this.#pending);
    this.#write(this.#pending);
    if (this.#pending.file === null) this.#unsaved.add(this.#pending.n);
    this.#pending = null;
    this.#snapshot = null;
  }

  #write(line: ExposureTruth | TruthNote | LateSave): void {
    if (this.#descriptor === null || this.#closed) return;
    writeSync(this.#descriptor, `${this.#opening}${JSON.stringify(line)}\n`);
    this.#opening = '';
  }
}

/** What parts a new session from what a file has already; a line that a killed server left torn is ended. */
function openingAfter(descriptor: number): string {
  const { size } = fstatSync(descriptor);
  if (size === 0) return '';
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  const note: SessionNote = { note: 'session' };
  return `${last.toString() === '\n' ? '' : '\n'}${JSON.stringify(note)}\n`;
}
