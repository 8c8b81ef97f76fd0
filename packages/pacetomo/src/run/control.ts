/** The operator's hand on a running procedure. */
export interface RunControl {
  /** True from the moment a stop is accepted: no command may be sent any more. */
  readonly stopping: boolean;
  /** Who asked for it, for the journal. */
  readonly stoppedBy: string | null;
  /** Who asked for a pause that is not over, or null. */
  readonly pausedBy: string | null;
  /** The run is to rest at its next checkpoint, when the image in progress is saved and measured. */
  pause(who: string): void;
  /**
   * Where a run may rest: resolves at once, or when somebody says go on, or when a stop is asked for meanwhile.
   * `onRest` is called once if it has to wait.
   */
  checkpoint(onRest?: () => Promise<void>): Promise<void>;
  /** Hands over what people have asked for since the last time: changes of the plan. */
  takeWishes(): readonly PlanWish[];
}

/** A change of what is still to be done, and who wants it. */
export interface PlanWish {
  readonly who: string;
  readonly change: PlanChange;
}

/** What may be changed in a run that has begun. Images that were taken are not touched. */
export type PlanChange =
  | { readonly kind: 'skip-target'; readonly target: string }
  | { readonly kind: 'end-branch'; readonly target: string; readonly branch: 'plus' | 'minus' }
  | { readonly kind: 'range'; readonly minDeg: number; readonly maxDeg: number };

/** A person stopped the run: thrown where the next command would have been sent, caught once. */
export class StopRequested extends Error {
  override readonly name = 'StopRequested';

  constructor() {
    super('a stop was asked for');
  }
}

/** A control that one process holds: signals, a pipe, a page or a test call its methods. */
export class OperatorControl implements RunControl {
  #stoppedBy: string | null = null;
  #pausedBy: string | null = null;
  #goOn: (() => void) | null = null;
  #wishes: PlanWish[] = [];

  get stopping(): boolean {
    return this.#stoppedBy !== null;
  }

  get stoppedBy(): string | null {
    return this.#stoppedBy;
  }

  get pausedBy(): string | null {
    return this.#pausedBy;
  }

  /** No new command from now on; the one in progress ends. */
  stop(who: string): void {
    this.#stoppedBy ??= who;
    this.goOn();
  }

  pause(who: string): void {
    this.#pausedBy ??= who;
  }

  /** Ends a pause. */
  goOn(): void {
    this.#pausedBy = null;
    this.#goOn?.();
    this.#goOn = null;
  }

  /** Asks for a change; it takes effect at the next checkpoint. */
  wish(wish: PlanWish): void {
    this.#wishes.push(wish);
  }

  takeWishes(): readonly PlanWish[] {
    return this.#wishes.splice(0);
  }

  async checkpoint(onRest: () => Promise<void> = async () => {}): Promise<void> {
    if (this.#pausedBy === null || this.stopping) return;
    await onRest();
    while (this.#pausedBy !== null && !this.stopping) {
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
    }
  }
}
