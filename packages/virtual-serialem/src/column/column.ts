import { keyedRandom } from '../random/keyedRandom.ts';
import type { OpticsSettings } from '../scenario/opticsSchema.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Sight } from '../truth/sight.ts';
import { type Calibration, type MagnificationTransforms, magnificationAt, makeCalibration } from './calibration.ts';
import { ImageShiftCoils } from './imageShiftCoils.ts';
import { type AreaName, LowDose, type LowDoseArea } from './lowDose.ts';
import {
  apply,
  composed,
  inverse,
  minus,
  origin,
  type PlaneMatrix,
  type PlaneVector,
  planeRotation,
  plus,
  times,
} from './planeMatrix.ts';
import { SpecimenStage } from './specimenStage.ts';

/** SerialEM's intensity of a microscope with three condensers is the illuminated area in hundreds of µm. */
export const micronsPerIntensity = 100;

/** The target defocus with which SerialEM starts, µm. */
export const startTargetDefocusUm = -5;

/** The electron column: stage, lenses, deflectors and low-dose areas, with true and calibrated sides. */
export class Column {
  readonly calibration: Calibration;
  readonly stage: SpecimenStage;
  readonly coils: ImageShiftCoils;
  readonly lowDose: LowDose;
  /** The defocus read-out, µm, with the offset of View or Search while in that area; underfocus is negative. */
  defocusUm: number;
  /** SerialEM's target defocus for autofocus, µm. */
  targetDefocusUm = startTargetDefocusUm;
  /** Beam tilt, mrad, and what it was before the compensation for image shift. */
  beamTiltMrad: PlaneVector = { x: 0, y: 0 };
  savedBeamTiltMrad: PlaneVector | null = null;
  /** Whether the column valves are open. */
  valvesOpen = true;
  /** What a script has moved the beam by, lab µm. */
  beamShiftUm: PlaneVector = origin;
  /** The defocus that the lens had when its read-out was set to zero, µm. */
  readOutZeroUm = 0;
  /** SerialEM's offset for autofocus, µm: as much is added to the defocus while it measures. */
  autofocusOffsetUm = 0;
  /** What the fluorescent screen and the blanker were last told. */
  screenIsDown = false;
  beamIsBlanked = false;
  /** Stigmators, −1 to 1, and probe mode (1 microprobe); they are remembered and do not act on the images. */
  objectiveStigmator: PlaneVector = origin;
  condenserStigmator: PlaneVector = origin;
  probeMode = 1;
  readonly #seed: number;
  readonly #beam: OpticsSettings['beam'];
  readonly #jitterSdUm: number;
  readonly #focusScalePerUm: number;
  readonly #hysteresis: number;
  #jitterUm: PlaneVector = origin;
  #lagUm: PlaneVector = origin;
  #lastExposedUm: PlaneVector = origin;

  constructor(scenario: Scenario, seed: number) {
    const { stage, optics, lowDose } = scenario;
    this.calibration = makeCalibration(optics, stage, seed);
    this.stage = new SpecimenStage(stage, optics.stageRotationDeg, seed);
    this.coils = new ImageShiftCoils(this.calibration, optics.imageShift);
    this.lowDose = new LowDose(lowDose);
    this.defocusUm = optics.focus.startUm;
    this.#seed = seed;
    this.#beam = optics.beam;
    this.#jitterSdUm = optics.imageShift.jitterNm / 1000;
    this.#hysteresis = optics.imageShift.hysteresis;
    this.#focusScalePerUm = optics.imageShift.focusScalePerUm;
  }

  /** How the microscope stands: the parameters of the low-dose area in which it is, with what was changed since. */
  get area(): LowDoseArea {
    return this.lowDose.present;
  }

  /** The transforms of the present magnification as SerialEM knows them. */
  get calibrated(): MagnificationTransforms {
    return this.calibration.calibrated(this.area.magIndex);
  }

  /** Goes to a low-dose area. Gives whether the magnification changed. */
  goToArea(name: AreaName): boolean {
    const before = this.area;
    this.changeLowDose((lowDose) => lowDose.goTo(name));
    if (this.area.magIndex !== before.magIndex) this.coils.setAgain();
    return this.area.magIndex !== before.magIndex;
  }

  /**
   * Changes the low-dose areas or goes to another. The lens follows the defocus offset of the area in which the scope is,
   * so that going to an area without one always takes off what was put on.
   */
  changeLowDose<Result>(change: (lowDose: LowDose) => Result): Result {
    const beforeUm = this.area.defocusOffsetUm;
    const result = change(this.lowDose);
    this.defocusUm += this.area.defocusOffsetUm - beforeUm;
    return result;
  }

  /** What the lens is really set to, µm against the read-out of the start: ResetDefocus changes the read-out only. */
  get lensFocusUm(): number {
    return this.defocusUm + this.readOutZeroUm;
  }

  /** The unbinned pixel at the present magnification, nm, as calibrated. */
  get pixelSizeNm(): number {
    return magnificationAt(this.calibration, this.area.magIndex)?.pixelSizeNm ?? 0;
  }

  /**
   * What the image shift leaves behind for an exposure, if the coils were set since the last one: jitter, and a lag by
   * part of the way from where the last exposure was. Neither depends on how many image shifts a script made in between.
   */
  settleImageShift(exposure: number): void {
    if (!this.coils.takeChange()) return;
    const hereUm = apply(this.calibration.imageShiftToSpecimen, this.coils.raw);
    this.#lagUm = times(minus(this.#lastExposedUm, hereUm), this.#hysteresis);
    this.#lastExposedUm = hereUm;
    const random = keyedRandom(this.#seed, 'image-shift jitter', exposure);
    this.#jitterUm = { x: this.#jitterSdUm * random.normal(), y: this.#jitterSdUm * random.normal() };
  }

  /** Where the column looks at a virtual moment. */
  sightAt(momentS: number): Sight {
    const { stage, area } = this;
    const centreUm = this.#centreUm;
    const beamErrorUm = times(
      apply(this.calibration.imageShiftToSpecimen, this.coils.raw),
      this.calibration.beamFollowError,
    );
    return {
      pose: stage.poseAt(momentS),
      centreUm,
      specimenToCamera: composed(this.calibration.real(area.magIndex).specimenToCamera, this.#areaDistortion),
      defocusUm: this.calibration.defocusScale * this.lensFocusUm + this.calibration.defocusZeroUm,
      beam: { centreUm: [beamErrorUm, this.beamShiftUm].reduce(plus, centreUm), diameterUm: area.beamDiameterUm },
      nominalTiltDeg: stage.goniometer.nominalDeg,
      trueTiltDeg: stage.goniometer.trueDeg,
    };
  }

  /** What the area's defocus offset does to magnification and direction on the camera and no calibration knows. */
  get #areaDistortion(): PlaneMatrix {
    return planeRotation(this.area.rotationErrorDeg, 1 + this.area.scaleErrorFraction);
  }

  /**
   * How far the beam is from the coma-free axis, mrad in the lab: what image shift brings and the compensation leaves,
   * which a calibration with an error makes too small.
   */
  get residualBeamTiltMrad(): PlaneVector {
    const { comaMradPerUm, comaErrorFraction } = this.#beam;
    const brought = times(this.coils.specimenShiftUm, comaMradPerUm * (1 + comaErrorFraction));
    return minus(this.beamTiltMrad, brought);
  }

  /** The lab point under the optic axis, µm. */
  get #centreUm(): PlaneVector {
    const { area, calibration, coils } = this;
    const { specimenToCamera, imageShiftToCamera } = calibration.real(area.magIndex);
    const shiftUm = apply(inverse(specimenToCamera), apply(imageShiftToCamera, coils.raw));
    const calibratedUm = apply(calibration.imageShiftToSpecimen, coils.raw);
    const focusUm = this.lensFocusUm - area.defocusOffsetUm;
    return [
      this.#lagUm,
      this.#jitterUm,
      area.missUm,
      times(calibration.focusMovesImage, -focusUm),
      times(calibratedUm, this.#focusScalePerUm * focusUm),
    ].reduce(plus, shiftUm);
  }
}
