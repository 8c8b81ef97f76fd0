import type { ExposureTruth } from '../truth/truthLog.ts';
import { total } from './statistics.ts';

/** Where the virtual minutes went, as far as the log tells: it knows the moments of the exposures. */
export interface TimeSplit {
  /** Before the first exposure. */
  readonly before: number;
  /** With the shutter open; 0 in logs of the first version. */
  readonly exposing: number;
  /** From the last exposure at a tilt to the first one at the next: tilting, settling, and what is done before the first image. */
  readonly betweenTilts: number;
  /** Between exposures at one tilt: image shifts, read-out, files, alignment. */
  readonly withinTilts: number;
}

/** The split of a run. */
export function timeSplit(exposures: readonly ExposureTruth[]): TimeSplit {
  const openS = exposures.map(({ look }) => look?.exposureS ?? 0);
  const gaps = exposures.slice(1).map((later, i) => {
    const earlier = exposures[i];
    const gapS = later.timeS - (earlier?.timeS ?? 0) - ((openS[i] ?? 0) + (openS[i + 1] ?? 0)) / 2;
    return { gapS, isTilted: later.nominalTiltDeg !== earlier?.nominalTiltDeg };
  });
  const minutes = (isTilted: boolean) =>
    total(gaps.filter((gap) => gap.isTilted === isTilted).map(({ gapS }) => gapS)) / 60;
  return {
    before: Math.max(0, (exposures[0]?.timeS ?? 0) - (openS[0] ?? 0) / 2) / 60,
    exposing: total(openS) / 60,
    betweenTilts: minutes(true),
    withinTilts: minutes(false),
  };
}
