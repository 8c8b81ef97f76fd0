import { cosDeg } from '../geometry/degrees.ts';
import type { Vec } from '../geometry/frames.ts';
import { fitRobustly } from '../geometry/robustFit.ts';

/** A defocus found in an image of the start tilt. */
export interface StartDefocus {
  /** Where, µm on the untilted specimen. */
  readonly position: Vec<'specimen'>;
  /** Found less intended, µm: by so much the target was higher along the beam than believed, but for a constant. */
  readonly errorUm: number;
}

/** Fewest images that a plane is fitted to; also the fewest that a plane with a constant needs. */
const fewest = 3;
/** A CTF fit that is off by less is no outlier, µm: programs agree with each other within this on thin samples (estimate). */
const neverOutlierUm = 0.3;

/**
 * How much higher each target lies than believed, µm, seen along z of the untilted specimen; null when there are too few
 * images, or when they lie so that nothing can be told.
 *
 * A plane through the defocus errors, or a paraboloid from `paraboloidPoints` images on. The common part cannot be told
 * from an error of the autofocus, which took care of the tracking target: only differences to that one count. (The
 * original's refineGeo pins the surface to its first point, does not know of different target defoci, and projects back
 * correctly at a start tilt of 0° only: its defect H20.)
 */
export function heightErrorsUm(
  images: readonly StartDefocus[],
  targets: readonly Vec<'specimen'>[],
  { startTiltDeg, paraboloidPoints }: { readonly startTiltDeg: number; readonly paraboloidPoints: number },
): readonly number[] | null {
  if (images.length < fewest) return null;
  const terms = images.length >= paraboloidPoints ? paraboloid : plane;
  const fit = fitRobustly(
    images.map(({ position }) => terms(position)),
    images.map(({ errorUm }) => errorUm),
    neverOutlierUm,
  );
  const [tracking] = targets;
  if (fit === null || tracking === undefined) return null;
  const along = (position: Vec<'specimen'>): number =>
    terms(position).reduce((sum, term, k) => sum + term * (fit.coefficients[k] ?? 0), 0);
  return targets.map((position) => (along(position) - along(tracking)) / cosDeg(startTiltDeg));
}

const plane = ({ x, y }: Vec<'specimen'>): readonly number[] => [1, x, y];
const paraboloid = ({ x, y }: Vec<'specimen'>): readonly number[] => [1, x, y, x * x, y * y, x * y];
