import { after, initialState, type RunEvent, type RunPlan, type RunState, type Tilt } from 'pacetomo/page';

/** The fold of a journal, line by line. What is given out stays as it is when more events come, and costs nothing to look at. */
export class Fold {
  readonly #plan: RunPlan;
  #state: RunState;
  #whole: RunState | null = null;

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#state = initialState(plan);
  }

  /** One more event. */
  take(event: RunEvent): void {
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
    const { outcomes, ctf } = this.#state;
    this.#whole ??= { ...this.#state, outcomes: new Map(outcomes), ctf: new Map(ctf) };
    return this.#whole;
  }
}
