import { keyedRandom } from '../random/keyedRandom.ts';
import type { StageSettings } from '../scenario/stageSchema.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { PlaneVector } from './planeMatrix.ts';
import { scaled, sum } from './rotation.ts';
import { type SmoothCurve, smoothCurve } from './smoothMotion.ts';

/** From which side a tilt was reached; an overshoot comes from below right after a downward move. */
type Approach = 'up' | 'down' | 'overshoot';

/** What one tilt command left behind. */
interface Arrival {
  readonly nominalDeg: number;
  readonly trueDeg: number;
  readonly reportedDeg: number;
  readonly approach: Approach;
  readonly whiteUm: Point3;
  readonly reversalUm: Point3;
  readonly relaxationUm: Point3;
  readonly atS: number;
}

const still: Point3 = { x: 0, y: 0, z: 0 };

/** How much of the branch offset is left on each approach; an overshoot takes half of it out. */
const branchFraction = { up: 0, overshoot: 0.5, down: 1 } as const;

/** Tilts closer than this are the same tilt, degrees: SerialEM's read-back cannot tell them apart. */
const sameTiltDeg = 0.005;

/** Creep is meant after a tilt of this size, degrees, and grows with the root of the travel up to a limit. */
const relaxationTiltDeg = 3;
const largestRelaxationFactor = 3;

/** Part of the smooth motion that changes over 100 µm of stage travel; 20-30 %, estimate. */
const positionDependence = 0.25;

/**
 * The tilting part of a stage with its errors.
 *
 * Every random number is keyed by the target angle, the approach direction and the number of the visit, so that two
 * programs which ask different numbers of questions on the way meet the same goniometer.
 */
export class Goniometer {
  readonly #settings: StageSettings;
  readonly #seed: number;
  readonly #smooth: readonly (readonly [SmoothCurve, SmoothCurve, SmoothCurve])[];
  readonly #smoothTilt: SmoothCurve;
  readonly #branchUm: Point3;
  readonly #driftUmPerS: Point3;
  readonly #visits = new Map<string, number>();
  #arrival: Arrival;

  constructor(settings: StageSettings, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
    const curve = (axis: 'x' | 'y' | 'z', part: string): SmoothCurve =>
      smoothCurve(seed, `stage ${part} ${axis}`, settings.smoothRmsUm[axis], settings.smoothLengthDeg);
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
      atS: 0,
    };
  }

  /** The tilt that was asked for, degrees. */
  get nominalDeg(): number {
    return this.#arrival.nominalDeg;
  }

  /** The tilt at which the specimen really is, degrees. */
  get trueDeg(): number {
    return this.#arrival.trueDeg;
  }

  /** The tilt that the microscope reports, degrees. */
  get reportedDeg(): number {
    return this.#arrival.reportedDeg;
  }

  /** Tilts. Gives the travel in degrees: 0 when the stage was there already, and then nothing has changed. */
  tiltTo(targetDeg: number, nowS: number): number {
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
      s.relaxationNm * Math.min(largestRelaxationFactor, Math.sqrt(Math.abs(travelDeg) / relaxationTiltDeg));
    this.#arrival = {
      nominalDeg: targetDeg,
      trueDeg: targetDeg + this.#smoothTilt(targetDeg) + s.tiltWhiteDeg * draw('tilt white').normal(),
      reportedDeg: targetDeg + s.tiltReadbackDeg * draw('tilt read-back').normal(),
      approach,
      whiteUm: normalPoint(draw('stage white'), s.whiteNm),
      reversalUm: reversed ? normalPoint(draw('stage reversal'), s.reversalNm) : before.reversalUm,
      relaxationUm: normalPoint(draw('stage relaxation'), { x: relaxationNm, y: relaxationNm, z: relaxationNm }),
      atS: nowS,
    };
    return Math.abs(travelDeg);
  }

  /** Where the specimen is beside its ideal place, lab µm, at a virtual moment and a stage position (µm). */
  displacementUm(momentS: number, stage: PlaneVector): Point3 {
    const { trueDeg, approach, whiteUm, reversalUm, relaxationUm, atS } = this.#arrival;
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
      scaled(this.#driftUmPerS, momentS),
    );
  }

  /** How fast the specimen moves across the field at a virtual moment, nm/s. */
  driftNmPerS(momentS: number): PlaneVector {
    const { relaxationUm, atS } = this.#arrival;
    const { relaxationS } = this.#settings;
    const rate = -Math.exp(-Math.max(0, momentS - atS) / relaxationS) / relaxationS;
    return {
      x: 1000 * (relaxationUm.x * rate + this.#driftUmPerS.x),
      y: 1000 * (relaxationUm.y * rate + this.#driftUmPerS.y),
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
