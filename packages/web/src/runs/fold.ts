import { after, initialState, type RunEvent, type RunPlan, type RunState, type Tilt } from 'pacetomo/page';

/**
 * The fold of a journal, line by line. `after` copies what became of all slots for each image, which takes seconds for a
 * run of thousands; but what follows from an event rests only on the start tilt and on the tilt that the stage stands at. What
 * became of the others is laid aside meanwhile, and is there again when somebody looks.
 */
export class Fold {
  readonly #plan: RunPlan;
  #state: RunState;
  #whole: RunState | null = null;
  /** By step. */
  readonly #outcomes = new Map<number, RunState['outcomes']>();
  readonly #ctf = new Map<number, RunState['ctf']>();

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#state = initialState(plan);
  }

  /** One more event. */
  take(event: RunEvent): void {
    if (event.type === 'move.intent') this.#turnTo(event.step);
    this.#state = after(this.#plan, this.#state, event);
    this.#whole = null;
  }

  /** The turns of the stage as they are known now. */
  get schedule(): readonly Tilt[] {
    return this.#state.schedule;
  }

  /** It goes on with a run of the original. */
  get isTakenOver(): boolean {
    return this.#state.takenOver !== null;
  }

  /** The run as it is after all of them. */
  get state(): RunState {
    this.#whole ??= {
      ...this.#state,
      outcomes: joined([...this.#outcomes.values(), this.#state.outcomes]),
      ctf: joined([...this.#ctf.values(), this.#state.ctf]),
    };
    return this.#whole;
  }

  #turnTo(step: number): void {
    const { unmeasured, again, open } = this.#state;
    const isSettled = unmeasured === null && again === null && open === null;
    if (!isSettled) return;
    const outcomes = split(this.#state.outcomes, step, this.#outcomes);
    const ctf = split(this.#state.ctf, step, this.#ctf);
    this.#state = { ...this.#state, outcomes, ctf };
  }
}

/** Lays aside what belongs to other steps than the start and the one to come, and takes back what belongs to that. */
function split<T>(
  all: ReadonlyMap<string, T>,
  step: number,
  aside: Map<number, ReadonlyMap<string, T>>,
): ReadonlyMap<string, T> {
  const kept = new Map(aside.get(step));
  const others = new Map<number, Map<string, T>>();
  for (const [key, value] of all) {
    const own = stepOf(key);
    if (own === 0 || own === step) kept.set(key, value);
    else (others.get(own) ?? others.set(own, new Map()).get(own))?.set(key, value);
  }
  aside.delete(step);
  for (const [own, values] of others) aside.set(own, joined([aside.get(own) ?? new Map(), values]));
  return kept;
}

/** The step of a slot, from its key. */
const stepOf = (key: string): number => Number(key.slice(key.lastIndexOf('@') + 1));

function joined<T>(parts: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const part of parts) for (const [key, value] of part) all.set(key, value);
  return all;
}
