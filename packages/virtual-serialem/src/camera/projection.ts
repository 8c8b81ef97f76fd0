import type { Layer, Point3 } from '../specimen/layer.ts';
import type { Shot } from './shot.ts';

/**
 * The geometry of one exposure. Image coordinates are in binned px from the top left corner of the image, y down: the middle of the first pixel is
 * at (0.5, 0.5), the point that falls on the centre of the camera at (width/2, height/2) when the image is centred.
 */
export interface Projection {
  /** Image x and y and height in the laboratory (µm) from specimen x, y, z (µm): three rows of four, the last for 1. */
  readonly fromSpecimen: Readonly<Float64Array>;
  /** Laboratory x and y (µm) from image x and y: two rows of three. */
  readonly labFromImage: Readonly<Float64Array>;
  /** Image px per laboratory µm: xx, xy, yx, yy (y of the image down). */
  readonly imageFromLab: readonly [number, number, number, number];
  /** Size of a pixel of the image in the laboratory, nm. */
  readonly pixelNm: number;
}

/** The projection of a shot. Throws if its camera matrix cannot be inverted. */
export function projectionOf(shot: Shot): Projection {
  const [cxx, cxy, cyx, cyy] = shot.cameraFromLab;
  const determinant = cxx * cyy - cxy * cyx;
  if (!(Math.abs(determinant) > 0))
    throw new Error(`The camera matrix ${shot.cameraFromLab.join(' ')} has no inverse: check the pixel size.`);
  const b = shot.binning;
  const imageFromLab = [cxx / b, cxy / b, -cyx / b, -cyy / b] as const;
  const offset = shot.offsetPx ?? { x: 0, y: 0 };
  // Image position of the laboratory origin.
  const [ixx, ixy, iyx, iyy] = imageFromLab;
  const x0 = shot.widthPx / 2 - offset.x / b - (ixx * shot.centreUm.x + ixy * shot.centreUm.y);
  const y0 = shot.heightPx / 2 + offset.y / b - (iyx * shot.centreUm.x + iyy * shot.centreUm.y);

  const [mxx, mxy, mxz, myx, myy, myz, mzx, mzy, mzz] = shot.pose.matrix;
  const o = shot.pose.offsetUm;
  const row = (px: number, py: number, start: number) => [
    px * mxx + py * myx,
    px * mxy + py * myy,
    px * mxz + py * myz,
    px * o.x + py * o.y + start,
  ];
  const det = ixx * iyy - ixy * iyx;
  const inverse = [iyy / det, -ixy / det, -iyx / det, ixx / det] as const;
  return {
    fromSpecimen: Float64Array.of(...row(ixx, ixy, x0), ...row(iyx, iyy, y0), mzx, mzy, mzz, o.z),
    labFromImage: Float64Array.of(
      inverse[0],
      inverse[1],
      -(inverse[0] * x0 + inverse[1] * y0),
      inverse[2],
      inverse[3],
      -(inverse[2] * x0 + inverse[3] * y0),
    ),
    imageFromLab,
    pixelNm: 1000 / Math.sqrt(Math.abs(det)),
  };
}

/** The image position and laboratory height of a specimen point. */
export function projectPoint(
  { fromSpecimen: m }: Projection,
  { x, y, z }: Point3,
): { x: number; y: number; labZUm: number } {
  const row = (i: number) => (m[i] ?? 0) * x + (m[i + 1] ?? 0) * y + (m[i + 2] ?? 0) * z + (m[i + 3] ?? 0);
  return { x: row(0), y: row(4), labZUm: row(8) };
}

/** The point of the mid-surface that is seen at an image position, and how it lies in the beam. */
export interface Footprint {
  /** Specimen x and y, µm. */
  readonly x: number;
  readonly y: number;
  /** Its height in the laboratory, µm. */
  readonly labZUm: number;
  /** Path through the layer per thickness: 1/cos of the angle between beam and surface normal. */
  readonly pathPerThickness: number;
}

/** Newton's method needs two or three steps here; a surface that cannot be hit stops after this many. */
const STEPS = 12;
const PRECISION_PX = 1e-4;

/** Follows the beam through an image position to the mid-surface. */
export function footprint(projection: Projection, layer: Layer, imageX: number, imageY: number): Footprint {
  const m = projection.fromSpecimen;
  let [x, y] = startingPoint(projection, imageX, imageY);
  let slope = { x: 0, y: 0 };
  for (let step = 0; step < STEPS; step++) {
    slope = slopeAt(layer, x, y);
    const seen = projectPoint(projection, { x, y, z: layer.heightUm(x, y) });
    const [ex, ey] = [imageX - seen.x, imageY - seen.y];
    if (Math.abs(ex) + Math.abs(ey) < PRECISION_PX) break;
    const xx = (m[0] ?? 0) + (m[2] ?? 0) * slope.x;
    const xy = (m[1] ?? 0) + (m[2] ?? 0) * slope.y;
    const yx = (m[4] ?? 0) + (m[6] ?? 0) * slope.x;
    const yy = (m[5] ?? 0) + (m[6] ?? 0) * slope.y;
    const det = xx * yy - xy * yx;
    x += (yy * ex - xy * ey) / det;
    y += (xx * ey - yx * ex) / det;
  }
  const { labZUm } = projectPoint(projection, { x, y, z: layer.heightUm(x, y) });
  // Only the part of the surface normal (−slope, 1) along the beam counts: the third row of the pose.
  const along = (m[10] ?? 0) - (m[8] ?? 0) * slope.x - (m[9] ?? 0) * slope.y;
  const cosine = Math.max(0.05, Math.abs(along) / Math.hypot(slope.x, slope.y, 1));
  return { x, y, labZUm, pathPerThickness: 1 / cosine };
}

/** Where the beam meets the reference plane z = 0 of the specimen. */
function startingPoint({ fromSpecimen: m }: Projection, imageX: number, imageY: number): [number, number] {
  const [xx = 1, xy = 0, , x0 = 0, yx = 0, yy = 1, , y0 = 0] = m;
  const det = xx * yy - xy * yx;
  const [ex, ey] = [imageX - x0, imageY - y0];
  return [(yy * ex - xy * ey) / det, (xx * ey - yx * ex) / det];
}

function slopeAt(layer: Layer, x: number, y: number): { x: number; y: number } {
  const h = 0.05; // µm: far below the length on which the surface bends
  return {
    x: (layer.heightUm(x + h, y) - layer.heightUm(x - h, y)) / (2 * h),
    y: (layer.heightUm(x, y + h) - layer.heightUm(x, y - h)) / (2 * h),
  };
}
