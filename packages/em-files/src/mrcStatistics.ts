import type { MrcPixels, PixelMode } from './mrcPixels.ts';

/** What the pixels of one section come to. Pixels that are NaN are left out. */
export interface PixelStatistics {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
}

/** Statistics of one section; null for complex and colour pixels, which have no order, and if there is no number. */
export function pixelStatistics(pixels: MrcPixels, mode: PixelMode): PixelStatistics | null {
  if (mode === 4 || mode === 16) return null;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  return count === 0 ? null : { min, max, sum, count };
}

/** The extremes and the mean that go into the header of a stack. */
export interface RunningStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** How MRC2014 says that nothing is known: a maximum below the minimum, and a mean below both. */
export const undetermined: RunningStatistics = { min: 0, max: -1, mean: -2 };

/** Statistics of a stack of `before` pixels after one more section. What was not determined stays so. */
export function withSectionAdded(
  running: RunningStatistics,
  before: number,
  section: PixelStatistics | null,
): RunningStatistics {
  if (section === null) return before === 0 ? undetermined : running;
  if (before === 0) return { min: section.min, max: section.max, mean: Math.fround(section.sum / section.count) };
  if (running.max < running.min) return running;
  return {
    min: Math.min(running.min, section.min),
    max: Math.max(running.max, section.max),
    // as the header keeps it, so that a stack comes out the same whether or not it was closed in between
    mean: Math.fround((running.mean * before + section.sum) / (before + section.count)),
  };
}

/** Statistics after one section of a stack of `total` pixels was replaced. The extremes become bounds: they only widen. */
export function withSectionReplaced(
  running: RunningStatistics,
  total: number,
  old: PixelStatistics | null,
  section: PixelStatistics | null,
): RunningStatistics {
  if (old === null || section === null || running.max < running.min) return running;
  return {
    min: Math.min(running.min, section.min),
    max: Math.max(running.max, section.max),
    mean: Math.fround(running.mean + (section.sum - old.sum) / total),
  };
}
