import { length, subtract, type Vec } from '../geometry/frames.ts';
import { type LatticeStep, type LatticeVectors, stepsTo } from './lattice.ts';
import { squareSpiral } from './patterns.ts';

/**
 * The places in an order in which image shift has a short way from one to the next, the first one staying first: a spiral
 * outwards over the lattice, or from each to its nearest neighbour that is left, whichever is shorter. (In a long and
 * narrow area a spiral would go from end to end and back.)
 */
export function shortOrder(places: readonly Vec<'specimen'>[], vectors: LatticeVectors): readonly Vec<'specimen'>[] {
  const spiral = spiralOrder(places, vectors);
  const hops = nearestFirst(places);
  return wayUm(hops) < wayUm(spiral) - shorterUm ? hops : spiral;
}

/** The way has to be shorter by this, µm, so that rounding does not choose. */
const shorterUm = 1e-6;

/** How far image shift goes from the first place to the last one, µm. */
export const wayUm = (places: readonly Vec<'specimen'>[]): number =>
  places.reduce((sum, place, i) => sum + length(subtract(place, places[i - 1] ?? place)), 0);

/** The places in the order of a spiral about the first one over the lattice that they lie on, nearly. */
function spiralOrder(places: readonly Vec<'specimen'>[], vectors: LatticeVectors): readonly Vec<'specimen'>[] {
  const [first] = places;
  if (first === undefined) return places;
  const steps = places.map((place) => rounded(stepsTo(vectors, subtract(place, first))));
  const rings = Math.max(...steps.map(({ i, j }) => Math.max(Math.abs(i), Math.abs(j))));
  const rank = new Map(squareSpiral(rings).map((step, at) => [keyOf(step), at]));
  const ranked = places.map((place, at) => ({ place, rank: rank.get(keyOf(steps[at] ?? origin)) ?? 0 }));
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ place }) => place);
}

const origin: LatticeStep = { i: 0, j: 0 };
const rounded = (step: LatticeStep | null): LatticeStep =>
  step === null ? origin : { i: Math.round(step.i), j: Math.round(step.j) };
const keyOf = ({ i, j }: LatticeStep): string => `${i + 0} ${j + 0}`; // no negative zero in a key

function nearestFirst(places: readonly Vec<'specimen'>[]): readonly Vec<'specimen'>[] {
  const left = [...places];
  const way = left.splice(0, 1);
  for (let at = way[0]; at !== undefined && left.length > 0; at = way.at(-1)) {
    const here = at;
    const distances = left.map((place) => length(subtract(place, here)));
    const nearest = distances.reduce((best, distance, i) => (distance < (distances[best] ?? 0) ? i : best), 0);
    way.push(...left.splice(nearest, 1));
  }
  return way;
}
