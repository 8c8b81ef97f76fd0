import type { Clock } from './control.ts';

const windowMs = 60_000;
const mostInWindow = 10;
const afterwardsMs = 1000;

/** How often strangers may try: ten wrong codes or tokens in a minute, then one a second. Holds for all together, wherever they come from. */
export class FailureLimit {
  readonly #clock: Clock;
  #failedAtMs: readonly number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether another try is looked at. */
  isOpen(): boolean {
    const nowMs = this.#clock();
    const recent = this.#failedAtMs.filter((atMs) => nowMs - atMs < windowMs);
    return recent.length < mostInWindow || nowMs - (recent.at(-1) ?? 0) >= afterwardsMs;
  }

  note(): void {
    const nowMs = this.#clock();
    this.#failedAtMs = [...this.#failedAtMs.filter((atMs) => nowMs - atMs < windowMs), nowMs].slice(-mostInWindow);
  }
}
