import type { FacilitySettings } from '../scenario/facilitySchema.ts';

/** Kinds of flashing, as SerialEM numbers them. */
export type FlashKind = 'low' | 'high';

/** The electron gun; a cold field emitter loses current until it is flashed. */
export class Gun {
  readonly #settings: FacilitySettings['gun'];
  readonly #flashedAtS: Record<FlashKind, number>;
  readonly #isUnstable: Record<FlashKind, boolean> = { low: false, high: false };
  /** Whether the next flash is one at high temperature. */
  nextFlashIsHigh = false;

  constructor(settings: FacilitySettings['gun']) {
    this.#settings = settings;
    const atS = -3600 * settings.sinceFlashH;
    this.#flashedAtS = { low: atS, high: atS };
  }

  /** Whether this gun is ever flashed. */
  get isCold(): boolean {
    return this.#settings.kind === 'cold';
  }

  /** Beam current at a virtual moment as part of what it was after the last flash before the start or since. */
  currentFraction(momentS: number): number {
    if (!this.isCold) return 1;
    return Math.exp(-this.#settings.lossPerH * this.#hoursSince('low', momentS));
  }

  /** Whether a kind of flash is advised at a virtual moment. */
  isFlashAdvised(kind: FlashKind, momentS: number): boolean {
    const { flashAdvisedAfterH, highFlashAdvisedAfterH } = this.#settings;
    const afterH = kind === 'low' ? flashAdvisedAfterH : highFlashAdvisedAfterH;
    return this.isCold && (this.#isUnstable[kind] || this.#hoursSince(kind, momentS) >= afterH);
  }

  /** A cold emitter has become unstable before its time: a flash of this kind is advised until it is done. */
  becomeUnstable(kind: FlashKind): void {
    this.#isUnstable[kind] = true;
  }

  /** How long the next flash takes, s. */
  get flashS(): number {
    return this.nextFlashIsHigh ? this.#settings.highFlashS : this.#settings.flashS;
  }

  /** Flashes the emitter; one at high temperature counts as both. */
  flash(momentS: number): void {
    this.#flashedAtS.low = momentS;
    this.#isUnstable.low = false;
    if (this.nextFlashIsHigh) {
      this.#flashedAtS.high = momentS;
      this.#isUnstable.high = false;
    }
    this.nextFlashIsHigh = false;
  }

  #hoursSince(kind: FlashKind, momentS: number): number {
    return (momentS - this.#flashedAtS[kind]) / 3600;
  }
}
