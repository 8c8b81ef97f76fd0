import type { Vec } from '../geometry/frames.ts';
import { type Footprint, insideOf } from './footprint.ts';

/** Dose at the middle of a frame, and over it, e/Å². All three are the same where the camera is not known. */
export interface DoseOnFrame {
  readonly centreEPerA2: number;
  readonly meanEPerA2: number;
  /** Where it is largest. */
  readonly mostEPerA2: number;
  /** What part of the frame receives any. */
  readonly coveredFraction: number;
}

/** Where a frame lies: its middle, and all of it where the camera is known. */
interface FramePlace {
  readonly place: Vec<'specimen'>;
  readonly frame: Footprint | null;
}

/** Points at which the dose on a frame is looked at, each way: odd, so that the middle is one of them. */
const pointsAcross = 15;

/** The numbers of the points that lie in a footprint. Most of the time of a ledger is spent here. */
export function numbersWithin(points: readonly Vec<'specimen'>[], footprint: Footprint): readonly number[] {
  const isInside = insideOf(footprint);
  const side = Math.sqrt(points.length);
  const corners = [points[0], points[side - 1], points[points.length - side], points.at(-1)];
  if (corners.every((corner) => corner !== undefined && isInside(corner.x, corner.y))) return [...points.keys()]; // it is convex
  const numbers: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (point !== undefined && isInside(point.x, point.y)) numbers.push(i);
  }
  return numbers;
}

/** The points of a frame, its middle one in the middle of the list; the place of the target alone where there is no frame. */
export function pointsOf({ place, frame }: FramePlace): readonly Vec<'specimen'>[] {
  if (frame === null) return [place];
  const parts = Array.from({ length: pointsAcross }, (_, i) => (2 * i + 1) / pointsAcross - 1);
  return parts.flatMap((a) => parts.map((b) => within(frame, a, b)));
}

const within = ({ centre, u, v }: Footprint, a: number, b: number): Vec<'specimen'> => ({
  x: centre.x + a * u.x + b * v.x,
  y: centre.y + a * u.y + b * v.y,
});

/** The dose at the points of a frame, growing, e/Å². */
export class FrameDoses {
  readonly #doses: Float64Array;

  constructor(points: readonly Vec<'specimen'>[]) {
    this.#doses = new Float64Array(points.length);
  }

  /** Adds a dose at the points with these numbers. */
  add(hit: readonly number[], doseEPerA2: number): void {
    for (const i of hit) this.#doses[i] = (this.#doses[i] ?? 0) + doseEPerA2;
  }

  summary(): DoseOnFrame {
    const doses = [...this.#doses];
    return {
      centreEPerA2: doses[(doses.length - 1) / 2] ?? 0,
      meanEPerA2: doses.reduce((sum, dose) => sum + dose, 0) / doses.length,
      mostEPerA2: Math.max(...doses),
      coveredFraction: doses.filter((dose) => dose > 0).length / doses.length,
    };
  }
}
