import type { OpticsSettings } from '../scenario/opticsSchema.ts';
import type { Calibration } from './calibration.ts';
import { apply, inverse, minus, origin, type PlaneVector, plus } from './planeMatrix.ts';

/**
 * The image-shift coils and SerialEM's account of them.
 *
 * Scripts see the centred value: the scope's value without the tilt-axis offset (when "shift to tilt axis" is on).
 */
export class ImageShiftCoils {
  readonly #calibration: Calibration;
  #centred: PlaneVector = origin;
  #changed = true;
  /** SerialEM's property ImageShiftLimit: radius on the specimen, µm. */
  limitUm: number;
  /** SerialEM's tilt-axis offset, µm. */
  tiltAxisOffsetUm: number;
  /** User setting ShiftToTiltAxis: zero image shift then looks at the tilt axis. */
  shiftToTiltAxis = true;

  constructor(calibration: Calibration, settings: OpticsSettings['imageShift']) {
    this.#calibration = calibration;
    this.limitUm = settings.limitUm;
    this.tiltAxisOffsetUm = calibration.tiltAxisOffsetUm;
  }

  /** The centred image shift, scope units. */
  get centred(): PlaneVector {
    return this.#centred;
  }

  /** The centred image shift on the specimen as calibrated, µm: SerialEM's specimen shift. */
  get specimenShiftUm(): PlaneVector {
    return apply(this.#calibration.imageShiftToSpecimen, this.#centred);
  }

  /** The image shift that looks at the tilt axis, scope units; zero when the option is off. */
  get axisShift(): PlaneVector {
    if (!this.shiftToTiltAxis) return origin;
    return apply(inverse(this.#calibration.imageShiftToSpecimen), { x: 0, y: this.tiltAxisOffsetUm });
  }

  /** What the coils carry, scope units. */
  get raw(): PlaneVector {
    return plus(this.#centred, this.axisShift);
  }

  /** Whether an image shift, scope units, stays below the limit on the specimen. */
  isWithinLimit(shift: PlaneVector): boolean {
    const onSpecimenUm = apply(this.#calibration.imageShiftToSpecimen, shift);
    return Math.hypot(onSpecimenUm.x, onSpecimenUm.y) < this.limitUm;
  }

  /** Sets the centred image shift whatever the limit says. Gives the step on the specimen, µm. */
  set(centred: PlaneVector): number {
    const step = apply(this.#calibration.imageShiftToSpecimen, minus(centred, this.#centred));
    this.#centred = centred;
    this.#changed = true;
    return Math.hypot(step.x, step.y);
  }

  /** The program that did the account has started anew: its limit, offset and options are those of its start. The coils carry what they carried. */
  forget(limitUm: number, shiftToTiltAxis: boolean): void {
    const { raw } = this;
    this.limitUm = limitUm;
    this.shiftToTiltAxis = shiftToTiltAxis;
    this.tiltAxisOffsetUm = this.#calibration.tiltAxisOffsetUm;
    this.#centred = minus(raw, this.axisShift);
  }

  /** The coils are set once more to what they carry, as on a change of magnification. */
  setAgain(): void {
    this.#changed = true;
  }

  /** Whether the coils were set since this was asked last. */
  takeChange(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }
}
