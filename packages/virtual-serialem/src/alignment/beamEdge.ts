import type { ImagePixels } from '../buffers/bufferRecord.ts';

/** The illuminated disc as its edge in an image shows it, in pixels of the image; x to the right, y down. */
export interface BeamDisc {
  /** Where the centre of the disc is beside the centre of the image. */
  readonly offsetPx: { readonly x: number; readonly y: number };
  readonly radiusPx: number;
  /** In how many quadrants around the middle of the bright part there is an edge. */
  readonly quadrants: number;
  /** Rms distance of the edge from the circle. */
  readonly errorPx: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The image is searched at about this size, pixels: noise averages out, and an edge is some pixels wide anyway. */
const searchSizePx = 160;
const rays = 72;
/** The dark outside must be darker than this part of the bright inside. */
const darkPart = 0.5;
/** Fewer edge points than this say nothing about a circle. */
const fewestPoints = 8;

/** Finds the edge of the beam in an image; null when there is none. */
export function beamDisc(image: ImagePixels): BeamDisc | null {
  const factor = Math.max(1, Math.floor(Math.max(image.widthPx, image.heightPx) / searchSizePx));
  const small = averaged(image, factor);
  const sorted = [...small.values].sort((a, b) => a - b);
  const bright = sorted[Math.floor(0.9 * sorted.length)] ?? 0;
  const dark = sorted[Math.floor(0.02 * sorted.length)] ?? 0;
  if (bright <= 0 || dark > darkPart * bright) return null;
  const threshold = (bright + dark) / 2;
  const middle = brightMiddle(small, threshold);
  const edge = edgePoints(small, threshold, middle);
  const circle = fittedCircle(edge);
  if (!circle) return null;
  const quadrants = new Set(edge.map(({ x, y }) => `${x > middle.x}${y > middle.y}`)).size;
  const misses = edge.map(({ x, y }) => Math.hypot(x - circle.x, y - circle.y) - circle.radius);
  return {
    offsetPx: { x: factor * (circle.x + 0.5) - image.widthPx / 2, y: factor * (circle.y + 0.5) - image.heightPx / 2 },
    radiusPx: factor * circle.radius,
    quadrants,
    errorPx: factor * Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length),
  };
}

interface SmallImage {
  readonly width: number;
  readonly height: number;
  readonly values: readonly number[];
}

function averaged({ pixels, widthPx, heightPx }: ImagePixels, factor: number): SmallImage {
  const width = Math.floor(widthPx / factor);
  const height = Math.floor(heightPx / factor);
  const sums = new Array<number>(width * height).fill(0);
  for (let y = 0; y < height * factor; y++) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0; x < width * factor; x++) {
      const cell = row + Math.floor(x / factor);
      sums[cell] = (sums[cell] ?? 0) + (pixels[y * widthPx + x] ?? 0);
    }
  }
  return { width, height, values: sums };
}

function brightMiddle({ width, values }: SmallImage, threshold: number): Point {
  let [count, x, y] = [0, 0, 0];
  for (const [index, value] of values.entries()) {
    if (value < threshold) continue;
    count += 1;
    x += index % width;
    y += Math.floor(index / width);
  }
  return { x: x / Math.max(1, count), y: y / Math.max(1, count) };
}

/** From the middle outwards: the last bright pixel before it stays dark. A ray that ends bright has met the border, not an edge. */
function edgePoints({ width, height, values }: SmallImage, threshold: number, middle: Point): readonly Point[] {
  const points: Point[] = [];
  for (let ray = 0; ray < rays; ray++) {
    const angle = (2 * Math.PI * ray) / rays;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    let lastBright = 0;
    let distance = 0;
    for (; ; distance += 0.5) {
      const [x, y] = [Math.round(middle.x + distance * dx), Math.round(middle.y + distance * dy)];
      if (x < 0 || y < 0 || x >= width || y >= height) break;
      if ((values[y * width + x] ?? 0) >= threshold) lastBright = distance;
    }
    // Two pixels of dark before the border make an edge.
    if (distance - lastBright > 2.5) points.push({ x: middle.x + lastBright * dx, y: middle.y + lastBright * dy });
  }
  return points;
}

/** The circle x² + y² = 2ax + 2by + c with least squares (Kåsa 1976); null where the points do not tell one. */
function fittedCircle(points: readonly Point[]): { x: number; y: number; radius: number } | null {
  if (points.length < fewestPoints) return null;
  const n = points.length;
  const mean = { x: points.reduce((s, p) => s + p.x, 0) / n, y: points.reduce((s, p) => s + p.y, 0) / n };
  let [uu, uv, vv, uz, vz] = [0, 0, 0, 0, 0];
  for (const point of points) {
    const [u, v] = [point.x - mean.x, point.y - mean.y];
    const z = u * u + v * v;
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uz += (u * z) / 2;
    vz += (v * z) / 2;
  }
  const determinant = uu * vv - uv * uv;
  if (determinant <= 1e-9 * (uu + vv) ** 2) return null;
  const [a, b] = [(uz * vv - vz * uv) / determinant, (vz * uu - uz * uv) / determinant];
  return { x: mean.x + a, y: mean.y + b, radius: Math.sqrt(a * a + b * b + (uu + vv) / n) };
}
