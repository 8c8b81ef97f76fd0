import { type Correlation, correlationMap } from './correlate.ts';
import { cutOut, type GreyImage } from './greyImage.ts';

const MOST_PEAKS = 10;
/** Peaks below this fraction of the highest are not looked at. */
const LEAST_PEAK_FRACTION = 0.33;
/** Less overlap than this fraction of the area proves nothing. */
const LEAST_OVERLAP_FRACTION = 0.05;
/** A coefficient over little overlap is high by chance: it is weighted with the overlap to this power. */
const OVERLAP_POWER = 1 / 6;

/** A shift of the moving image, px, x to the right and y down. */
export interface Shift {
  readonly x: number;
  readonly y: number;
}

/** A possible alignment. */
export interface Peak {
  /** In whole pixels; see `refineShift`. */
  readonly shift: Shift;
  /** Height of the correlation peak, relative to the images' correlation with themselves. */
  readonly height: number;
  /** Correlation coefficient of the filtered images over their overlap. */
  readonly coefficient: number;
}

/** The weight, 0…1, of a shift; 0 forbids it. */
export type ShiftWeight = (shift: Shift) => number;

/**
 * The best peak: the highest peaks, each in the four positions that its wrapped-round shift may mean, are judged by the real correlation
 * coefficient over the overlap. So a strong but wrong peak may lose to a weaker one that fits. Null when no peak is allowed.
 */
export function bestPeak(correlation: Correlation, weight: ShiftWeight): Peak | null {
  let best: { readonly peak: Peak; readonly score: number } | null = null;
  for (const { x, y } of highestPeaks(correlation, weight)) {
    for (const shift of positionsOf(correlation, x, y)) {
      const allowed = weight(shift);
      const fraction = overlapFraction(correlation, shift);
      if (allowed === 0 || fraction < LEAST_OVERLAP_FRACTION) continue;
      const coefficient = overlapCoefficient(correlation, shift);
      const score = coefficient * fraction ** OVERLAP_POWER * allowed;
      if (best && score <= best.score) continue;
      const { moving, fixed, values, widthPx } = correlation;
      const height = (values[y * widthPx + x] ?? 0) * widthPx * correlation.heightPx;
      const relative = height / Math.sqrt(moving.power * fixed.power);
      best = { peak: { shift, height: relative, coefficient }, score };
    }
  }
  return best?.peak ?? null;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

function highestPeaks(correlation: Correlation, weight: ShiftWeight): readonly Spot[] {
  const { values, widthPx, heightPx } = correlation;
  let spots: Spot[] = [];
  let least = 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const raw = values[y * widthPx + x] ?? 0;
      if (raw <= least || !isHighest(correlation, x, y, raw)) continue;
      const value = raw * Math.max(...positionsOf(correlation, x, y).map(weight));
      if (value <= least) continue;
      spots = [...spots, { x, y, value }].sort((a, b) => b.value - a.value).slice(0, MOST_PEAKS);
      if (spots.length === MOST_PEAKS) least = spots.at(-1)?.value ?? least;
    }
  }
  const highest = spots[0]?.value ?? 0;
  return spots.filter(({ value }) => value >= LEAST_PEAK_FRACTION * highest);
}

function isHighest({ values, widthPx, heightPx }: Correlation, x: number, y: number, value: number): boolean {
  const [left, right] = [x === 0 ? widthPx - 1 : x - 1, x === widthPx - 1 ? 0 : x + 1];
  for (const row of [
    (y === 0 ? heightPx - 1 : y - 1) * widthPx,
    y * widthPx,
    (y === heightPx - 1 ? 0 : y + 1) * widthPx,
  ]) {
    if ((values[row + left] ?? 0) > value || (values[row + x] ?? 0) > value || (values[row + right] ?? 0) > value)
      return false;
  }
  return true;
}

/** The four shifts that one place of a wrapped correlation may stand for. */
function positionsOf({ widthPx, heightPx }: Correlation, x: number, y: number): readonly Shift[] {
  return [x, x - widthPx].flatMap((sx) => [y, y - heightPx].map((sy) => ({ x: sx, y: sy })));
}

interface Sized {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Rows and columns of the moving image that lie on the fixed one after a shift. */
function overlapOf({ moving, fixed }: { readonly moving: Sized; readonly fixed: Sized }, { x, y }: Shift) {
  const [left, right] = [Math.max(0, -x), Math.min(moving.widthPx, fixed.widthPx - x)];
  const [top, bottom] = [Math.max(0, -y), Math.min(moving.heightPx, fixed.heightPx - y)];
  return { left, right: Math.max(left, right), top, bottom: Math.max(top, bottom) };
}

function overlapFraction(correlation: Correlation, shift: Shift): number {
  const { left, right, top, bottom } = overlapOf(correlation, shift);
  const area = ({ widthPx, heightPx }: Sized) => widthPx * heightPx;
  return ((right - left) * (bottom - top)) / Math.min(area(correlation.moving), area(correlation.fixed));
}

/** Pearson's coefficient of the two filtered images over their overlap at a whole-pixel shift. */
function overlapCoefficient(correlation: Correlation, shift: Shift): number {
  const { moving, fixed, widthPx } = correlation;
  const { left, right, top, bottom } = overlapOf(correlation, shift);
  const n = (right - left) * (bottom - top);
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let row = top; row < bottom; row++) {
    const at = row * widthPx;
    const to = (row + shift.y) * widthPx + shift.x;
    for (let column = left; column < right; column++) {
      const a = moving.values[at + column] ?? 0;
      const b = fixed.values[to + column] ?? 0;
      sa += a;
      sb += b;
      saa += a * a;
      sbb += b * b;
      sab += a * b;
    }
  }
  const variance = (saa - (sa * sa) / n) * (sbb - (sb * sb) / n);
  return variance > 0 ? (sab - (sa * sb) / n) / Math.sqrt(variance) : 0;
}

/** How far from the whole-pixel shift the refined one is looked for, px. */
const REFINE_PX = 2;

/**
 * A whole-pixel shift made exact to a fraction: what overlaps is cut out of both images and correlated once more, and a parabola laid through the
 * peak in x and in y. The cut-outs fade out in the same places; the whole images do not, and that would draw the peak towards zero shift.
 */
export function refineShift(moving: GreyImage, fixed: GreyImage, shift: Shift): Shift {
  const { left, right, top, bottom } = overlapOf({ moving, fixed }, shift);
  const [movingCut, fixedCut] = [
    cutOut(moving, { left, right, top, bottom }),
    cutOut(fixed, { left: left + shift.x, right: right + shift.x, top: top + shift.y, bottom: bottom + shift.y }),
  ];
  const { values, widthPx, heightPx } = correlationMap(movingCut, fixedCut);
  const height = (x: number, y: number) =>
    values[((y + heightPx) % heightPx) * widthPx + ((x + widthPx) % widthPx)] ?? 0;
  let highest = { x: 0, y: 0 };
  for (let y = -REFINE_PX; y <= REFINE_PX; y++) {
    for (let x = -REFINE_PX; x <= REFINE_PX; x++) if (height(x, y) > height(highest.x, highest.y)) highest = { x, y };
  }
  const { x, y } = highest;
  return {
    x: shift.x + x + vertex(height(x - 1, y), height(x, y), height(x + 1, y)),
    y: shift.y + y + vertex(height(x, y - 1), height(x, y), height(x, y + 1)),
  };
}

/** Where the parabola through three equidistant points has its top, from the middle one; within half a step. */
function vertex(before: number, at: number, after: number): number {
  const curvature = before - 2 * at + after;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / curvature)) : 0;
}
