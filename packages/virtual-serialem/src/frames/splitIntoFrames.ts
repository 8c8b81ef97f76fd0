import type { ImagePixels } from '../buffers/bufferRecord.ts';

/**
 * An image as so many frames that add up to it again, pixel by pixel. Each pixel gives its counts to the frames evenly;
 * in which of them the remainder lies differs from pixel to pixel, so that no frame is brighter than the others.
 */
export function splitIntoFrames({ pixels, widthPx, heightPx }: ImagePixels, count: number): readonly ImagePixels[] {
  return Array.from({ length: count }, (_, frame) => {
    const part = new Int16Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) {
      const value = Math.round(pixels[i] ?? 0);
      const start = (i * 7919) % count;
      part[i] = Math.floor((value * (frame + 1) + start) / count) - Math.floor((value * frame + start) / count);
    }
    return { widthPx, heightPx, pixels: part };
  });
}

/** Side of the frames that only hold the place of real ones, px. */
const placeholderSidePx = 16;

/** Small frames with the mean of an image, for programs that only look whether the file is there. */
export function placeholderFrames({ pixels }: ImagePixels, count: number): readonly ImagePixels[] {
  let total = 0;
  for (let i = 0; i < pixels.length; i++) total += pixels[i] ?? 0;
  const mean = pixels.length > 0 ? Math.round(total / pixels.length / count) : 0;
  const size = { widthPx: placeholderSidePx, heightPx: placeholderSidePx };
  const frame = { ...size, pixels: new Int16Array(placeholderSidePx ** 2).fill(mean) };
  return Array.from({ length: count }, () => frame);
}
