import type { Vec } from '../geometry/frames.ts';
import { boundUm } from './footprint.ts';
import { type DoseOnFrame, FrameDoses, numbersWithin, pointsOf } from './frameDoses.ts';
import type { LedgerTarget } from './ledger.ts';
import type { ExposureWhat, PlannedExposure } from './plannedExposure.ts';

/** What one target receives from everything that is exposed. */
export interface ReceivedDose {
  readonly target: string;
  /** From its own images and the looks at it. */
  readonly own: DoseOnFrame;
  /** Its own and that of all others, before its first Record image. */
  readonly beforeFirst: DoseOnFrame;
  /** From its neighbours all together. */
  readonly fromOthers: DoseOnFrame;
  /** The same one by one, the largest first. */
  readonly neighbours: readonly NeighbourDose[];
}

/** What comes from one neighbour by one kind of exposure. */
export interface NeighbourDose extends DoseOnFrame {
  /** The neighbour; null for exposures that are for nobody in particular. */
  readonly from: string | null;
  readonly what: ExposureWhat;
  /** In the order of the run. */
  readonly exposures: readonly Spill[];
}

/** One exposure of a neighbour that reaches a target. */
export interface Spill {
  readonly tiltDeg: number;
  /** The step of the schedule; null in set-up. */
  readonly step: number | null;
  /** How many Record images the target had of itself by then. */
  readonly ownImagesBefore: number;
  readonly doseEPerA2: number;
  /** What part of the frame it falls on. */
  readonly coveredFraction: number;
}

/** What every target receives, in the order of the targets. `exposures` are those of the run, in its order. */
export function receivedDoses(
  targets: readonly LedgerTarget[],
  exposures: readonly PlannedExposure[],
): readonly ReceivedDose[] {
  const bounds = exposures.map(({ footprint }) => boundUm(footprint));
  return targets.map((target) => {
    const points = pointsOf(target);
    const reach = target.frame === null ? 0 : boundUm(target.frame);
    const near = exposures.filter(({ place: { x, y } }, i) => {
      const farthest = reach + (bounds[i] ?? 0);
      return Math.abs(x - target.place.x) <= farthest && Math.abs(y - target.place.y) <= farthest;
    });
    return received(target.id, points, near);
  });
}

function received(
  target: string,
  points: readonly Vec<'specimen'>[],
  exposures: readonly PlannedExposure[],
): ReceivedDose {
  const own = new FrameDoses(points);
  const others = new FrameDoses(points);
  const beforeFirst = new FrameDoses(points);
  const sources = new Map<string, Source>();
  let ownImages = 0;
  for (const exposure of exposures) {
    const isOwn = exposure.target === target;
    if (isOwn && exposure.what === 'record') ownImages += 1;
    const hit = numbersWithin(points, exposure.footprint);
    const coveredFraction = hit.length / points.length;
    if (coveredFraction === 0) continue;
    (isOwn ? own : others).add(hit, exposure.doseEPerA2);
    if (ownImages === 0) beforeFirst.add(hit, exposure.doseEPerA2);
    if (isOwn) continue;
    const key = `${exposure.what} ${exposure.target}`;
    const source = sources.get(key) ?? sourceOf(exposure, points);
    source.map.add(hit, exposure.doseEPerA2);
    source.spills.push({ ...spillOf(exposure), ownImagesBefore: ownImages, coveredFraction });
    sources.set(key, source);
  }
  const neighbours = [...sources.values()].map(
    ({ from, what, map, spills }): NeighbourDose => ({ from, what, ...map.summary(), exposures: spills }),
  );
  return {
    target,
    own: own.summary(),
    beforeFirst: beforeFirst.summary(),
    fromOthers: others.summary(),
    neighbours: neighbours.toSorted((a, b) => b.mostEPerA2 - a.mostEPerA2),
  };
}

/** What one neighbour has given so far by one kind of exposure. */
interface Source extends Pick<NeighbourDose, 'from' | 'what'> {
  readonly map: FrameDoses;
  readonly spills: Spill[];
}

const sourceOf = ({ target, what }: PlannedExposure, points: readonly Vec<'specimen'>[]): Source => ({
  from: target,
  what,
  map: new FrameDoses(points),
  spills: [],
});

const spillOf = ({ tiltDeg, step, doseEPerA2 }: PlannedExposure) => ({ tiltDeg, step, doseEPerA2 });
