import type { Pose } from '../camera/shot.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import type { StageSettings } from '../scenario/stageSchema.ts';
import type { Point3 } from '../specimen/specimen.ts';
import { Goniometer } from './goniometer.ts';
import { apply, type PlaneMatrix, type PlaneVector, planeRotation } from './planeMatrix.ts';
import { difference, rotate, sum, tiltRotation } from './rotation.ts';

/** Stage moves shorter than this are none, µm: nothing on a real stage moves by less. */
const smallestMoveUm = 0.001;

/** Where to go, µm of stage read-out; what is left out stays. */
export interface StageTarget {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
}

/** The five axes of the stage: what was asked for, what is reported, and where the specimen really is. */
export class SpecimenStage {
  readonly goniometer: Goniometer;
  readonly #settings: StageSettings;
  readonly #seed: number;
  readonly #rotation: PlaneMatrix;
  readonly #visits = new Map<string, number>();
  #commandedUm: Point3;
  #errorUm: Point3 = { x: 0, y: 0, z: 0 };
  #readbackUm: PlaneVector = { x: 0, y: 0 };
  #backlashDirection = { x: 1, y: 1 };

  constructor(settings: StageSettings, stageRotationDeg: number, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
    this.#rotation = planeRotation(stageRotationDeg);
    this.goniometer = new Goniometer(settings, seed);
    this.#commandedUm = { x: settings.start.xUm, y: settings.start.yUm, z: settings.eucentricZUm };
  }

  /** The stage position that the microscope reports, µm. */
  get reportedUm(): Point3 {
    const sinceTilt = this.goniometer.readbackUm;
    return {
      x: this.#commandedUm.x + this.#readbackUm.x + sinceTilt.x,
      y: this.#commandedUm.y + this.#readbackUm.y + sinceTilt.y,
      z: this.#commandedUm.z,
    };
  }

  /** Moves the stage. Gives the distance, µm: 0 when it was there already. With `fromBelow` the backlash is taken out. */
  moveTo(target: StageTarget, fromBelow = false): number {
    const from = this.#commandedUm;
    const to = { x: target.x ?? from.x, y: target.y ?? from.y, z: target.z ?? from.z };
    const move = difference(to, from);
    const inPlane = Math.hypot(move.x, move.y);
    this.#commandedUm = to;
    if (inPlane >= smallestMoveUm) this.#arrive(to, move, fromBelow);
    return Math.hypot(inPlane, move.z);
  }

  /** Puts Z so that a lab height of `heightUm` of the specimen, measured at zero tilt, becomes `errorUm`. */
  adjustHeight(heightUm: number, errorUm: number): void {
    this.#commandedUm = { ...this.#commandedUm, z: this.#commandedUm.z - heightUm + errorUm };
  }

  /** How the specimen lies in the lab at a virtual moment: lab = matrix · specimen point + offset, µm. */
  poseAt(momentS: number): Pose {
    const axis = this.axisPointUm;
    const matrix = tiltRotation(this.goniometer.trueDeg);
    const wander = this.goniometer.displacementUm(momentS, this.#commandedUm);
    return { matrix, offsetUm: sum(rotate(matrix, difference(this.translationUm, axis)), axis, wander) };
  }

  /** A point of the tilt axis, lab µm. */
  get axisPointUm(): Point3 {
    return { x: 0, y: this.#settings.tiltAxisAtUm, z: 0 };
  }

  /** How far the stage has really moved the specimen from its place at zero, µm, in the frame that tilts with it. */
  get translationUm(): Point3 {
    const plane = apply(this.#rotation, this.#commandedUm);
    return sum({ x: plane.x, y: plane.y, z: this.#commandedUm.z - this.#settings.eucentricZUm }, this.#errorUm);
  }

  #arrive(to: PlaneVector, move: PlaneVector, fromBelow: boolean): void {
    const s = this.#settings;
    const place = [Math.round(to.x * 100), Math.round(to.y * 100)] as const;
    const key = place.join(' ');
    const visit = (this.#visits.get(key) ?? 0) + 1;
    this.#visits.set(key, visit);
    const random = keyedRandom(this.#seed, 'stage move', ...place, visit);
    this.#backlashDirection = fromBelow
      ? { x: 1, y: 1 }
      : { x: Math.sign(move.x) || this.#backlashDirection.x, y: Math.sign(move.y) || this.#backlashDirection.y };
    const short = (direction: number): number => (direction < 0 ? s.moveBacklashUm : 0);
    this.#errorUm = {
      x: s.moveErrorUm * random.normal() + short(this.#backlashDirection.x),
      y: s.moveErrorUm * random.normal() + short(this.#backlashDirection.y),
      z: this.#errorUm.z,
    };
    this.#readbackUm = { x: (s.readbackNm / 1000) * random.normal(), y: (s.readbackNm / 1000) * random.normal() };
  }
}
