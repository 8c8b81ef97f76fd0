import type { CommandObserver } from '../serialem/gate.ts';

/** A command that SerialEM has not answered yet. */
export interface CommandInProgress {
  readonly name: string;
  readonly forMs: number;
  /** Median of its earlier durations in this process; null before the first. */
  readonly usualMs: number | null;
}

/** The median of the last so many durations of a command is what it usually takes: a stage move at high tilt takes longer than one before. */
const rememberedDurations = 51;

/** Knows which command is in progress, for how long, and what it usually takes. */
export class CommandWatch implements CommandObserver {
  readonly #nowMs: () => number;
  readonly #durationsMs = new Map<string, number[]>();
  #current: { readonly name: string; readonly sinceMs: number } | null = null;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  sent(name: string): void {
    this.#current = { name, sinceMs: this.#nowMs() };
  }

  answered(name: string, _outcome: unknown, tookMs: number): void {
    this.#current = null;
    const known = this.#durationsMs.get(name) ?? [];
    known.push(tookMs);
    if (known.length > rememberedDurations) known.shift();
    this.#durationsMs.set(name, known);
  }

  /** The command that SerialEM is busy with, or null between two commands. */
  inProgress(): CommandInProgress | null {
    if (this.#current === null) return null;
    const { name, sinceMs } = this.#current;
    return { name, forMs: this.#nowMs() - sinceMs, usualMs: median(this.#durationsMs.get(name) ?? []) };
  }
}

/** `R, for 2.1 s so far; it usually takes 3.4 s`. */
export function progressWords({ name, forMs, usualMs }: CommandInProgress): string {
  const usual =
    usualMs === null ? 'it is the first of its kind in this process' : `it usually takes ${seconds(usualMs)}`;
  return `${name}, for ${seconds(forMs)} so far; ${usual}`;
}

/** Tells several observers of every command. */
export function observedBy(...observers: readonly CommandObserver[]): CommandObserver {
  return {
    sent: (name, args) => {
      for (const observer of observers) observer.sent(name, args);
    },
    answered: (name, outcome, tookMs) => {
      for (const observer of observers) observer.answered(name, outcome, tookMs);
    },
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
