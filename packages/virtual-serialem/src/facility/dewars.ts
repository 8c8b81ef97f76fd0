import { keyedRandom } from '../random/keyedRandom.ts';
import type { FacilitySettings } from '../scenario/facilitySchema.ts';

/** One filling of the dewars, virtual s. */
interface Filling {
  readonly startS: number;
  readonly endS: number;
}

/** The nitrogen dewars, which fill by themselves at times that nobody asks the microscopist about. */
export class Dewars {
  readonly #settings: FacilitySettings['dewars'];
  readonly #seed: number;
  readonly #fillings: Filling[] = [];
  #nextStartS: number | null;

  constructor(settings: FacilitySettings['dewars'], seed: number) {
    this.#settings = settings;
    this.#seed = seed;
    this.#nextStartS = settings.firstFillAfterH === null ? null : settings.firstFillAfterH * 3600;
  }

  /** Whether there are dewars that fill by themselves. */
  get areThere(): boolean {
    return this.#nextStartS !== null;
  }

  /** Whether they fill at a virtual moment. */
  isFilling(momentS: number): boolean {
    return this.#until(momentS).some(({ startS, endS }) => momentS >= startS && momentS < endS);
  }

  /** Seconds until they begin to fill; 0 while they fill, null when none is scheduled. */
  remainingS(momentS: number): number | null {
    if (this.isFilling(momentS)) return 0;
    return this.#nextStartS === null ? null : this.#nextStartS - momentS;
  }

  /** A filling that somebody starts now. Gives how long it takes, s; the next one by itself comes a whole interval later. */
  fill(momentS: number): number {
    const under = this.#until(momentS).find(({ startS, endS }) => momentS >= startS && momentS < endS);
    if (under) return under.endS - momentS;
    const filling = this.#begin(momentS);
    return filling.endS - filling.startS;
  }

  /** A filling out of turn that takes a given time, s; those by the clock come as they would have. */
  fillFor(momentS: number, durationS: number): void {
    this.#fillings.push({ startS: momentS, endS: momentS + durationS });
  }

  /** For how many seconds the stage has been shaken by fillings up to a virtual moment. */
  shakenS(momentS: number): number {
    const afterS = this.#settings.driftAfterMin * 60;
    return this.#until(momentS).reduce(
      (sum, { startS, endS }) => sum + Math.max(0, Math.min(momentS, endS + afterS) - startS),
      0,
    );
  }

  /** Whether the stage is shaken at a virtual moment. */
  isShaken(momentS: number): boolean {
    const afterS = this.#settings.driftAfterMin * 60;
    return this.#until(momentS).some(({ startS, endS }) => momentS >= startS && momentS < endS + afterS);
  }

  /** By how much the steady drift grows while the stage is shaken: factor − 1. */
  get extraDrift(): number {
    return this.#settings.driftFactor - 1;
  }

  /** The fillings that have begun until a virtual moment. */
  #until(momentS: number): readonly Filling[] {
    while (this.#nextStartS !== null && this.#nextStartS <= momentS) this.#begin(this.#nextStartS);
    return this.#fillings;
  }

  #begin(startS: number): Filling {
    const random = keyedRandom(this.#seed, 'dewar filling', this.#fillings.length);
    const { fillMin, everyH } = this.#settings;
    const endS = startS + 60 * (fillMin.from + (fillMin.to - fillMin.from) * random.uniform());
    const filling = { startS, endS };
    this.#fillings.push(filling);
    if (this.#nextStartS !== null)
      this.#nextStartS = endS + 3600 * (everyH.from + (everyH.to - everyH.from) * random.uniform());
    return filling;
  }
}
