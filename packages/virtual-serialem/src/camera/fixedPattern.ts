import { keyedRandom } from '../random/keyedRandom.ts';
import { RecentlyUsed } from '../specimen/recentlyUsed.ts';
import type { CameraSettings } from './schema.ts';
import type { Shot } from './shot.ts';

/** What the camera itself writes into every image of one size, binning and position. */
export interface FixedPattern {
  /** Sensitivity of each pixel, near 1, row by row. */
  readonly gain: Float32Array;
  /** Hot pixels: index into the image and electrons per second. */
  readonly hot: readonly { readonly index: number; readonly electronsPerS: number }[];
}

/** Standard deviation of the sum of four bytes. */
const FOUR_BYTES_SD = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
const FOUR_BYTES_MEAN = 4 * 127.5;

/** The fixed pattern of a camera: one map over its unbinned pixels per seed, binned and cut out as an image asks for it. */
export function fixedPattern(settings: CameraSettings, seed: number): (shot: Shot) => FixedPattern {
  const kept = new RecentlyUsed<FixedPattern>(30e6);
  let unbinned: Int16Array | null = null;
  return (shot) => {
    unbinned ??= gainErrors(settings, seed);
    const errors = unbinned;
    const { x, y } = cornerOf(settings, shot);
    const make = () => ({ gain: binnedGain(settings, errors, shot, x, y), hot: hotPixels(settings, seed, shot, x, y) });
    return kept.get(`${shot.widthPx} ${shot.heightPx} ${shot.binning} ${x} ${y}`, make, ({ gain }) => gain.length);
  };
}

/** The unbinned camera pixel (from the top left) under the first pixel of the image. */
function cornerOf({ widthPx, heightPx }: CameraSettings, shot: Shot): { x: number; y: number } {
  const offset = shot.offsetPx ?? { x: 0, y: 0 };
  return {
    x: Math.round(widthPx / 2 + offset.x - (shot.widthPx * shot.binning) / 2),
    y: Math.round(heightPx / 2 - offset.y - (shot.heightPx * shot.binning) / 2),
  };
}

/** Near enough normal and quick: sums of the four bytes of one random word, about their mean. */
function gainErrors({ widthPx, heightPx }: CameraSettings, seed: number): Int16Array {
  const { bits } = keyedRandom(seed, 'camera gain');
  const errors = new Int16Array(widthPx * heightPx);
  for (let i = 0; i < errors.length; i++) {
    const word = bits.next();
    errors[i] = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24) - FOUR_BYTES_MEAN;
  }
  return errors;
}

function binnedGain(camera: CameraSettings, errors: Int16Array, shot: Shot, x0: number, y0: number): Float32Array {
  const { widthPx, heightPx, binning } = shot;
  const gain = new Float32Array(widthPx * heightPx).fill(1);
  const scale = camera.gainErrorFraction / FOUR_BYTES_SD / binning ** 2;
  for (let y = 0; y < heightPx * binning; y++) {
    // An image larger than the camera sees the pattern again: there is no such image but in tests.
    const source = modulo(y0 + y, camera.heightPx) * camera.widthPx;
    const target = Math.floor(y / binning) * widthPx;
    for (let x = 0; x < widthPx * binning; x++) {
      const at = target + Math.floor(x / binning);
      gain[at] = (gain[at] ?? 0) + scale * (errors[source + modulo(x0 + x, camera.widthPx)] ?? 0);
    }
  }
  return gain;
}

function hotPixels(camera: CameraSettings, seed: number, shot: Shot, x0: number, y0: number): FixedPattern['hot'] {
  const random = keyedRandom(seed, 'camera hot pixels');
  const count = random.poisson(camera.hotPixelFraction * camera.widthPx * camera.heightPx);
  const all = Array.from({ length: count }, () => ({
    x: Math.floor((Math.floor(random.uniform() * camera.widthPx) - x0) / shot.binning),
    y: Math.floor((Math.floor(random.uniform() * camera.heightPx) - y0) / shot.binning),
    electronsPerS: camera.hotPixelElectronsPerS * 2 * random.uniform(),
  }));
  return all
    .filter(({ x, y }) => x >= 0 && y >= 0 && x < shot.widthPx && y < shot.heightPx)
    .map(({ x, y, electronsPerS }) => ({ index: y * shot.widthPx + x, electronsPerS }));
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}
