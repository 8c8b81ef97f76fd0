/** What SerialEM waits for in real time: a person who answers a message box, or a silence that a test wants. */
export class Patience {
  #dialog: string | null = null;
  #dismissed = (): void => {};
  readonly #waits = new Set<() => void>();
  #isOver = false;

  /** The text of the message box that stands on the screen; null for none. */
  get dialog(): string | null {
    return this.#dialog;
  }

  /** Waits until somebody dismisses the box. */
  async untilDismissed(text: string): Promise<void> {
    if (this.#isOver) return;
    this.#dialog = text;
    await new Promise<void>((dismissed) => {
      this.#dismissed = dismissed;
    });
  }

  /** A person answers the box. Gives false when there is none. */
  dismiss(): boolean {
    if (this.#dialog === null) return false;
    this.#dialog = null;
    this.#dismissed();
    return true;
  }

  /** Waits in real time. */
  async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#isOver) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(() => finish(), ms);
      const finish = (): void => {
        clearTimeout(timer);
        this.#waits.delete(finish);
        done();
      };
      this.#waits.add(finish);
    });
  }

  /** Nobody waits any more, now and later: the program is closing. */
  end(): void {
    this.#isOver = true;
    this.dismiss();
    for (const finish of [...this.#waits]) finish();
  }
}
