import type { Instrument } from '../instrument.ts';
import { addShape } from '../navigator/newItems.ts';
import type { Hole, HoleResult } from './holeFinder.ts';

/** Which holes are good enough for a point of the Navigator. */
export interface HoleLimits {
  /** Of the mean inside, counts. */
  readonly leastMean: number;
  readonly mostMean: number;
  /** The largest standard deviation inside, percent of the mean; null for any. */
  readonly deviationPercent: number | null;
  /** The least distance of the rim from the border of the image, µm. */
  readonly edgeUm: number;
}

/** The holes within the limits, row by row there and back. */
export function chosenHoles(holes: readonly Hole[], limits: HoleLimits): readonly Hole[] {
  return holes.filter((hole) => isWithin(hole, limits)).sort(inZigzag);
}

/** Makes a group of navigator points at the holes within the limits. Gives how many. */
export function addPointsAtHoles(instrument: Instrument, result: HoleResult, limits: HoleLimits): number {
  const chosen = chosenHoles(result.holes, limits);
  const groupId = instrument.navigator.uniqueId();
  const common = { kind: 'point', zUm: result.zUm, groupId, drawnOnMapId: result.mapId } as const;
  for (const { stageUm } of chosen) addShape(instrument, { ...common, outline: [stageUm] });
  return chosen.length;
}

function isWithin(hole: Hole, { leastMean, mostMean, deviationPercent, edgeUm }: HoleLimits): boolean {
  const { mean, deviation, edgeDistanceUm } = hole;
  const isEven = deviationPercent === null || deviation <= (deviationPercent / 100) * mean;
  return mean >= leastMean && mean <= mostMean && isEven && edgeDistanceUm >= edgeUm;
}

function inZigzag(a: Hole, b: Hole): number {
  if (a.row !== b.row) return a.row - b.row;
  return Math.abs(a.row) % 2 === 0 ? a.column - b.column : b.column - a.column;
}
