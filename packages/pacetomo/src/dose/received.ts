import type { Vec } from '../geometry/frames.ts';
import { boundUm, type Footprint, insideOf } from './footprint.ts';
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

/** Dose at the middle of a frame, and over it, e/Å². All three are the same where the camera is not known. */
export interface DoseOnFrame {
  readonly centreEPerA2: number;
  readonly meanEPerA2: number;
  /** Where it is largest. */
  readonly mostEPerA2: number;
  /** What part of the frame receives any. */
  readonly coveredFraction: number;
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

/** Points at which the dose on a frame is looked at, each way: odd, so that the middle is one of them. */
const pointsAcross = 15;

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
  const own = new DoseMap(points);
  const others = new DoseMap(points);
  const beforeFirst = new DoseMap(points);
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

/** The numbers of the points that lie in a footprint. Most of the time of a ledger is spent here. */
function numbersWithin(points: readonly Vec<'specimen'>[], footprint: Footprint): readonly number[] {
  const isInside = insideOf(footprint);
  const side = Math.sqrt(points.length);
  const corners = [points[0], points[side - 1], points[points.length - side], points.at(-1)];
  if (corners.every((corner) => corner !== undefined && isInside(corner.x, corner.y))) return [...points.keys()]; // it is convex
  const numbers: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (point !== undefined && isInside(point.x, point.y)) numbers.push(i);
  }
  return numbers;
}

/** What one neighbour has given so far by one kind of exposure. */
interface Source extends Pick<NeighbourDose, 'from' | 'what'> {
  readonly map: DoseMap;
  readonly spills: Spill[];
}

const sourceOf = ({ target, what }: PlannedExposure, points: readonly Vec<'specimen'>[]): Source => ({
  from: target,
  what,
  map: new DoseMap(points),
  spills: [],
});

const spillOf = ({ tiltDeg, step, doseEPerA2 }: PlannedExposure) => ({ tiltDeg, step, doseEPerA2 });

/** The points of a frame, its middle one in the middle of the list; the place of the target alone where there is no frame. */
function pointsOf({ place, frame }: LedgerTarget): readonly Vec<'specimen'>[] {
  if (frame === null) return [place];
  const parts = Array.from({ length: pointsAcross }, (_, i) => (2 * i + 1) / pointsAcross - 1);
  return parts.flatMap((a) => parts.map((b) => within(frame, a, b)));
}

const within = ({ centre, u, v }: Footprint, a: number, b: number): Vec<'specimen'> => ({
  x: centre.x + a * u.x + b * v.x,
  y: centre.y + a * u.y + b * v.y,
});

/** The dose at the points of a frame, growing. */
class DoseMap {
  readonly #doses: Float64Array;

  constructor(points: readonly Vec<'specimen'>[]) {
    this.#doses = new Float64Array(points.length);
  }

  /** Adds a dose at the points with these numbers. */
  add(hit: readonly number[], doseEPerA2: number): void {
    for (const i of hit) this.#doses[i] = (this.#doses[i] ?? 0) + doseEPerA2;
  }

  summary(): DoseOnFrame {
    const doses = [...this.#doses];
    return {
      centreEPerA2: doses[(doses.length - 1) / 2] ?? 0,
      meanEPerA2: doses.reduce((sum, dose) => sum + dose, 0) / doses.length,
      mostEPerA2: Math.max(...doses),
      coveredFraction: doses.filter((dose) => dose > 0).length / doses.length,
    };
  }
}
