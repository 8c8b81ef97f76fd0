import { closeSync, openSync, writeSync } from 'node:fs';
import type { Point3 } from '../specimen/specimen.ts';
import type { Footprint } from './sight.ts';

/** One exposure as it really was: one line of the truth log. */
export interface ExposureTruth {
  /** Number of the exposure since the start, from 1. */
  readonly n: number;
  /** The script command that took it: R, L, V, F, T, S, G, AcquireToMatchBuffer, Eucentricity, … */
  readonly command: string;
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
}

/**
 * The log of what really happened, one line per exposure.
 *
 * A line is written when the fate of the exposure is known: saved, or overtaken by the next exposure, or the server
 * closes. Each line is handed to the operating system at once.
 */
export class TruthLog {
  readonly #lines: ExposureTruth[] = [];
  readonly #descriptor: number | null;
  #pending: ExposureTruth | null = null;
  #closed = false;

  /** Opens the log; without a path it is kept in memory only. Appends to what is there. */
  constructor(path?: string) {
    this.#descriptor = path === undefined ? null : openSync(path, 'a');
  }

  /** All exposures so far; the last one may still be saved. */
  get exposures(): readonly ExposureTruth[] {
    return this.#pending ? [...this.#lines, this.#pending] : [...this.#lines];
  }

  /** Notes a new exposure. */
  exposed(truth: ExposureTruth): void {
    this.#settle();
    this.#pending = truth;
  }

  /** Notes that the image of an exposure was saved; a second save of the same exposure is not noted. */
  saved(n: number, file: string, section: number): void {
    if (this.#pending?.n !== n) return;
    this.#pending = { ...this.#pending, file, section };
    this.#settle();
  }

  /** Writes what is pending and closes the file. */
  close(): void {
    this.#settle();
    if (this.#descriptor !== null && !this.#closed) closeSync(this.#descriptor);
    this.#closed = true;
  }

  #settle(): void {
    if (!this.#pending) return;
    this.#lines.push(this.#pending);
    if (this.#descriptor !== null) writeSync(this.#descriptor, `${JSON.stringify(this.#pending)}\n`);
    this.#pending = null;
  }
}
