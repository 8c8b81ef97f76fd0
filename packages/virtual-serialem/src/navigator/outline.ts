import { type AutodocSection, numbersOf } from '@pacetomo/em-files';
import type { PlaneVector } from '../column/planeMatrix.ts';

/** The outline of a polygon or a map, stage µm; a point has one. */
export function outlineOf(item: AutodocSection): readonly PlaneVector[] {
  const ys = numbersOf(item, 'PtsY') ?? [];
  return (numbersOf(item, 'PtsX') ?? []).map((x, at) => ({ x, y: ys[at] ?? Number.NaN }));
}

/** Whether a point is inside a closed outline (even-odd rule). */
export function isInside(outline: readonly PlaneVector[], point: PlaneVector): boolean {
  let inside = false;
  for (const [from, to] of edges(outline)) {
    const crosses = from.y > point.y !== to.y > point.y;
    if (crosses && point.x < from.x + ((to.x - from.x) * (point.y - from.y)) / (to.y - from.y)) inside = !inside;
  }
  return inside;
}

/** The distance of a point to the nearest edge of an outline, in its unit; infinite without edges. */
export function distanceToEdge(outline: readonly PlaneVector[], point: PlaneVector): number {
  return edges(outline).reduce((least, [a, b]) => Math.min(least, distanceToSegment(point, a, b)), Infinity);
}

function edges(outline: readonly PlaneVector[]): readonly (readonly [PlaneVector, PlaneVector])[] {
  return outline.flatMap((from, at) => {
    const to = outline[(at + 1) % outline.length];
    return to ? [[from, to] as const] : [];
  });
}

function distanceToSegment(p: PlaneVector, a: PlaneVector, b: PlaneVector): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2));
  return Math.hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}
