import { type Affine, apply, applyAffine, type Footprint, outline, type Vec } from 'pacetomo/page';

/** How far the handles of a curve lie out so that four of them make an ellipse, to 0.03 %. */
const handle = 0.5522847498;

/** A footprint as an SVG path in the world. */
export function footprintPath(footprint: Footprint, toWorld: Affine<'specimen', 'image'>): string {
  if (footprint.shape === 'parallelogram')
    return polygonPath(outline(footprint).map((corner) => applyAffine(toWorld, corner)));
  const [c, u, v] = [
    applyAffine(toWorld, footprint.centre),
    apply(toWorld.matrix, footprint.u),
    apply(toWorld.matrix, footprint.v),
  ];
  const at = (a: number, b: number): string => pair({ x: c.x + a * u.x + b * v.x, y: c.y + a * u.y + b * v.y });
  const k = handle;
  return (
    `M${at(1, 0)}C${at(1, k)} ${at(k, 1)} ${at(0, 1)}S${at(-1, k)} ${at(-1, 0)}` +
    `S${at(-k, -1)} ${at(0, -1)}S${at(1, -k)} ${at(1, 0)}Z`
  );
}

/** A closed polygon as an SVG path. */
export const polygonPath = (corners: readonly Vec<'image'>[]): string =>
  corners.length === 0 ? '' : `M${corners.map(pair).join('L')}Z`;

/** An open line as an SVG path. */
export const linePath = (corners: readonly Vec<'image'>[]): string =>
  corners.length === 0 ? '' : `M${corners.map(pair).join('L')}`;

/** A circle on the specimen, µm: an ellipse where a map is seen at a tilt. */
export const circleFootprint = (centre: Vec<'specimen'>, radiusUm: number): Footprint => ({
  shape: 'ellipse',
  centre,
  u: { x: radiusUm, y: 0 },
  v: { x: 0, y: radiusUm },
});

const pair = ({ x, y }: Vec<'image'>): string => `${round(x)} ${round(y)}`;
const round = (pixels: number): number => Math.round(pixels * 100) / 100;
