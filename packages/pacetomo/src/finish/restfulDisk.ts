import { setTimeout } from 'node:timers/promises';
import type { ReadableInto } from '@pacetomo/em-files';
import type { FinishFiles } from './finishFiles.ts';

/** How work that nobody waits for leaves disk and processor to others. */
export interface Pace {
  /** The part of the time in which it works, above 0, at most 1. */
  readonly share: number;
  /** So long it works before it rests, ms. */
  readonly stintMs: number;
  /** The longest rest, ms: work that was held up by something else is not paid for. */
  readonly longestRestMs: number;
}

/** Beside a run that acquires. What an exposure then takes is measured by `npm run bench besideRun`; docs/decisions/0023. */
export const besideRun: Pace = { share: 0.25, stintMs: 60, longestRestMs: 4000 };

/** The time, and waiting for it; ms. */
interface Clock {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

const clockOfComputer: Clock = { now: () => performance.now(), wait: (ms) => setTimeout(ms) };

/**
 * A disk that is used a part of the time only, whatever is done with its files. What was written is flushed before each rest:
 * otherwise the system would write it later, when another program wants its journal on the disk.
 */
export function restfulDisk(disk: FinishFiles, pace: Pace = besideRun, clock: Clock = clockOfComputer): FinishFiles {
  const stints = new Stints(pace, clock);
  return {
    ...disk,
    open: async (path, mode) => {
      const file = await disk.open(path, mode);
      return {
        ...file,
        read: (offset, length) => stints.during(() => file.read(offset, length)),
        readInto: (offset, buffer) => stints.during(() => file.readInto(offset, buffer)),
        write: (offset, bytes) => stints.during(() => stints.written(file).write(offset, bytes)),
        close: () => stints.closed(file).close(),
      };
    },
  };
}

/** Stints of work with rests between. */
class Stints {
  readonly #pace: Pace;
  readonly #clock: Clock;
  /** Files with bytes that may not be on the disk yet. */
  readonly #unflushed = new Set<ReadableInto>();
  #begunMs: number;
  #rest: Promise<void> | null = null;

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
    this.#begunMs = clock.now();
  }

  /** Works, when it is time to. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#rest === null && this.#clock.now() - this.#begunMs >= this.#pace.stintMs)
      this.#rest = this.#take().finally(() => {
        this.#rest = null;
      });
    await this.#rest;
    return work();
  }

  written(file: ReadableInto): ReadableInto {
    this.#unflushed.add(file);
    return file;
  }

  closed(file: ReadableInto): ReadableInto {
    this.#unflushed.delete(file);
    return file;
  }

  async #take(): Promise<void> {
    const { share, longestRestMs } = this.#pace;
    const files = [...this.#unflushed];
    this.#unflushed.clear();
    await Promise.all(files.map((file) => file.flush()));
    const workedMs = this.#clock.now() - this.#begunMs;
    await this.#clock.wait(Math.min(longestRestMs, workedMs * (1 / share - 1)));
    this.#begunMs = this.#clock.now();
  }
}
