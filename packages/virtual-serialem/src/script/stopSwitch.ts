import { UserStop } from './scriptError.ts';

/**
 * The STOP button, as the command that runs sees it. A virtual microscope that never waits would otherwise keep the
 * computer for itself as long as the longest command: every exposure lets what else is pending happen before it looks.
 */
export class StopSwitch {
  #pressed = false;
  #forGood = false;

  /** Somebody presses STOP while a command runs. */
  press(): void {
    this.#pressed = true;
  }

  /** The program ends: from now on no command exposes any more. */
  pressForGood(): void {
    this.#forGood = true;
  }

  /** Whether the command that runs is to end. */
  get isPressed(): boolean {
    return this.#pressed || this.#forGood;
  }

  /** The command that was stopped is over. */
  release(): void {
    this.#pressed = false;
  }

  /** Lets pending events happen: a connection, a signal, a timer. Throws UserStop when one of them, or an earlier one, was STOP. */
  async look(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.isPressed) throw new UserStop();
  }
}
