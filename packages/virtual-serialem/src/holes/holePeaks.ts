import type { HoleMap } from './holeCorrelation.ts';

/** A place that looks like a hole: from the top left corner, px (the middle of a pixel is at + 0.5), and by how much, counts. */
export interface HolePeak {
  readonly x: number;
  readonly y: number;
  readonly strength: number;
}

/** Peaks weaker than this part of the strong ones are no holes. */
const weakestFraction = 0.4;
/** The strong ones: this part of all peaks is stronger still. */
const strongQuantile = 0.9;

/** The maxima of a hole map that are at least `apartPx` from any stronger one, strongest first. */
export function holePeaks(map: HoleMap, apartPx: number): readonly HolePeak[] {
  const found = localMaxima(map).sort((a, b) => b.strength - a.strength);
  const apart: HolePeak[] = [];
  for (const peak of found) {
    if (apart.every(({ x, y }) => Math.hypot(x - peak.x, y - peak.y) >= apartPx)) apart.push(peak);
  }
  const strong = apart[Math.floor((1 - strongQuantile) * apart.length)]?.strength ?? 0;
  return apart.filter(({ strength }) => strength >= weakestFraction * strong);
}

function localMaxima({ values, widthPx, heightPx, marginPx }: HoleMap): HolePeak[] {
  const peaks: HolePeak[] = [];
  // The outermost values have no neighbours: what rises towards the border is a hole that is cut by it.
  for (let y = marginPx + 1; y < heightPx - marginPx - 1; y++) {
    for (let x = marginPx + 1; x < widthPx - marginPx - 1; x++) {
      const at = y * widthPx + x;
      const strength = values[at] ?? 0;
      if (strength > 0 && isMaximum(values, at, widthPx)) peaks.push(refined(values, at, widthPx, x, y));
    }
  }
  return peaks;
}

function isMaximum(values: Float32Array, at: number, widthPx: number): boolean {
  const value = values[at] ?? 0;
  for (const row of [-widthPx, 0, widthPx]) {
    for (const step of [-1, 0, 1]) {
      const other = values[at + row + step] ?? 0;
      if (other > value || (other === value && row + step < 0)) return false;
    }
  }
  return true;
}

/** The top of parabolas through the neighbours. */
function refined(values: Float32Array, at: number, widthPx: number, x: number, y: number): HolePeak {
  const value = (offset: number): number => values[at + offset] ?? 0;
  const top = (before: number, here: number, after: number): number => {
    const bend = before - 2 * here + after;
    return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  };
  return {
    x: x + 0.5 + top(value(-1), value(0), value(1)),
    y: y + 0.5 + top(value(-widthPx), value(0), value(widthPx)),
    strength: value(0),
  };
}
