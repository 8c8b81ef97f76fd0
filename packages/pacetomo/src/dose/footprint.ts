import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { apply, type Vec } from '../geometry/frames.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';
import { ontoSample } from './samplePlane.ts';

/**
 * What a beam or a camera frame covers of the sample, on the untilted specimen, µm. An ellipse is centre + cos t · u +
 * sin t · v; a parallelogram is centre + a · u + b · v with a and b from −1 to 1.
 */
export interface Footprint {
  readonly shape: 'ellipse' | 'parallelogram';
  readonly centre: Vec<'specimen'>;
  readonly u: Vec<'specimen'>;
  readonly v: Vec<'specimen'>;
}

/** Where a round beam falls on the sample. `radiusUm` is measured across the beam, `centre` lies on the untilted specimen. */
export function beamFootprint(
  sample: SampleTilt,
  tiltDeg: number,
  centre: Vec<'specimen'>,
  radiusUm: number,
): Footprint {
  const down = ontoSample(sample, tiltDeg);
  return {
    shape: 'ellipse',
    centre,
    u: apply<'specimen', 'specimen'>(down, { x: radiusUm, y: 0 }),
    v: apply<'specimen', 'specimen'>(down, { x: 0, y: radiusUm }),
  };
}

/** Half of the two sides of a camera frame as the beam sees them, µm: turned against the tilt axis as the camera is. */
export interface HalfSides {
  readonly right: Vec<'specimen'>;
  readonly up: Vec<'specimen'>;
}

/** What a camera frame shows of the sample. */
export function frameFootprint(
  sample: SampleTilt,
  tiltDeg: number,
  centre: Vec<'specimen'>,
  { right, up }: HalfSides,
): Footprint {
  const down = ontoSample(sample, tiltDeg);
  return { shape: 'parallelogram', centre, u: apply(down, right), v: apply(down, up) };
}

/** Area on the untilted specimen, µm². */
export function areaUm2({ shape, u, v }: Footprint): number {
  return (shape === 'ellipse' ? Math.PI : 4) * Math.abs(cross(u, v));
}

/** Long and short half axis of an ellipse, µm: the singular values of the map that makes it from a circle. */
export function halfAxesUm({ u, v }: Footprint): { readonly longUm: number; readonly shortUm: number } {
  const map = new Matrix([
    [u.x, v.x],
    [u.y, v.y],
  ]);
  const [longUm = 0, shortUm = 0] = new SingularValueDecomposition(map).diagonal;
  return { longUm, shortUm };
}

/** Whether a place lies in a footprint, its edge included. */
export const contains = (footprint: Footprint, { x, y }: Vec<'specimen'>): boolean => insideOf(footprint)(x, y);

/** The same for many places: a footprint's own half axes, u and v, end at 1. */
export function insideOf({ shape, centre, u, v }: Footprint): (x: number, y: number) => boolean {
  const size = cross(u, v);
  const [ax, ay, bx, by] = [v.y / size, -v.x / size, -u.y / size, u.x / size];
  if (shape === 'ellipse')
    return (x, y) => {
      const along = ax * (x - centre.x) + ay * (y - centre.y);
      const up = bx * (x - centre.x) + by * (y - centre.y);
      return along * along + up * up <= 1;
    };
  return (x, y) =>
    Math.abs(ax * (x - centre.x) + ay * (y - centre.y)) <= 1 &&
    Math.abs(bx * (x - centre.x) + by * (y - centre.y)) <= 1;
}

/** Nothing of a footprint lies farther from its centre than this, µm. */
export const boundUm = ({ u, v }: Footprint): number => Math.hypot(u.x, u.y) + Math.hypot(v.x, v.y);

/** The outline, counter-clockwise or clockwise as its sides are, for drawing. An ellipse is drawn with so many corners, on it. */
export function outline(footprint: Footprint, corners = 48): readonly Vec<'specimen'>[] {
  if (footprint.shape === 'parallelogram') return sides.map(([a, b]) => at(footprint, a, b));
  return Array.from({ length: corners }, (_, i) => {
    const turn = (2 * Math.PI * i) / corners;
    return at(footprint, Math.cos(turn), Math.sin(turn));
  });
}

/** Corners of the polygon around an ellipse: it is half a per cent larger. */
const tangents = 32;

/** The polygon around a footprint, for holding footprints against each other: nothing of it lies outside. */
export function polygonAround(footprint: Footprint): readonly Vec<'specimen'>[] {
  if (footprint.shape === 'parallelogram') return outline(footprint);
  const larger = 1 / Math.cos(Math.PI / tangents);
  return Array.from({ length: tangents }, (_, i) => {
    const turn = (2 * Math.PI * i) / tangents;
    return at(footprint, larger * Math.cos(turn), larger * Math.sin(turn));
  });
}

const sides: readonly (readonly [number, number])[] = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];

const at = ({ centre, u, v }: Footprint, a: number, b: number): Vec<'specimen'> => ({
  x: centre.x + a * u.x + b * v.x,
  y: centre.y + a * u.y + b * v.y,
});

const cross = (a: Vec<'specimen'>, b: Vec<'specimen'>): number => a.x * b.y - a.y * b.x;
