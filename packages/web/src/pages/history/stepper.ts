import { after, initialState, logLine, type RunPlan, type RunState, type StampedEvent } from 'pacetomo/page';
import { inSlices } from '../../runs/inSlices.ts';

/** A line of the journal in words. */
interface ToldLine {
  readonly event: StampedEvent;
  readonly words: string;
}

/** How a run stood after one of its lines, and what the lines before it said. */
export interface StoodAt {
  /** Number of lines that are taken into account. */
  readonly until: number;
  readonly state: RunState;
  readonly lines: readonly ToldLine[];
}

/** A state is kept so often: from the nearest one it is folded again. */
const keptEvery = 400;

/** Goes to any line of a journal and says how the run stood there, in slices so short that nobody notices. */
export class Stepper {
  readonly #plan: RunPlan;
  /** States before the line with this index. */
  readonly #kept = new Map<number, RunState>();
  #turn = 0;

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#kept.set(0, initialState(plan));
  }

  /** Tells how the run stood after the lines up to `until`; those from `from` on in words. A newer wish takes its place. */
  go(events: readonly StampedEvent[], from: number, until: number, tell: (stood: StoodAt) => void): void {
    this.#turn += 1;
    const turn = this.#turn;
    let at = this.#nearest(from);
    let state = this.#kept.get(at) ?? initialState(this.#plan);
    const lines: ToldLine[] = [];
    const take = (event: StampedEvent): void => {
      if (turn !== this.#turn) return;
      if (at % keptEvery === 0) this.#kept.set(at, state);
      state = after(this.#plan, state, event);
      at += 1;
      if (at <= from) return;
      const words = logLine(this.#plan, state, event);
      if (words !== null) lines.push({ event, words });
    };
    const feed = inSlices(take, (isIdle) => {
      if (isIdle && turn === this.#turn) tell({ until, state, lines });
    });
    if (at === until) tell({ until, state, lines });
    else feed(events.slice(at, until));
  }

  #nearest(from: number): number {
    return Math.max(...[...this.#kept.keys()].filter((index) => index <= from));
  }
}
