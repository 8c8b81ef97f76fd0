import type { Vec } from '../geometry/frames.ts';
import { areaUm2, type Footprint, insideOf, polygonAround } from './footprint.ts';

/**
 * Tells whether a spot, put wherever one likes, shares no place with any of the footprints. `spot` is an ellipse around 0.
 *
 * In units of the spot's own half axes it is a circle of radius 1, and it touches a polygon where that comes nearer to its
 * middle than 1. Ellipses are replaced by the polygon around them, so nothing that is called clear is not.
 */
export function clearOf(spot: Footprint, avoid: readonly Footprint[]): (place: Vec<'specimen'>) => boolean {
  const inUnits = unitsOf(spot);
  const shapes = outermost(avoid).map((footprint) => shapeOf(polygonAround(footprint).map(inUnits)));
  return (place) => {
    const { x, y } = inUnits(place);
    return shapes.every((shape) => distanceFrom(shape, x, y) > 1);
  };
}

/** A convex polygon with a circle around it. */
interface Shape {
  readonly corners: readonly Vec<'specimen'>[];
  readonly middle: Vec<'specimen'>;
  readonly bound: number;
}

function shapeOf(corners: readonly Vec<'specimen'>[]): Shape {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = { x: mean(corners.map(({ x }) => x)), y: mean(corners.map(({ y }) => y)) };
  return { corners, middle, bound: Math.max(...corners.map(({ x, y }) => Math.hypot(x - middle.x, y - middle.y))) };
}

/** Distance of a point from a shape, 0 inside; of one that is farther than 1 from the circle around it only that it is. */
function distanceFrom({ corners, middle, bound }: Shape, x: number, y: number): number {
  const fromMiddle = Math.hypot(x - middle.x, y - middle.y);
  if (fromMiddle > bound + 1) return fromMiddle - bound;
  let [least, lefts] = [Number.POSITIVE_INFINITY, 0];
  let from = corners.at(-1) ?? middle;
  for (const to of corners) {
    const [dx, dy, px, py] = [to.x - from.x, to.y - from.y, x - from.x, y - from.y];
    if (dx * py - dy * px > 0) lefts += 1;
    const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, (px - t * dx) ** 2 + (py - t * dy) ** 2);
    from = to;
  }
  return lefts === 0 || lefts === corners.length ? 0 : Math.sqrt(least);
}

/** The linear map that makes a circle of radius 1 of an ellipse around 0. */
function unitsOf({ u, v }: Footprint): (place: Vec<'specimen'>) => Vec<'specimen'> {
  const size = u.x * v.y - u.y * v.x;
  return ({ x, y }) => ({ x: (x * v.y - y * v.x) / size, y: (u.x * y - u.y * x) / size });
}

/** Footprints without those that lie within another of the same middle, as do most of the 41 tilts of a target. */
function outermost(footprints: readonly Footprint[]): readonly Footprint[] {
  const kept = new Map<string, Footprint[]>();
  for (const footprint of footprints.toSorted((a, b) => areaUm2(b) - areaUm2(a))) {
    const key = `${footprint.centre.x} ${footprint.centre.y}`;
    const larger = kept.get(key) ?? [];
    if (!larger.some((outer) => liesWithin(footprint, outer))) kept.set(key, [...larger, footprint]);
  }
  return [...kept.values()].flat();
}

function liesWithin(inner: Footprint, outer: Footprint): boolean {
  const isInside = insideOf(outer);
  return polygonAround(inner).every(({ x, y }) => isInside(x, y));
}
