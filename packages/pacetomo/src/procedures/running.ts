import type { ExposurePermit } from '../microscope/microscope.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { RunControl } from '../run/control.ts';
import type { ExposureIntent, RunEvent } from '../run/events.ts';
import { type NextStep, nextStep } from '../run/nextStep.ts';
import { after, type RunState, replay } from '../run/state.ts';

/** Where a run writes down what happens. Both promises resolve when the event is safe on disk. */
export interface Journal {
  note(event: RunEvent): Promise<void>;
  /** Writes an intent and gives the permit for the exposure it announces. */
  intend(intent: ExposureIntent): Promise<ExposurePermit>;
}

/** A run in progress: its plan, its journal and, always the fold of that journal, its state. */
export class Running {
  readonly plan: RunPlan;
  readonly control: RunControl;
  /** The stage has been seen, by this process, where the journal says it is. */
  stageSeen = false;
  readonly #journal: Journal;
  #state: RunState;

  constructor(plan: RunPlan, past: readonly RunEvent[], journal: Journal, control: RunControl) {
    this.plan = plan;
    this.control = control;
    this.#journal = journal;
    this.#state = replay(plan, past);
  }

  get state(): RunState {
    return this.#state;
  }

  /** What to do next. */
  next(): NextStep {
    return nextStep(this.plan, this.#state);
  }

  /** Writes an event down, then believes it. */
  async note(event: RunEvent): Promise<void> {
    await this.#journal.note(event);
    this.#state = after(this.plan, this.#state, event);
  }

  /** Writes down that the beam is about to be switched on; without this there is no permit to do so. */
  async intend(intent: ExposureIntent): Promise<ExposurePermit> {
    if (this.#state.open !== null) throw new Error('an exposure was announced before the last one was accounted for');
    const permit = await this.#journal.intend(intent);
    this.#state = after(this.plan, this.#state, { type: 'expose.intent', ...intent });
    return permit;
  }
}
