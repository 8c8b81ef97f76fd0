import type { SetTimer } from '@pacetomo/serialem-link';

/** A clock that stands still until it is told to go on. */
export class ManualTimer {
  #nowMs = 0;
  #pending: { readonly atMs: number; readonly run: () => void }[] = [];

  /** How many timers are running. */
  get running(): number {
    return this.#pending.length;
  }

  readonly set: SetTimer = (afterMs, run) => {
    const timer = { atMs: this.#nowMs + afterMs, run };
    this.#pending.push(timer);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== timer);
    };
  };

  /** Lets time pass, timer by timer. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const next = this.#pending.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.run();
    }
    this.#nowMs = untilMs;
  }
}
