import type { Vec } from '../geometry/frames.ts';
import { contains, type Footprint } from './footprint.ts';

/** Rows of a frame that are looked at: the part of it under the edge of a beam is known to a thousandth. */
const rows = 64;

/** What part of a camera frame lies in a beam, 0 to 1: along each row it is worked out exactly. */
export function coveredFraction(frame: Footprint, beam: Footprint): number {
  const within = intoUnitCircle(beam);
  const middle = within({ x: frame.centre.x - beam.centre.x, y: frame.centre.y - beam.centre.y });
  const [along, up] = [within(frame.u), within(frame.v)];
  const square = dot(along, along);
  let covered = 0;
  for (let row = 0; row < rows; row++) {
    const b = (2 * row + 1) / rows - 1;
    const start = { x: middle.x + b * up.x, y: middle.y + b * up.y };
    // |start + a · along|² ≤ 1 between two values of a
    const half = dot(start, along);
    const root = half * half - square * (dot(start, start) - 1);
    if (root <= 0) continue;
    const [from, to] = [(-half - Math.sqrt(root)) / square, (-half + Math.sqrt(root)) / square];
    covered += Math.max(0, Math.min(1, to) - Math.max(-1, from)) / 2;
  }
  return covered / rows;
}

/** Whether a place lies in a beam, as a part of it: 0 or 1. */
export const coveredPoint = (place: Vec<'specimen'>, beam: Footprint): number => (contains(beam, place) ? 1 : 0);

/** The map that makes the unit circle of an ellipse. */
function intoUnitCircle({ u, v }: Footprint): (way: Vec<'specimen'>) => Vec<'specimen'> {
  const size = u.x * v.y - u.y * v.x;
  return ({ x, y }) => ({ x: (v.y * x - v.x * y) / size, y: (u.x * y - u.y * x) / size });
}

const dot = (a: Vec<'specimen'>, b: Vec<'specimen'>): number => a.x * b.x + a.y * b.y;
