import { polygonArea, polygonCentroid, polygonContains } from 'd3-polygon';
import type { Vec } from '../geometry/frames.ts';
import { type Footprint, squeezed } from './footprint.ts';

/** Corners of a polygon, µm on the specimen, in order; that the last one is the first again, as in SerialEM, does no harm. */
export type Outline = readonly Vec<'specimen'>[];

/** A question that can be asked of many places. */
export type IsInside = (place: Vec<'specimen'>) => boolean;

/** Whether a place lies within an outline. */
export function containing(outline: Outline): IsInside {
  const corners = pointsOf(outline);
  return ({ x, y }) => polygonContains(corners, [x, y]);
}

/** Whether the whole footprint at a place lies within an outline: its circle in the squeezed plane does. */
export function containingFootprint(outline: Outline, footprint: Footprint): IsInside {
  const corners = outline.map((corner) => squeezed(footprint, corner));
  const sides = corners.map((from, i) => ({ from, to: corners[(i + 1) % corners.length] ?? from }));
  const isInside = containing(corners);
  const radiusUm = footprint.beamDiameterUm / 2;
  return (place) => {
    const centre = squeezed(footprint, place);
    return isInside(centre) && sides.every(({ from, to }) => distanceToSide(centre, from, to) >= radiusUm);
  };
}

/** The middle of what an outline encloses; of a bent one it may lie outside. */
export function middleOf(outline: Outline): Vec<'specimen'> {
  const [x, y] = polygonCentroid(pointsOf(outline));
  return { x, y };
}

/** What an outline encloses, µm². */
export const areaUm2 = (outline: Outline): number => Math.abs(polygonArea(pointsOf(outline)));

function distanceToSide(place: Vec<'specimen'>, from: Vec<'specimen'>, to: Vec<'specimen'>): number {
  const side = { x: to.x - from.x, y: to.y - from.y };
  const square = side.x ** 2 + side.y ** 2;
  const along = square === 0 ? 0 : ((place.x - from.x) * side.x + (place.y - from.y) * side.y) / square;
  const nearest = Math.min(1, Math.max(0, along));
  return Math.hypot(from.x + nearest * side.x - place.x, from.y + nearest * side.y - place.y);
}

const pointsOf = (outline: Outline): [number, number][] => outline.map(({ x, y }) => [x, y]);
