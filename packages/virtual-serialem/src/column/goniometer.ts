import { keyedRandom } from '../random/keyedRandom.ts';
import type { StageSettings } from '../scenario/stageSchema.ts';
import type { Point3 } from '../specimen/specimen.ts';
import { Jolts } from './jolts.ts';
import type { PlaneVector } from './planeMatrix.ts';
import { scaled, sum } from './rotation.ts';
import { type CirclingPart, type SmoothCurve, smoothCurve } from './smoothMotion.ts';

/** From which side a tilt was reached; an overshoot comes from below right after a downward move. */
type Approach = 'up' | 'down' | 'overshoot';

/**
 * What is no motion of the stage but a matter of words: a height that goes like the sine of the tilt is another place of
 * the tilt axis, a movement across the axis that does is another eucentric height, and one like the cosine another y.
 */
const notMotion: Readonly<Record<'x' | 'y' | 'z', readonly CirclingPart[]>> = {
  x: [],
  y: ['sine', 'cosine'],
  z: ['sine'],
};

/** What shakes the stage from outside, so that its steady drift grows for a time. */
export interface Shaking {
  /** By how much the drift grows while the stage is shaken: factor − 1. */
  readonly extraDrift: number;
  /** For how many seconds it has been shaken up to a virtual moment. */
  shakenS(momentS: number): number;
  isShaken(momentS: number): boolean;
}

const nothingShakes: Shaking = { extraDrift: 0, shakenS: () => 0, isShaken: () => false };

/** What one tilt command left behind. */
interface Arrival {
  readonly nominalDeg: number;
  readonly trueDeg: number;
  readonly reportedDeg: number;
  readonly approach: Approach;
  readonly whiteUm: Point3;
  readonly reversalUm: Point3;
  readonly relaxationUm: Point3;
  readonly readbackUm: PlaneVector;
  readonly atS: number;
}

const still: Point3 = { x: 0, y: 0, z: 0 };

/** How much of the branch offset is left on each approach; an overshoot takes half of it out. */
const branchFraction = { up: 0, overshoot: 0.5, down: 1 } as const;

/** Tilts closer than this are the same tilt, degrees: SerialEM's read-back cannot tell them apart. */
const sameTiltDeg = 0.005;

/** Creep is meant after a tilt of this size, degrees, and grows with the root of the travel up to a limit. */
const relaxationTiltDeg = 3;

/** The read-back across the axis is so much noisier than along it: 18-23 and 5-12 nm in published series. */
const readbackAcross = 2;

/** Part of the smooth motion that changes over 100 µm of stage travel; 20-30 %, estimate. */
const positionDependence = 0.25;

/**
 * The tilting part of a stage with its errors.
 *
 * Every random number is keyed by the target angle, the approach direction and the number of the visit, so that two
 * programs which ask different numbers of questions on the way meet the same goniometer.
 */
export class Goniometer {
  /** What moved the specimen out of turn. */
  readonly jolts = new Jolts();
  readonly #settings: StageSettings;
  readonly #seed: number;
  readonly #smooth: readonly (readonly [SmoothCurve, SmoothCurve, SmoothCurve])[];
  readonly #smoothTilt: SmoothCurve;
  readonly #branchUm: Point3;
  readonly #driftUmPerS: Point3;
  readonly #visits = new Map<string, number>();
  #shaking: Shaking = nothingShakes;
  #arrival: Arrival;
  /** Where a tilt has come that has not arrived yet, degrees; null when there is none. */
  #passingDeg: number | null = null;

  constructor(settings: StageSettings, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
    const { smoothRmsUm, smoothLengthDeg } = settings;
    const curve = (axis: 'x' | 'y' | 'z', part: string): SmoothCurve => {
      return smoothCurve(seed, `stage ${part} ${axis}`, smoothRmsUm[axis], smoothLengthDeg, notMotion[axis]);
    };
    this.#smooth = ['here', 'along x', 'along y'].map((part) => [curve('x', part), curve('y', part), curve('z', part)]);
    this.#smoothTilt = smoothCurve(seed, 'tilt', settings.tiltSmoothDeg, settings.smoothLengthDeg);
    this.#branchUm = normalPoint(keyedRandom(seed, 'stage branch'), settings.branchNm);
    this.#driftUmPerS = directionOfDrift(seed, settings.driftNmPerS);
    const start = settings.start.tiltDeg;
    this.#arrival = {
      nominalDeg: start,
      trueDeg: start + this.#smoothTilt(start),
      reportedDeg: start,
      approach: 'up',
      whiteUm: still,
      reversalUm: still,
      relaxationUm: still,
      readbackUm: { x: 0, y: 0 },
      atS: 0,
    };
  }

  /** From now on something shakes the stage at its times. */
  shakeWith(shaking: Shaking): void {
    this.#shaking = shaking;
  }

  /** How far the reported stage position is off since the last tilt, µm. */
  get readbackUm(): PlaneVector {
    return this.#arrival.readbackUm;
  }

  /** The tilt that was asked for, degrees. */
  get nominalDeg(): number {
    return this.#passingDeg ?? this.#arrival.nominalDeg;
  }

  /** The tilt at which the specimen really is, degrees. */
  get trueDeg(): number {
    return this.#passingDeg === null ? this.#arrival.trueDeg : this.#passingDeg + this.#smoothTilt(this.#passingDeg);
  }

  /** The tilt that the microscope reports, degrees. */
  get reportedDeg(): number {
    return this.#passingDeg ?? this.#arrival.reportedDeg;
  }

  /** Is on its way to where `tiltTo` will say that it arrives. Nothing is drawn for that: it may be asked often or never. */
  passThrough(angleDeg: number): void {
    this.#passingDeg = angleDeg;
  }

  /**
   * Tilts, from where it arrived last. Gives the travel in degrees: 0 when the stage was there already, and then nothing
   * has changed.
   */
  tiltTo(targetDeg: number, nowS: number): number {
    this.#passingDeg = null;
    const travelDeg = targetDeg - this.#arrival.nominalDeg;
    if (Math.abs(travelDeg) < sameTiltDeg) return 0;
    const before = this.#arrival;
    const approach = approachOf(travelDeg, before.approach);
    const direction = travelDeg > 0 ? 1 : 0;
    const centidegrees = Math.round(targetDeg * 100);
    const key = [centidegrees, direction, this.#countVisit(`${centidegrees} ${direction}`)] as const;
    const draw = (stream: string) => keyedRandom(this.#seed, stream, ...key);
    const s = this.#settings;
    const reversed = travelDeg > 0 !== (before.approach !== 'down');
    const relaxationNm =
      s.relaxationNm * Math.min(s.relaxationGrowthLimit, Math.sqrt(Math.abs(travelDeg) / relaxationTiltDeg));
    this.#arrival = {
      nominalDeg: targetDeg,
      trueDeg: targetDeg + this.#smoothTilt(targetDeg) + s.tiltWhiteDeg * draw('tilt white').normal(),
      reportedDeg: targetDeg + s.tiltReadbackDeg * draw('tilt read-back').normal(),
      approach,
      whiteUm: normalPoint(draw('stage white'), s.whiteNm),
      reversalUm: reversed ? normalPoint(draw('stage reversal'), s.reversalNm) : before.reversalUm,
      relaxationUm: normalPoint(draw('stage relaxation'), { x: relaxationNm, y: relaxationNm, z: relaxationNm }),
      readbackUm: normalPoint(draw('stage read-back'), {
        x: s.readbackNm,
        y: readbackAcross * s.readbackNm,
        z: 0,
      }),
      atS: nowS,
    };
    return Math.abs(travelDeg);
  }

  /** Where the specimen is beside its ideal place, lab µm, at a virtual moment and a stage position (µm). */
  displacementUm(momentS: number, stage: PlaneVector): Point3 {
    const { trueDeg } = this;
    const { approach, whiteUm, reversalUm, relaxationUm, atS } = this.#arrival;
    const creep = Math.exp(-Math.max(0, momentS - atS) / this.#settings.relaxationS);
    const smooth = this.#smooth.map((curves) => ({
      x: curves[0](trueDeg),
      y: curves[1](trueDeg),
      z: curves[2](trueDeg),
    }));
    const [here = still, alongX = still, alongY = still] = smooth;
    return sum(
      here,
      scaled(alongX, (positionDependence * stage.x) / 100),
      scaled(alongY, (positionDependence * stage.y) / 100),
      scaled(this.#branchUm, branchFraction[approach]),
      whiteUm,
      reversalUm,
      scaled(relaxationUm, creep),
      scaled(this.#driftUmPerS, momentS + this.#shaking.extraDrift * this.#shaking.shakenS(momentS)),
      this.jolts.displacementUm(momentS),
    );
  }

  /** How fast the specimen moves across the field at a virtual moment, nm/s. */
  driftNmPerS(momentS: number): PlaneVector {
    const { relaxationUm, atS } = this.#arrival;
    const { relaxationS } = this.#settings;
    const rate = -Math.exp(-Math.max(0, momentS - atS) / relaxationS) / relaxationS;
    const jolted = this.jolts.driftNmPerS(momentS);
    const steady = scaled(this.#driftUmPerS, this.#shaking.isShaken(momentS) ? 1 + this.#shaking.extraDrift : 1);
    return {
      x: 1000 * (relaxationUm.x * rate + steady.x) + jolted.x,
      y: 1000 * (relaxationUm.y * rate + steady.y) + jolted.y,
    };
  }

  #countVisit(key: string): number {
    const visit = (this.#visits.get(key) ?? 0) + 1;
    this.#visits.set(key, visit);
    return visit;
  }
}

function approachOf(travelDeg: number, before: Approach): Approach {
  if (travelDeg < 0) return 'down';
  return before === 'down' ? 'overshoot' : 'up';
}

function normalPoint(random: { normal(): number }, sdNm: Point3): Point3 {
  const [x, y, z] = [random.normal(), random.normal(), random.normal()];
  return { x: (x * sdNm.x) / 1000, y: (y * sdNm.y) / 1000, z: (z * sdNm.z) / 1000 };
}

function directionOfDrift(seed: number, nmPerS: number): Point3 {
  const random = keyedRandom(seed, 'stage drift');
  const towards = { x: random.normal(), y: random.normal(), z: random.normal() };
  return scaled(towards, nmPerS / 1000 / Math.hypot(towards.x, towards.y, towards.z));
}
