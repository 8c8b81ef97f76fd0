import { Matrix, solve } from 'ml-matrix';
import { median } from 'simple-statistics';
import type { GreyImage } from './greyImage.ts';

/** The edge of a disc, px of the image. */
export interface CircleEdge {
  readonly x: number;
  readonly y: number;
  readonly radiusPx: number;
  /** Part of the directions in which the edge is where the circle has it, of those in which there is image to see it. */
  readonly agreement: number;
  /** Part of all directions in which there is image to see it. */
  readonly visible: number;
}

/** What is looked for: a disc of about this radius about here, brighter (1) or darker (−1) than its surroundings. */
export interface ExpectedDisc {
  readonly x: number;
  readonly y: number;
  readonly radiusPx: number;
  readonly sign: 1 | -1;
  /** Whether the radius is known: a disc of which only one side can be seen lies where that has its edge. */
  readonly isRadiusKnown: boolean;
}

/** Directions in which the edge is looked for. */
const directions = 48;
/** Along each of them brightness is read at so many px from one another. */
const stepPx = 0.5;
/** The edge is looked for between these parts of the radius. */
const nearestPart = 0.6;
const farthestPart = 1.4;
/** The edge is the steepest step between the means over so much of the radius on either side, at least `leastMeanPx`. */
const meanPart = 0.12;
const leastMeanPx = 1.5;
/** Edges farther than these parts of the radius from the circle have no say: in the first, the second … fit. */
const tolerances = [0.3, 0.2, 0.12, 0.08, 0.06, 0.06];
/** Nor closer than this, px: pixels are no finer. */
const leastTolerancePx = 0.7;
/** The circle is looked for again around the one that was found. */
const rounds = 2;

/**
 * The circle through the steepest steps of brightness around a place, in most directions: a shading over the disc, dirt on
 * it or a border of the image through it move its middle of brightness, but not its edge. Null when not even a third of
 * the directions can be seen.
 */
export function circleEdge(image: GreyImage, expected: ExpectedDisc): CircleEdge | null {
  let edge: CircleEdge | null = null;
  let from = expected;
  for (let round = 0; round < rounds; round++) {
    edge = fitCircle(image, from);
    if (edge === null) return null;
    from = { ...expected, x: edge.x, y: edge.y, radiusPx: edge.radiusPx };
  }
  return edge;
}

/** A point of the edge: the cosine and sine of its direction, and how far it is from the expected middle. */
interface EdgePoint {
  readonly cos: number;
  readonly sin: number;
  readonly radiusPx: number;
}

function fitCircle(image: GreyImage, expected: ExpectedDisc): CircleEdge | null {
  const points = Array.from({ length: directions }, (_, k) => (2 * Math.PI * k) / directions).flatMap(
    (angle): readonly EdgePoint[] => {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const radiusPx = steepestStep(image, expected, cos, sin);
      return radiusPx === null ? [] : [{ cos, sin, radiusPx }];
    },
  );
  if (points.length < directions / 3) return null;
  const knownPx = expected.isRadiusKnown ? expected.radiusPx : null;
  let circle: Circle = { radiusPx: knownPx ?? median(points.map(({ radiusPx }) => radiusPx)), x: 0, y: 0 };
  let kept: readonly EdgePoint[] = points;
  for (const tolerance of tolerances) {
    const withinPx = Math.max(leastTolerancePx, tolerance * expected.radiusPx);
    kept = points.filter((point) => Math.abs(offCircle(circle, point)) <= withinPx);
    const better = throughPoints(kept, knownPx);
    if (better === null) return null;
    circle = better;
  }
  return {
    x: expected.x + circle.x,
    y: expected.y + circle.y,
    radiusPx: circle.radiusPx,
    agreement: kept.length / points.length,
    visible: points.length / directions,
  };
}

/** A circle whose middle is a little beside the expected one. */
interface Circle {
  readonly radiusPx: number;
  readonly x: number;
  readonly y: number;
}

/** To first order in its displacement a circle has the radius r + x·cos + y·sin in each direction. */
const offCircle = ({ radiusPx, x, y }: Circle, point: EdgePoint): number =>
  point.radiusPx - radiusPx - x * point.cos - y * point.sin;

function throughPoints(points: readonly EdgePoint[], knownPx: number | null): Circle | null {
  if (points.length < directions / 6) return null;
  const rows = new Matrix(points.map(({ cos, sin }) => (knownPx === null ? [cos, sin, 1] : [cos, sin])));
  const readings = Matrix.columnVector(points.map(({ radiusPx }) => radiusPx - (knownPx ?? 0)));
  const [x = 0, y = 0, radiusPx = knownPx ?? 0] = solve(
    rows.transpose().mmul(rows),
    rows.transpose().mmul(readings),
  ).to1DArray();
  return Number.isFinite(radiusPx + x + y) ? { radiusPx, x, y } : null;
}

/** Where in one direction brightness changes most, in the expected sense; null where the image ends. */
function steepestStep(image: GreyImage, expected: ExpectedDisc, cos: number, sin: number): number | null {
  const { radiusPx, sign } = expected;
  const mean = Math.max(2, Math.round(Math.max(leastMeanPx, meanPart * radiusPx) / stepPx));
  const first = Math.max(0, Math.floor((nearestPart * radiusPx) / stepPx) - mean);
  const count = Math.ceil((farthestPart * radiusPx) / stepPx) + mean - first;
  const sums = [0];
  for (let k = 0; k < count; k++) {
    const distance = (first + k) * stepPx;
    const value = brightnessAt(image, expected.x + distance * cos, expected.y + distance * sin);
    if (value === null) return null;
    sums.push((sums[k] ?? 0) + value);
  }
  let best = -Infinity;
  let at = 0;
  for (let k = mean; k + mean < sums.length; k++) {
    const step = sign * (2 * (sums[k] ?? 0) - (sums[k - mean] ?? 0) - (sums[k + mean] ?? 0));
    if (step > best) [best, at] = [step, k];
  }
  return (first + at - 0.5) * stepPx;
}

/** Brightness between pixels, from the four around; null beside the image. */
function brightnessAt({ widthPx, heightPx, data }: GreyImage, x: number, y: number): number | null {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left + 1 >= widthPx || top + 1 >= heightPx) return null;
  const at = top * widthPx + left;
  const [fx, fy] = [x - left, y - top];
  const upper = (1 - fx) * (data[at] ?? 0) + fx * (data[at + 1] ?? 0);
  const lower = (1 - fx) * (data[at + widthPx] ?? 0) + fx * (data[at + widthPx + 1] ?? 0);
  return (1 - fy) * upper + fy * lower;
}
