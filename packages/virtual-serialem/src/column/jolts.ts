import type { Point3 } from '../specimen/specimen.ts';
import type { PlaneVector } from './planeMatrix.ts';
import { scaled, sum } from './rotation.ts';

/** Something that moved the specimen once, beside everything that the goniometer does by itself; lab µm and s. */
export interface Jolt {
  /** When, virtual seconds. */
  readonly atS: number;
  /** At once, for good. */
  readonly jumpUm?: Point3;
  /** In the end, exponentially. */
  readonly creepUm?: Point3;
  readonly creepS?: number;
}

const none: Point3 = { x: 0, y: 0, z: 0 };

/** What has moved the specimen out of turn. None of it is undone. */
export class Jolts {
  readonly #jolts: Jolt[] = [];

  /** The specimen is moved. */
  add(jolt: Jolt): void {
    this.#jolts.push(jolt);
  }

  /** How far all of it has moved the specimen at a virtual moment, lab µm. */
  displacementUm(momentS: number): Point3 {
    return sum(...this.#jolts.map((jolt) => displacementUm(jolt, momentS - jolt.atS)));
  }

  /** How fast it moves the specimen, nm/s. */
  driftNmPerS(momentS: number): PlaneVector {
    const { x, y } = sum(...this.#jolts.map((jolt) => velocityUmPerS(jolt, momentS - jolt.atS)));
    return { x: 1000 * x, y: 1000 * y };
  }
}

function displacementUm({ jumpUm = none, creepUm = none, creepS = 1 }: Jolt, sinceS: number): Point3 {
  return sinceS < 0 ? none : sum(jumpUm, scaled(creepUm, 1 - Math.exp(-sinceS / creepS)));
}

function velocityUmPerS({ creepUm = none, creepS = 1 }: Jolt, sinceS: number): Point3 {
  return sinceS < 0 ? none : scaled(creepUm, Math.exp(-sinceS / creepS) / creepS);
}
