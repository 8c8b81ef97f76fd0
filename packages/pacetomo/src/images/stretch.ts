/** Black and white of a display: counts below the one are black, above the other white. */
export interface Contrast {
  readonly black: number;
  readonly white: number;
}

/** These fractions of the pixels may be darker than black and brighter than white: hot pixels and ice are not to set the contrast. */
const [darkest, brightest] = [0.003, 0.997];
/** So many pixels are enough to know the fractions by. */
const lookedAt = 50_000;

/** A contrast in which nearly all counts can be told apart. Counts that are no numbers do not count. */
export function contrastOf(counts: ArrayLike<number>): Contrast {
  // an odd step does not fall on the same column of every row of an image with even rows
  const step = Math.max(1, Math.floor(counts.length / lookedAt) | 1);
  const sample = new Float64Array(Math.ceil(counts.length / step));
  let found = 0;
  for (let at = 0; at < counts.length; at += step) {
    const count = counts[at] ?? Number.NaN;
    if (Number.isFinite(count)) sample[found++] = count;
  }
  const sorted = sample.subarray(0, found).sort();
  const at = (fraction: number): number => sorted[Math.round(fraction * (found - 1))] ?? 0;
  return { black: at(darkest), white: at(brightest) };
}

/** Counts as grey values from 0, black, to 255. An image without any contrast is grey. */
export function stretchToGrey(counts: ArrayLike<number>, contrast: Contrast = contrastOf(counts)): Uint8Array {
  const grey = new Uint8Array(counts.length);
  const range = contrast.white - contrast.black;
  if (!(range > 0)) return grey.fill(middle);
  const scale = 255 / range;
  for (let at = 0; at < counts.length; at++) {
    const value = ((counts[at] ?? 0) - contrast.black) * scale + 0.5;
    grey[at] = value < 0 ? 0 : value > 255 ? 255 : value; // what is no number becomes 0
  }
  return grey;
}

const middle = 128;
