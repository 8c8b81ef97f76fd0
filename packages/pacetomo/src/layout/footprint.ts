import { cosDeg, sinDeg } from '../geometry/degrees.ts';
import type { Vec } from '../geometry/frames.ts';
import type { LatticeVectors } from './lattice.ts';

/** What a beam lights up at the highest tilt: an ellipse of half axes R along the tilt axis and R / cos(maxTilt) across it. */
export interface Footprint {
  readonly beamDiameterUm: number;
  /** The largest angle between the sample and the plane across the beam, degrees. */
  readonly maxTiltDeg: number;
  /** What lengths across the axis shrink to, seen at the tilt of the stage: its cosine. Without it places are those of a level stage. */
  readonly foreshortening?: number | undefined;
}

type Squeeze = Pick<Footprint, 'maxTiltDeg' | 'foreshortening'>;

/** What makes of the ellipse a circle, across the axis. */
const squeezeOf = ({ maxTiltDeg, foreshortening = 1 }: Squeeze): number => cosDeg(maxTiltDeg) / foreshortening;

/** A place in the plane that is squeezed across the axis so that footprints are circles. */
export const squeezed = (footprint: Squeeze, { x, y }: Vec<'specimen'>): Vec<'specimen'> => ({
  x,
  y: y * squeezeOf(footprint),
});

/** Whether the footprints at two places overlap. Those that touch do not. */
export function footprintsOverlap(footprint: Footprint, a: Vec<'specimen'>, b: Vec<'specimen'>): boolean {
  const apart = squeezed(footprint, { x: a.x - b.x, y: a.y - b.y });
  return Math.hypot(apart.x, apart.y) < footprint.beamDiameterUm * (1 - rounding);
}

/** Neighbours in a lattice of footprints touch; rounding makes no overlap of that. */
const rounding = 1e-9;

/**
 * The densest lattice in which footprints do not overlap: in the squeezed plane the circles of the beam touch four
 * neighbours at right angles (the original's spacing) or six at 60°. The first vector points, on the specimen, in the
 * direction `rotationDeg` from x, the tilt axis, counter-clockwise.
 */
export function beamSpacing(
  shape: 'orthogonal' | 'hexagonal',
  footprint: Footprint,
  rotationDeg: number,
): LatticeVectors {
  const { beamDiameterUm } = footprint;
  const toFirst = squeezed(footprint, unit(rotationDeg));
  const firstDeg = (Math.atan2(toFirst.y, toFirst.x) * 180) / Math.PI;
  const vector = (deg: number): Vec<'specimen'> => {
    const { x, y } = unit(deg);
    return { x: beamDiameterUm * x, y: (beamDiameterUm * y) / squeezeOf(footprint) };
  };
  return { a: vector(firstDeg), b: vector(firstDeg + (shape === 'orthogonal' ? 90 : 60)) };
}

const unit = (deg: number): Vec<'specimen'> => ({ x: cosDeg(deg), y: sinDeg(deg) });
