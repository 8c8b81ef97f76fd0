/** Which grey value is shown black and which white. */
export interface Contrast {
  readonly black: number;
  readonly white: number;
}

export const fullContrast: Contrast = { black: 0, white: 255 };

/** How much of an image may be shown all black or all white: hot pixels and borders of montages are. */
const clipped = 0.005;

/** Black and white so that nearly all of an image shows. Pixels of 0 are left out: montages are filled with them. */
export function autoContrast(pixels: Uint8Array): Contrast {
  const counts = new Uint32Array(256);
  for (const pixel of pixels) counts[pixel] = (counts[pixel] ?? 0) + 1;
  counts[0] = 0;
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return fullContrast;
  const black = firstBeyond(counts, all * clipped);
  const white = 255 - firstBeyond(counts.toReversed(), all * clipped);
  return white > black ? { black, white } : fullContrast;
}

function firstBeyond(counts: Uint32Array, most: number): number {
  let sum = 0;
  for (const [value, count] of counts.entries()) {
    sum += count;
    if (sum > most) return value;
  }
  return 255;
}

/** Opaque pixels of the screen for each grey value, as a canvas keeps them in memory (little-endian). */
export function greyTable({ black, white }: Contrast): Uint32Array {
  const span = Math.max(1, white - black);
  return Uint32Array.from({ length: 256 }, (_, value) => {
    const grey = Math.round(Math.min(1, Math.max(0, (value - black) / span)) * 255);
    return 0xff000000 + grey * 0x010101;
  });
}
