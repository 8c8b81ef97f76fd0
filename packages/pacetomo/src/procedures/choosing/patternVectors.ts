import { cosDeg, sinDeg } from '../../geometry/degrees.ts';
import { length, subtract, type Vec } from '../../geometry/frames.ts';
import type { MeasuredVec } from '../../geometry/lattice.ts';
import { type LatticeVectors, pitchUm, shortestPitchUm } from '../../layout/lattice.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { goToPlace, whereNow } from './bearings.ts';
import { type Hand, waitForDrag } from './dragging.ts';
import { take } from './looks.ts';
import type { SeenLattice } from './seenLattice.ts';

/** The two sorts of pattern: four neighbours at right angles, or six at 60°. */
export type PatternShape = 'square' | 'hexagonal';

/**
 * The outermost hole has to be known better than this part of the pitch, two standard deviations: there it is certainly that
 * hole and not its neighbour, and refinement finds it in the middle of a View.
 */
const wellKnownFraction = 1 / 6;

/** How far from its place the outermost hole of a pattern may be, µm, two standard deviations. */
export function errorAtRimUm({ a, b }: Pick<SeenLattice, 'a' | 'b'>, rings: number): number {
  return 2 * rings * Math.hypot(deviationUm(a), deviationUm(b));
}

/** Whether vectors are known well enough for a pattern of so many rings. */
export function isWellKnown(seen: Pick<SeenLattice, 'a' | 'b'>, rings: number): boolean {
  return errorAtRimUm(seen, rings) <= wellKnownFraction * pitchUm({ a: seen.a.vector, b: seen.b.vector });
}

const deviationUm = ({ covariance: { xx, yy } }: MeasuredVec<'specimen'>): number => Math.sqrt(xx + yy);

/** Lets a person drag one neighbour of the tracking target to the middle: that is a, and b follows from the shape (D.6.2). */
export async function vectorsByNeighbour(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'>,
  shape: PatternShape,
): Promise<LatticeVectors> {
  const { choosing, bearings } = hand;
  await take(scope, choosing, bearings, 'view', null);
  await waitForDrag(scope, choosing, 'the hole to the right of the middle one');
  const a = subtract((await whereNow(scope, bearings)).place, origin);
  await goToPlace(scope, bearings, origin);
  if (length(a) >= shortestPitchUm) return { a, b: turned(a, shape === 'square' ? 90 : 60) };
  throw new Trouble(
    'needs-person',
    `The neighbouring hole was dragged by ${(length(a) * 1000).toFixed(0)} nm only, which is no distance of two holes. The tracking target is kept. Choose the pattern again and drag the neighbour to the middle before you press B.`,
  );
}

/** A vector turned counter-clockwise. */
function turned({ x, y }: Vec<'specimen'>, deg: number): Vec<'specimen'> {
  const [cos, sin] = [cosDeg(deg), sinDeg(deg)];
  return { x: cos * x - sin * y, y: sin * x + cos * y };
}
