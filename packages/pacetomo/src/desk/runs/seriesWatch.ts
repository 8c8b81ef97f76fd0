import { keepLooking } from '../keepLooking.ts';

/** How often it is looked, ms. */
const lookEveryMs = 2000;
/** So many runs are looked at: those that somebody has asked for last. */
const mostRuns = 4;

/** Notices that series of runs were finished, by whichever process: by what lies on the disk. */
export class SeriesWatch {
  readonly #stampOf: (run: string) => Promise<string>;
  readonly #changed: (run: string) => void;
  readonly #seen = new Map<string, string>();
  readonly #ending = new AbortController();
  readonly #looking: Promise<void>;

  /** `stampOf` gives another word when something has changed. */
  constructor(stampOf: (run: string) => Promise<string>, changed: (run: string) => void) {
    this.#stampOf = stampOf;
    this.#changed = changed;
    this.#looking = keepLooking(lookEveryMs, this.#ending.signal, () => this.look());
  }

  /** Somebody is about to read the series of a run, and is told when they change. */
  async add(run: string): Promise<void> {
    const stamp = await this.#stamp(run);
    this.#seen.delete(run);
    this.#seen.set(run, stamp); // the newest comes last
    for (const old of [...this.#seen.keys()].slice(0, -mostRuns)) this.#seen.delete(old);
  }

  /** Looks once. */
  async look(): Promise<void> {
    for (const [run, before] of [...this.#seen]) {
      const now = await this.#stamp(run);
      if (now === before || this.#seen.get(run) !== before) continue;
      this.#seen.set(run, now);
      this.#changed(run);
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#looking;
  }

  /** A drive that is away comes back. */
  #stamp(run: string): Promise<string> {
    return this.#stampOf(run).catch(() => 'away');
  }
}
