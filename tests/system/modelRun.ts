import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { after, replay } from '../../packages/pacetomo/src/run/after.ts';
import type { PlanChange } from '../../packages/pacetomo/src/run/control.ts';
import type { RunEvent } from '../../packages/pacetomo/src/run/events.ts';
import type { ImageIntent } from '../../packages/pacetomo/src/run/exposureEvents.ts';
import { keepsImage } from '../../packages/pacetomo/src/run/exposureEvents.ts';
import { type NextStep, nextStep } from '../../packages/pacetomo/src/run/nextStep.ts';
import { reconcile } from '../../packages/pacetomo/src/run/reconcile.ts';
import type { Slot } from '../../packages/pacetomo/src/run/slot.ts';
import { sectionsOf } from '../../packages/pacetomo/src/run/stacks.ts';
import { initialState, type RunState, slotKey, targetOf } from '../../packages/pacetomo/src/run/state.ts';

const identity = { xx: 1, xy: 0, yx: 0, yy: 1 };
const facts = { doseEPerA2: 3, meanCounts: 90 };

/** How far an exposure gets before something breaks in: every place between two lines of the journal or two commands. */
export const places = ['intent', 'exposed', 'returned', 'requested', 'saved', 'committed'] as const;
export type Place = (typeof places)[number];

/** A specimen, a SerialEM and a journal, as little of each as a run can be tried on; and a program that follows `nextStep`. */
export class TinyWorld {
  readonly plan: RunPlan;
  state: RunState;
  readonly events: RunEvent[] = [];
  /** What the specimen has received, by slot. */
  readonly exposed = new Map<string, number>();
  readonly kinds = new Map<string, number>();
  readonly #stacks = new Map<string, number>();
  #buffer: ImageIntent | null = null;
  #tickS = 1;
  #bufferTickS = 0;
  #token: string | null = null;

  constructor(plan: RunPlan) {
    this.plan = plan;
    this.state = initialState(plan);
  }

  note(event: RunEvent): void {
    this.state = after(this.plan, this.state, event);
    this.events.push(event);
  }

  /** A new process reads the journal and looks who is there. */
  begin(): void {
    if (this.events.length === 0)
      this.note({ type: 'run.open', runUid: 'run', program: 'test', planSha256: 'sha', address: 'here:1' });
    else this.state = replay(this.plan, this.events);
    const sameSession = this.#token === 'run';
    this.#token = 'run';
    if (this.state.suspended !== null) this.note({ type: 'action', who: 'a person', what: 'resume' });
    const clockS = this.#tickS;
    this.note({
      type: 'env',
      token: 'run',
      sameSession,
      directory: 'here',
      maximumTiltDeg: 70,
      clockS,
      propertiesChanged: [],
    });
  }

  /** Buffers, clock and token have gone. */
  restartSerialEm(): void {
    this.#token = null;
    this.#buffer = null;
    this.#bufferTickS = 0;
    this.#tickS = 1;
  }

  passTime(seconds: number): void {
    this.#tickS += seconds;
  }

  change(change: PlanChange): void {
    this.note({ type: 'plan.change', who: 'a person', change });
  }

  /** Does what is next, or begins to. Gives false when there is nothing, or when it broke off. */
  step(breaksAt: Place | null = null): boolean {
    const next = nextStep(this.plan, this.state);
    this.kinds.set(next.kind, (this.kinds.get(next.kind) ?? 0) + 1);
    return this.#take(next, breaksAt);
  }

  #take(next: NextStep, breaksAt: Place | null): boolean {
    const pose = { imageShift: { x: 0, y: 0 }, defocusUm: -5 };
    switch (next.kind) {
      case 'nothing':
        return false;
      case 'reconcile':
        return this.#reconcile();
      case 'set-up':
        this.note({ type: 'setup.done', step: next.step, pose });
        return true;
      case 'begin':
        this.note({
          type: 'area.ready',
          ...pose,
          stage: { x: 0, y: 0 },
          exposureS: 1,
          toSpecimen: identity,
          toImageShift: identity,
          stageToSpecimen: identity,
          withReferenceMap: [],
        });
        return true;
      case 'recentre':
        this.note({ type: 'recentred', step: next.step, correction: { x: 0.1, y: -0.05 } });
        return true;
      case 'measure':
        this.note({ type: 'track.measured', ...next.slot, correction: { x: 0.01, y: -0.02 } });
        return true;
      case 'expose':
        return this.#expose(next.slot, next.tilt.deg, breaksAt);
      case 'finish':
        this.note({ type: 'run.close', status: 'complete', restored: [] });
        return true;
      default:
        throw new Error(`this plan has no ${next.kind}`);
    }
  }

  #expose(slot: Slot, tiltDeg: number, breaksAt: Place | null): boolean {
    const file = targetOf(this.plan, slot.target).stack;
    const intent: ImageIntent = {
      purpose: 'record',
      ...slot,
      file,
      sectionsBefore: sectionsOf(this.state, slot.target),
      expectedDoseEPerA2: 3,
      tiltDeg,
      imageShift: { x: 0, y: 0 },
      defocusUm: -5,
    };
    const doing: Readonly<Record<Place, () => void>> = {
      intent: () => this.note({ type: 'expose.intent', ...intent, tickBeforeS: this.#bufferTickS }),
      exposed: () => this.#shoot(intent),
      returned: () => this.note({ type: 'expose.returned', ...facts }),
      requested: () => this.note({ type: 'save.requested', file }),
      saved: () => void this.#stacks.set(file, (this.#stacks.get(file) ?? 0) + 1),
      committed: () => this.#commit(intent, 'normal'),
    };
    for (const place of places) {
      doing[place]();
      if (place === breaksAt) return false;
    }
    return true;
  }

  #shoot(intent: ImageIntent): void {
    this.#tickS += 10;
    this.#bufferTickS = this.#tickS;
    this.#buffer = intent;
    this.exposed.set(slotKey(intent), (this.exposed.get(slotKey(intent)) ?? 0) + 1);
  }

  #commit({ sectionsBefore: section }: ImageIntent, how: 'normal' | 'found-in-stack' | 'saved-from-buffer'): void {
    this.note({ type: 'expose.commit', purpose: 'record', section, how, ...facts });
  }

  #reconcile(): boolean {
    const intent = this.state.open;
    if (intent === null || !keepsImage(intent)) throw new Error('nothing to account for');
    const sections = this.#stacks.get(intent.file) ?? null;
    const verdict = reconcile(
      intent,
      {
        brokenOff: this.state.brokenOff,
        hasReturned: this.state.hasReturned,
        focusFound: false,
        sameSession: this.state.sessionKept,
        sections,
        lastSectionTiltDeg: null,
        bufferTickS: this.#buffer === null ? null : this.#bufferTickS,
        bufferIsRecord: true,
        bufferIsLook: false,
        bufferTiltDeg: this.#buffer?.tiltDeg ?? null,
      },
      this.state.settings.unknownExposure,
    );
    this.note({ type: 'reconcile', finding: '', needsPerson: verdict.kind === 'ask-person' });
    if (verdict.kind === 'commit-from-stack') this.#commit(intent, 'found-in-stack');
    else if (verdict.kind === 'void') this.note({ type: 'expose.void', proof: verdict.proof });
    else if (verdict.kind === 'lost')
      this.note({ type: 'expose.lost', lost: verdict.lost, evidence: verdict.evidence });
    else if (verdict.kind === 'save-from-buffer') {
      this.#stacks.set(intent.file, (sections ?? 0) + 1);
      this.#commit(intent, 'saved-from-buffer');
    } else throw new Error(`a person would be asked: ${JSON.stringify(verdict)}`);
    return true;
  }
}
