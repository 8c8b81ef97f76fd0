import { Delaunay } from 'd3-delaunay';
import { length, subtract, type Vec } from '../geometry/frames.ts';
import { type Basis, cellArea, latticePosition, type PlaneLattice, reducedBasis } from '../geometry/lattice.ts';
import type { Peak } from '../images/peaks.ts';
import type { Constellation } from './constellations.ts';
import { alongLines, besideFullestRows } from './latticeRows.ts';
import { significanceOf } from './significance.ts';
import { fitted, type Match, matches, spansPlane } from './trialLattice.ts';

/** A lattice that some of the places of a constellation lie on. */
export interface TrialLattice {
  readonly lattice: PlaneLattice<'image'>;
  readonly constellation: Constellation;
  readonly matched: readonly Match[];
  /** See `significanceOf`; the number of lattices that were tried is not yet taken off. */
  readonly significance: number;
}

/** What lattices are looked for. */
export interface WantedLattice {
  /** Range of the lengths of a and b, px. */
  readonly fromPx: number;
  readonly toPx: number;
}

/** The likeliest places, so contrast fractions of the best, among which neighbours are looked for. */
const partsOfContrast = [0.8, 0.6, 0.4];
/** A lattice as significant as this need not be looked for again among other neighbours. */
const beyondDoubt = 30;
/** So many of them at most. */
const mostLikely = 1500;
/** Places from which lattices are begun. */
const seeds = 16;
/** A lattice is begun with the places within so many times the distance of the farthest neighbour. */
const reachInSteps = 2.5;
/** Lattices that are followed over the whole image. */
const followed = 8;
/** A place lies on the lattice when it is within this part of the shorter vector. Several, as images are distorted more or less. */
const tolerances = [0.05, 0.09, 0.15] as const;
/** And within this part of the diameter of a hole. */
const largestTolerance = 0.4;
/** Where a lattice is begun it may be off by more. */
const firstTolerance = 0.15;
/** Neighbouring holes are farther apart than this, in diameters: there is film between them. */
const leastPitch = 1.1;
/** And no farther apart than this, in diameters (R1/4 has 5). */
const largestPitch = 6;
/** Area of a cell in squared diameters: that of the densest hexagonal lattice there can be. */
const leastArea = 1;
/** Sides of a cell that differ by more are no film that is made, even when seen under a tilt. */
const longestOverShortest = 1.9;

/** The most significant lattice of a constellation; null when there are not even three places. */
export function bestLattice(constellation: Constellation, wanted: WantedLattice): TrialLattice | null {
  let best: TrialLattice | null = null;
  const top = constellation.places[0]?.height ?? 0;
  const tried = new Set<number>();
  for (const part of partsOfContrast) {
    const likely = constellation.places.filter(({ height }) => height >= part * top).slice(0, mostLikely);
    if (best !== null && best.significance > beyondDoubt) break;
    if (likely.length < 3 || tried.has(likely.length)) continue;
    tried.add(likely.length);
    for (const begun of beginnings(likely, constellation.diameterPx, wanted)) {
      const trial = grown(begun, constellation);
      if (trial && (best === null || trial.significance > best.significance)) best = trial;
    }
  }
  if (best === null) return null;
  const whole = densest(best, wanted);
  return isCentred(whole) || isInFewRows(whole) ? null : whole;
}

/** Lattices through a likely place and two of its neighbours: those that most places nearby lie on. */
function beginnings(
  likely: readonly Peak[],
  diameterPx: number,
  wanted: WantedLattice,
): readonly PlaneLattice<'image'>[] {
  const points = likely.map(({ x, y }): Vec<'image'> => ({ x, y }));
  const net = Delaunay.from(points.map(({ x, y }) => [x, y]));
  return points
    .slice(0, seeds)
    .flatMap((seed, index) => {
      const steps = [...net.neighbors(index)].flatMap((k) => points[k] ?? []).map((other) => subtract(other, seed));
      const reachPx = reachInSteps * Math.max(...steps.map(length));
      const nearby = points.filter((point) => isWithin(point, seed, reachPx));
      return basesOf(steps, diameterPx, wanted)
        .map((basis) => ({ origin: seed, ...basis }))
        .map((lattice) => ({ lattice, surprise: surpriseOf(lattice, nearby) }));
    })
    .toSorted((a, b) => b.surprise - a.surprise)
    .slice(0, followed)
    .map(({ lattice }) => lattice);
}

const isWithin = (place: Vec<'image'>, from: Vec<'image'>, reachPx: number): boolean =>
  (place.x - from.x) ** 2 + (place.y - from.y) ** 2 <= reachPx ** 2;

/** How many more of the places nearby lie on the lattice than by chance, in standard deviations. */
function surpriseOf(lattice: PlaneLattice<'image'>, nearby: readonly Vec<'image'>[]): number {
  const withinPx = firstTolerance * length(lattice.a);
  const expected = nearby.length * chanceOf(lattice, withinPx);
  return (matches(lattice, nearby, withinPx).length - expected) / Math.sqrt(expected);
}

const chanceOf = (basis: Basis<'image'>, withinPx: number): number => (Math.PI * withinPx ** 2) / cellArea(basis);

/** Different smallest cells that pairs of steps span, as far as they are wanted. */
function basesOf(steps: readonly Vec<'image'>[], diameterPx: number, wanted: WantedLattice): readonly Basis<'image'>[] {
  const different = new Map<string, Basis<'image'>>();
  for (const [k, a] of steps.entries()) {
    for (const b of steps.slice(k + 1)) {
      if (cellArea({ a, b }) < leastArea * diameterPx ** 2) continue;
      const basis = reducedBasis({ a, b });
      if (isWanted(basis, diameterPx, wanted)) different.set(roughly(basis, diameterPx), basis);
    }
  }
  return [...different.values()];
}

function isWanted({ a, b }: Basis<'image'>, diameterPx: number, wanted: WantedLattice): boolean {
  const [short, long] = [length(a), length(b)];
  if (short < leastPitch * diameterPx || long > largestPitch * diameterPx) return false;
  if (long > longestOverShortest * short) return false;
  return short >= wanted.fromPx && long <= wanted.toPx;
}

/** The same words for bases that differ by less than places are known. */
function roughly({ a, b }: Basis<'image'>, diameterPx: number): string {
  const words = ({ x, y }: Vec<'image'>): string => {
    const sign = y < 0 || (y === 0 && x < 0) ? -1 : 1;
    return [x, y].map((value) => Math.round((8 * sign * value) / diameterPx)).join();
  };
  return [words(a), words(b)].toSorted().join(';');
}

/** The lattice fitted to its places farther and farther around, until it covers all of them. */
function grown(begun: PlaneLattice<'image'>, constellation: Constellation): TrialLattice | null {
  const { places } = constellation;
  const points = places.map(({ x, y }): Vec<'image'> => ({ x, y }));
  let lattice = begun;
  for (let reachPx = reachInSteps * length(begun.b); ; reachPx *= 2) {
    const nearby = points.filter((point) => isWithin(point, begun.origin, reachPx));
    const better = fitted(matches(lattice, nearby, firstTolerance * length(lattice.a)), nearby);
    if (!better) return null;
    lattice = better;
    if (nearby.length === points.length) break;
  }
  return judged({ ...lattice, ...reducedBasis(lattice) }, constellation);
}

/** How significant the lattice is at the best of the tolerances; null when its places do not span a plane. */
function judged(lattice: PlaneLattice<'image'>, constellation: Constellation): TrialLattice | null {
  let best: TrialLattice | null = null;
  for (const withinPx of tolerancesPx(lattice, constellation)) {
    const matched = onePerPoint(matches(lattice, constellation.places, withinPx));
    if (!spansPlane(matched)) continue;
    const on = constellation.places.map(() => false);
    for (const { place } of matched) on[place] = true;
    const inPlane = significanceOf(on, chanceOf(lattice, withinPx));
    if (best !== null && inPlane <= best.significance) continue;
    const significance = Math.min(inPlane, alongLines(lattice, constellation.places, on, withinPx));
    if (best === null || significance > best.significance) best = { lattice, constellation, matched, significance };
  }
  return best;
}

function tolerancesPx({ a }: Basis<'image'>, { diameterPx }: Constellation): readonly number[] {
  return tolerances.map((part) => Math.min(part * length(a), largestTolerance * diameterPx));
}

/** Of several places at one lattice point only the likeliest, which is the first. */
function onePerPoint(matched: readonly Match[]): readonly Match[] {
  const taken = new Set<string>();
  return matched.filter(({ i, j }) => {
    const point = `${i},${j}`;
    const isFirst = !taken.has(point);
    taken.add(point);
    return isFirst;
  });
}

/** Lattices with so many times as many points are tried in place of one that was found. */
const denser = [2, 3, 5];

/**
 * The most significant of a lattice and those of which it is a part: of holes among much noise every fifth may have been
 * begun with, and they lie on a lattice, too.
 */
function densest(trial: TrialLattice, wanted: WantedLattice): TrialLattice {
  const { a, b, origin } = trial.lattice;
  const bases = denser.flatMap((times) => [
    { a, b: { x: b.x / times, y: b.y / times } },
    ...Array.from({ length: times }, (_, q) => ({ a: { x: (a.x + q * b.x) / times, y: (a.y + q * b.y) / times }, b })),
  ]);
  const { constellation } = trial;
  const better = bases
    .map((basis) => reducedBasis<'image'>(basis))
    .filter((basis) => isWanted(basis, constellation.diameterPx, wanted))
    .flatMap((basis) => judged({ origin, ...basis }, constellation) ?? [])
    .filter(({ significance }) => significance > trial.significance)
    .toSorted((one, other) => other.significance - one.significance)[0];
  return better ? densest(better, wanted) : trial;
}

/** Where the middles of sides and of the cell, and its thirds, are: holes there belong to a lattice with a smaller cell. */
const between = [
  [1 / 2, 0],
  [0, 1 / 2],
  [1 / 2, 1 / 2],
  [1 / 3, 0],
  [0, 1 / 3],
  [1 / 3, 1 / 3],
  [1 / 3, 2 / 3],
] as const;
/** A lattice with this part of its holes again between them is a part of a denser one. */
const centredPart = 0.4;

/** Whether places in the cells are nearly as many as at their corners. */
function isCentred({ lattice, constellation, matched }: TrialLattice): boolean {
  const least = Math.min(...matched.map(({ place }) => constellation.places[place]?.height ?? 0));
  const likely = constellation.places.filter(({ height }) => height >= least);
  return between.some(([i, j]) => {
    const { x, y } = latticePosition(lattice, { i, j });
    const [, withinPx = 0] = tolerancesPx(lattice, constellation);
    return (
      onePerPoint(matches({ ...lattice, origin: { x, y } }, likely, withinPx)).length > centredPart * matched.length
    );
  });
}

/** At least this part of the holes lies neither in the fullest row nor in the second fullest, whichever way rows are drawn. */
const besideTwoRows = 0.2;

/** Whether nearly all places lie in two rows. A film of which no more can be seen is left to those who look at single holes. */
const isInFewRows = ({ matched }: TrialLattice): boolean =>
  besideFullestRows(matched).length < besideTwoRows * matched.length;
