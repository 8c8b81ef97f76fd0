import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** How often a change is tried: a JEOL does not always go to a magnification at once. */
const mostTries = 10;

/** Two magnifications nearer than this are the same one; the steps of a microscope are several times as wide. */
const nearness = 0.03;

/**
 * Another magnification for the Record area.
 *
 * SerialEM remembers the area as it was at the first UpdateLowDoseParams of a connection and gives it back at the end, so
 * this may forget with the connection. It never sends RestoreLowDoseParams: SerialEM goes on writing into the area after
 * it, and does not remember it a second time (`mKeepOrRestoreArea` in MacroProcessor.cpp).
 */
export class RecordMagnification {
  readonly #gate: CommandGate;
  /** The area's own magnification, once it was given another one. */
  #own: number | null = null;
  #isChanged = false;

  constructor(gate: CommandGate) {
    this.#gate = gate;
  }

  /** Gives the Record area a magnification, or its own one back; false when SerialEM does not go there. */
  async use(nominal: number | null): Promise<boolean> {
    if (nominal === null) return this.#giveBack();
    await this.#gate.send('GoToLowDoseArea', 'R');
    const now = await this.#reported();
    if (isNear(now, nominal)) return true;
    if (this.#own === null) await this.#gate.send('UpdateLowDoseParams', 'R');
    this.#own ??= now;
    this.#isChanged = true;
    if (await this.#goTo(nominal)) return true;
    await this.#giveBack();
    return false;
  }

  async #giveBack(): Promise<boolean> {
    if (!this.#isChanged || this.#own === null) return true;
    this.#isChanged = !(await this.#goTo(this.#own));
    return !this.#isChanged;
  }

  async #goTo(nominal: number): Promise<boolean> {
    for (let tries = 0; tries < mostTries; tries++) {
      const set = this.#gate.send('SetMag', nominal).then(() => true);
      if (!(await orRefused(set, false))) return false; // not in SerialEM's table
      await this.#gate.send('GoToLowDoseArea', 'R');
      if (isNear(await this.#reported(), nominal)) return true;
    }
    return false;
  }

  async #reported(): Promise<number> {
    return (await this.#gate.send('ReportMag'))[0];
  }
}

const isNear = (magnification: number, wanted: number): boolean =>
  Math.abs(magnification - wanted) <= nearness * wanted;
