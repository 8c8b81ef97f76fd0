import type { ImagePixels } from './bufferRecord.ts';

/** What is told of the values of an image. */
export interface Statistics {
  readonly mean: number;
  readonly deviation: number;
  readonly smallest: number;
  readonly largest: number;
}

/** Mean, standard deviation, smallest and largest value of the pixels that are chosen; zeros when there are none. */
export function statisticsOf(
  { pixels, widthPx, heightPx }: ImagePixels,
  chosen: (x: number, y: number) => boolean = () => true,
): Statistics {
  let [count, total, squares] = [0, 0, 0];
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (!chosen(x, y)) continue;
      const value = pixels[y * widthPx + x] ?? 0;
      count += 1;
      total += value;
      squares += value * value;
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
  }
  if (count === 0) return { mean: 0, deviation: 0, smallest: 0, largest: 0 };
  const mean = total / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), smallest, largest };
}
