/** The operator's hand on a running procedure. */
export interface RunControl {
  /** True from the moment a stop is accepted: nothing that exposes may be sent any more. */
  readonly stopping: boolean;
  /** Who asked for it, for the journal. */
  readonly stoppedBy: string | null;
}

/** A control that one process holds: signals, a page or a test call `stop`. */
export class OperatorControl implements RunControl {
  #stoppedBy: string | null = null;

  get stopping(): boolean {
    return this.#stoppedBy !== null;
  }

  get stoppedBy(): string | null {
    return this.#stoppedBy;
  }

  /** No new exposure from now on; the command in progress ends. */
  stop(who: string): void {
    this.#stoppedBy ??= who;
  }
}
