/** The side of the start tilt that an image belongs to. The start image opens both. */
export type Branch = 'plus' | 'minus';

/** One turn of the stage: every target is exposed once at it. */
export interface Tilt {
  /** Nominal tilt, degrees. Identities are made from it, never from what the stage reads back. */
  readonly deg: number;
  readonly branch: Branch;
}

/** How a series is spread over the angles, degrees. */
export interface TiltScheme {
  readonly startDeg: number;
  readonly minDeg: number;
  readonly maxDeg: number;
  readonly stepDeg: number;
  /** Images on one branch before the other has its turn. */
  readonly groupSize: number;
}

/**
 * Grouped dose-symmetric order: start, then `groupSize` up, `groupSize` down, and so on (Hagen et al. 2017).
 *
 * When one end is reached the other branch goes on alone, still in the same order. An end that is no whole number of
 * steps from the start is not visited: the last image is the last whole step inside the range.
 */
export function doseSymmetric({ startDeg, minDeg, maxDeg, stepDeg, groupSize }: TiltScheme): readonly Tilt[] {
  const up = wholeSteps((maxDeg - startDeg) / stepDeg);
  const down = wholeSteps((startDeg - minDeg) / stepDeg);
  const tilts: Tilt[] = [{ deg: startDeg, branch: 'plus' }];
  const at = (steps: number): number => tenThousandths(startDeg + steps * stepDeg);
  for (let done = 0; done < Math.max(up, down); done += groupSize) {
    for (let n = done + 1; n <= Math.min(done + groupSize, up); n++) tilts.push({ deg: at(n), branch: 'plus' });
    for (let n = done + 1; n <= Math.min(done + groupSize, down); n++) tilts.push({ deg: at(-n), branch: 'minus' });
  }
  return tilts;
}

/** 19.999999 steps are 20: ranges are typed in decimals. */
const wholeSteps = (steps: number): number => Math.max(0, Math.floor(steps + 1e-6));

const tenThousandths = (deg: number): number => Math.round(deg * 1e4) / 1e4 || 0;
