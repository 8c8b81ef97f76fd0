import { keyedRandom } from '../random/keyedRandom.ts';
import type { FacilitySettings } from '../scenario/facilitySchema.ts';

/** The drift of the zero-loss peak is drawn for each tenth of an hour and goes straight between. */
const stepH = 0.1;

/** The zero-loss peak is cut when it is this near to the edge of the slit, eV, and within this width: 7 and 1.5 eV for 20 eV. */
const marginEv = 3;
const cutWidthEv = 1.5;

/** Slit widths that the filter can set, eV. */
export const slitLimitsEv = { smallest: 2, largest: 100 } as const;
/** Energy losses that the filter can reach, eV. */
export const largestLossEv = 3000;

/** The energy filter: slit, energy loss, and a zero-loss peak that wanders with time. */
export class EnergyFilter {
  slitIn: boolean;
  slitWidthEv: number;
  lossEv = 0;
  /** Virtual moment of the last RefineZLP, s; null before the first. */
  refinedAtS: number | null = null;
  readonly #settings: FacilitySettings['energyFilter'];
  readonly #seed: number;
  readonly #walkEv: number[] = [0];
  #offsetEv: number;
  #refinements = 0;

  constructor(settings: FacilitySettings['energyFilter'], seed: number) {
    this.#settings = settings;
    this.#seed = seed;
    this.slitIn = settings.slitIn;
    this.slitWidthEv = settings.slitWidthEv;
    this.#offsetEv = settings.startEv;
  }

  /** Where the zero-loss peak is beside the middle of the slit at a virtual moment, eV, for zero energy loss. */
  driftEv(momentS: number): number {
    return this.#offsetEv + this.#wanderedEv(momentS);
  }

  /** Part of the zero-loss electrons that comes through at a virtual moment, 0…1. */
  transmission(momentS: number): number {
    if (!this.slitIn) return 1;
    const beyondEv = Math.abs(this.driftEv(momentS) + this.lossEv) - Math.max(0, this.slitWidthEv / 2 - marginEv);
    return beyondEv <= 0 ? 1 : Math.exp(-((beyondEv / cutWidthEv) ** 2));
  }

  /** The high tension has jumped: the zero-loss peak is elsewhere, eV from where it was. */
  jump(byEv: number): void {
    this.#offsetEv += byEv;
  }

  /** Puts the zero-loss peak to the middle of the slit, up to the error of the scenario. */
  refine(momentS: number): void {
    this.#refinements += 1;
    const error =
      this.#settings.refineErrorEv * keyedRandom(this.#seed, 'zero-loss refinement', this.#refinements).normal();
    this.#offsetEv = error - this.#wanderedEv(momentS);
    this.refinedAtS = momentS;
  }

  #wanderedEv(momentS: number): number {
    const hours = momentS / 3600;
    const step = Math.floor(hours / stepH);
    const part = hours / stepH - step;
    const walkEv = this.#walkAt(step) * (1 - part) + this.#walkAt(step + 1) * part;
    return walkEv + this.#settings.settlingEvPerH * hours;
  }

  #walkAt(step: number): number {
    for (let next = this.#walkEv.length; next <= step; next++) {
      const stepEv = this.#settings.driftEvPerRootH * Math.sqrt(stepH);
      this.#walkEv.push(
        (this.#walkEv[next - 1] ?? 0) + stepEv * keyedRandom(this.#seed, 'zero-loss peak', next).normal(),
      );
    }
    return this.#walkEv[step] ?? 0;
  }
}
