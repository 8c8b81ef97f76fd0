/** A part of the tilt range without a wide gap. */
export interface Coverage {
  readonly fromDeg: number;
  readonly toDeg: number;
  readonly images: number;
  /** Between neighbours, degrees; 0 for a single image. */
  readonly widestGapDeg: number;
}

/** The widest part of the tilts in which no two neighbours are farther apart than `gapDeg`; null without any. */
export function widestCoverage(tiltsDeg: readonly number[], gapDeg: number): Coverage | null {
  let best: Coverage | null = null;
  let part: Coverage | null = null;
  for (const tiltDeg of tiltsDeg.toSorted((a, b) => a - b)) {
    part = part === null || tiltDeg - part.toDeg > gapDeg ? alone(tiltDeg) : reachingTo(part, tiltDeg);
    if (best === null || isWider(part, best)) best = part;
  }
  return best;
}

const alone = (tiltDeg: number): Coverage => ({ fromDeg: tiltDeg, toDeg: tiltDeg, images: 1, widestGapDeg: 0 });

const reachingTo = (part: Coverage, tiltDeg: number): Coverage => ({
  ...part,
  toDeg: tiltDeg,
  images: part.images + 1,
  widestGapDeg: Math.max(part.widestGapDeg, tiltDeg - part.toDeg),
});

const widthDeg = ({ fromDeg, toDeg }: Coverage): number => toDeg - fromDeg;

const isWider = (one: Coverage, other: Coverage): boolean =>
  widthDeg(one) > widthDeg(other) || (widthDeg(one) === widthDeg(other) && one.images > other.images);
