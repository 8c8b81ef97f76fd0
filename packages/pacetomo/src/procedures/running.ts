import type { ExposurePermit } from '../microscope/microscope.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Settings } from '../plan/settings.ts';
import { after, replay } from '../run/after.ts';
import type { RunControl } from '../run/control.ts';
import type { RunEvent } from '../run/events.ts';
import type { ExposureIntent } from '../run/exposureEvents.ts';
import { type NextStep, nextStep } from '../run/nextStep.ts';
import { planNow, type RunState } from '../run/state.ts';

/** Where a run writes down what happens. Both promises resolve when the event is safe on disk. */
export interface Journal {
  note(event: RunEvent): Promise<void>;
  /** Writes an intent and gives the permit for the exposure it announces. */
  intend(intent: ExposureIntent): Promise<ExposurePermit>;
}

/** A run in progress: its plan, its journal and, always the fold of that journal, its state. */
export class Running {
  /** As it was frozen. */
  readonly plan: RunPlan;
  readonly control: RunControl;
  /** The stage has been seen, by this process, where the journal says it is. */
  stageSeen = false;
  /** The step of the schedule at which this process has looked after the instrument last. */
  attendedStep: number | null = null;
  /** Stacks into whose mdoc SerialEM could not write, as far as this process has met them. */
  readonly withoutMdoc = new Set<string>();
  /** Frames of Record images are saved: null until the first image has shown it to this process. */
  savesFrames: boolean | null = null;
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

  /** The settings in force. */
  get settings(): Settings {
    return this.#state.settings;
  }

  /** The plan with what was found out since. */
  get planNow(): RunPlan {
    return planNow(this.plan, this.#state);
  }

  /** What to do next. */
  next(): NextStep {
    return nextStep(this.plan, this.#state);
  }

  /** Writes an event down, then believes it. An event that the run cannot be in is a bug and is not written. */
  async note(event: RunEvent): Promise<void> {
    const next = after(this.plan, this.#state, event);
    await this.#journal.note(event);
    this.#state = next;
  }

  /** Writes down that the beam is about to be switched on; without this there is no permit to do so. */
  async intend(intent: ExposureIntent): Promise<ExposurePermit> {
    const next = after(this.plan, this.#state, { type: 'expose.intent', ...intent });
    const permit = await this.#journal.intend(intent);
    this.#state = next;
    return permit;
  }
}
