import type { GreyImage } from './greyImage.ts';

/** A plane linear map: xx xy yx yy, y down. */
export type PlaneMap = readonly [number, number, number, number];

/** Stretching by a factor perpendicular to the tilt axis; the axis in degrees from +x, counter-clockwise as seen, y down in the map. */
export function stretchAcross(tiltAxisDeg: number, factor: number): PlaneMap {
  const axis = (tiltAxisDeg * Math.PI) / 180;
  const [px, py] = [Math.sin(axis), Math.cos(axis)]; // perpendicular to the axis (cos, −sin)
  const more = factor - 1;
  return [1 + more * px * px, more * px * py, more * px * py, 1 + more * py * py];
}

/** The map applied to a vector. */
export function applyMap([xx, xy, yx, yy]: PlaneMap, { x, y }: { readonly x: number; readonly y: number }) {
  return { x: xx * x + xy * y, y: yx * x + yy * y };
}

/** The opposite map. */
export function invertMap([xx, xy, yx, yy]: PlaneMap): PlaneMap {
  const det = xx * yy - xy * yx;
  return [yy / det, -xy / det, -yx / det, xx / det];
}

/**
 * The image stretched about the centre of the original by a map that nowhere shrinks, same size; interpolated linearly.
 * Where the map leaves the image (rounding, at the border) the border is repeated.
 */
export function stretchImage(image: GreyImage, map: PlaneMap): GreyImage {
  const { values, widthPx, heightPx, centre } = image;
  const [xx, xy, yx, yy] = invertMap(map);
  const stretched = new Float32Array(values.length);
  const [lastX, lastY] = [widthPx - 1.001, heightPx - 1.001];
  for (let row = 0; row < heightPx; row++) {
    const dy = row + 0.5 - centre.y;
    for (let column = 0; column < widthPx; column++) {
      const dx = column + 0.5 - centre.x;
      const x = Math.min(lastX, Math.max(0, centre.x + xx * dx + xy * dy - 0.5));
      const y = Math.min(lastY, Math.max(0, centre.y + yx * dx + yy * dy - 0.5));
      const at = (y | 0) * widthPx + (x | 0);
      const [fx, fy] = [x - (x | 0), y - (y | 0)];
      const above = (values[at] ?? 0) * (1 - fx) + (values[at + 1] ?? 0) * fx;
      const below = (values[at + widthPx] ?? 0) * (1 - fx) + (values[at + widthPx + 1] ?? 0) * fx;
      stretched[row * widthPx + column] = above * (1 - fy) + below * fy;
    }
  }
  return { values: stretched, widthPx, heightPx, centre };
}
