import { length, subtract, type Vec } from '../geometry/frames.ts';
import { slopePointsOf } from '../geometry/slopePoints.ts';
import type { Area } from './area.ts';
import { type Edited, edited, isPlace, refused } from './edit.ts';
import { patternOf } from './newArea.ts';

type Point = Vec<'specimen'>;

/** Points nearer than this are the same one, µm: a hundred times the rounding. */
const samePointUm = 0.1;

/** Adds a geometry point, µm from the tracking target, to 1 nm as the original does. A point that is there already is refused. */
export function addGeometryPoint(area: Area, point: Point): Edited {
  if (!isPlace(point)) return refused('A geometry point has to be two numbers.');
  const rounded = toNanometre(point);
  if (isThere(area, rounded)) return refused(`There is a geometry point at ${words(rounded)} already.`);
  return edited({ ...area, geometryPoints: [...area.geometryPoints, rounded] });
}

/** Moves a geometry point (index from 0). */
export function moveGeometryPoint(area: Area, index: number, to: Point): Edited {
  if (!isPlace(to)) return refused('A geometry point has to be two numbers.');
  if (area.geometryPoints[index] === undefined) return noPoint(area, index);
  const moved = area.geometryPoints.map((point, i) => (i === index ? toNanometre(to) : point));
  return edited({ ...area, geometryPoints: moved });
}

/** Removes a geometry point (index from 0). */
export function removeGeometryPoint(area: Area, index: number): Edited {
  if (area.geometryPoints[index] === undefined) return noPoint(area, index);
  return edited({ ...area, geometryPoints: area.geometryPoints.filter((_, i) => i !== index) });
}

/** Removes all geometry points. */
export function clearGeometryPoints(area: Area): Edited {
  return edited({ ...area, geometryPoints: [] });
}

/** The points that the original measures a hole pattern at; null for an area whose settings tell of none with a size. */
function suggestedPoints(area: Area): readonly Point[] | null {
  const pattern = patternOf(area);
  if (pattern === null || pattern.size === null) return null;
  return slopePointsOf(pattern, pattern.size).map(toNanometre);
}

/**
 * Adds the points suggested for a pattern that are not there yet and that image shift reaches, `limitUm`. The original
 * adds all of them again each time it opens the file (behaviour H60).
 */
export function addSuggestedPoints(area: Area, limitUm: number): Edited {
  const suggested = suggestedPoints(area);
  if (suggested === null)
    return refused(
      `Points are suggested for hole patterns, and the settings of ${area.name} hold no size and no vectors of one.`,
    );
  const added = suggested.filter((point) => length(point) < limitUm && !isThere(area, point));
  return edited({ ...area, geometryPoints: [...area.geometryPoints, ...added] });
}

function isThere({ geometryPoints }: Area, point: Point): boolean {
  return geometryPoints.some((other) => length(subtract(other, point)) < samePointUm);
}

const noPoint = ({ geometryPoints }: Area, index: number): Edited =>
  refused(`There is no geometry point ${index + 1}; the area has ${geometryPoints.length}.`);

const toNanometre = ({ x, y }: Point): Point => ({ x: round(x), y: round(y) });
const round = (um: number): number => Math.round(um * 1000) / 1000 || 0;
const words = ({ x, y }: Point): string => `${x}, ${y} µm`;
