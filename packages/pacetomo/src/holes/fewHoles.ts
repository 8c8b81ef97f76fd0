import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { median } from 'simple-statistics';
import { cosDeg, sinDeg } from '../geometry/degrees.ts';
import { length, subtract, type Vec } from '../geometry/frames.ts';
import { type Basis, cellArea, latticePosition, type PlaneLattice, reducedBasis } from '../geometry/lattice.ts';
import type { GreyImage } from '../images/greyImage.ts';
import type { Constellation } from './constellations.ts';
import { type HoleSight, imageForLooking, lookAtHole } from './lookAtHole.ts';
import { pointsInside, type RoughLattice } from './measureLattice.ts';
import { fitted, matches, spansPlane } from './trialLattice.ts';

/** Likely places that are looked at closely. */
const lookedAt = 14;
/** They have to look at least so much like a disc, and to show so much of a round edge, of a diameter that is this near to the others'. */
const leastScore = 0.4;
const leastEdge = 0.3;
const diameterTolerance = 0.1;
/** The smallest cell is a square or a hexagonal one seen under a tilt of up to 20° (1 / cos 20° = 1.064), give or take what is measured. */
const mostStretched = 1.08;
/** Holes lie this near to the lattice, part of the shorter side. */
const withinPart = 0.06;
/** At least this part of the lattice points around which a whole hole would be in the image has one. */
const leastFilled = 0.4;
/** No more round places than this part of the holes lie off the lattice. */
const mostOffPart = 1 / 5;
const leastPitch = 1.1;
const largestPitch = 5;

/** A lattice through three or more holes with round edges, with their number. */
export interface FewHoles extends RoughLattice {
  readonly holes: number;
  /** Sum of the holes' scores. */
  readonly strength: number;
  /** How far the farthest of them is from its lattice point, px. */
  readonly offPx: number;
}

/**
 * A lattice through as few as three holes. Three places lie on some lattice always, so here each has to have the edge of a
 * disc, all the same diameter, the cell has to be one that films have, and hardly a hole may be missing or beside it.
 */
export function fewHoles(image: GreyImage, constellation: Constellation): FewHoles | null {
  const { brightness } = constellation;
  const likely = constellation.places.filter(({ height }) => height >= leastScore);
  if (likely.length < 3) return null;
  const looking = imageForLooking(image, constellation.diameterPx);
  const sights = likely.slice(0, lookedAt).flatMap(({ x, y }) => {
    const hole = { diameterPx: constellation.diameterPx, brightness, isDiameterKnown: false };
    return lookAtHole(looking, { x, y }, hole, 0.25 * constellation.diameterPx) ?? [];
  });
  const round = sights.filter(({ edge }) => edge !== null && edge.seen >= leastEdge);
  const typicalPx = typicalDiameter(round);
  const alike = round.filter(({ edge }) => edge && Math.abs(edge.diameterPx / typicalPx - 1) <= diameterTolerance);
  const holes = withoutDoubles(alike, typicalPx);
  let best: FewHoles | null = null;
  for (const lattice of cells(
    holes.map(({ centre }) => centre),
    typicalPx,
  )) {
    const few = through(lattice, holes, image, { diameterPx: typicalPx, brightness });
    if (few && (best === null || few.holes > best.holes || (few.holes === best.holes && few.offPx < best.offPx)))
      best = few;
  }
  return best;
}

const typicalDiameter = (round: readonly HoleSight[]): number =>
  round.length === 0 ? 0 : median(round.flatMap(({ edge }) => edge?.diameterPx ?? []));

/** One disc that was seen from two likely places counts once. */
function withoutDoubles(sights: readonly HoleSight[], diameterPx: number): readonly HoleSight[] {
  return sights.filter((sight, k) =>
    sights.slice(0, k).every(({ centre }) => length(subtract(centre, sight.centre)) > 0.5 * diameterPx),
  );
}

/** Lattices through any three of the places whose smallest cell is one that films have. */
function cells(places: readonly Vec<'image'>[], diameterPx: number): readonly PlaneLattice<'image'>[] {
  return places.flatMap((origin, k) =>
    places.flatMap((p, m) =>
      places.slice(m + 1).flatMap((q) => {
        const [a, b] = [subtract(p, origin), subtract(q, origin)];
        if (m === k || q === origin || cellArea({ a, b }) < diameterPx ** 2) return [];
        const basis = reducedBasis({ a, b });
        return isUsualCell(basis, diameterPx) ? [{ origin, ...basis }] : [];
      }),
    ),
  );
}

function isUsualCell(basis: Basis<'image'>, diameterPx: number): boolean {
  if (length(basis.a) < leastPitch * diameterPx || length(basis.b) > largestPitch * diameterPx) return false;
  return [60, 90, 120].some((angleDeg) => stretch(basis, angleDeg) <= mostStretched);
}

/**
 * By how much a cell with equal sides at an angle was stretched in one direction, compared with the direction across, to
 * become this one: the ratio of the singular values of the matrix that maps the one to the other.
 */
function stretch({ a, b }: Basis<'image'>, angleDeg: number): number {
  const across = {
    x: (b.x - cosDeg(angleDeg) * a.x) / sinDeg(angleDeg),
    y: (b.y - cosDeg(angleDeg) * a.y) / sinDeg(angleDeg),
  };
  const { diagonal } = new SingularValueDecomposition(
    new Matrix([
      [a.x, across.x],
      [a.y, across.y],
    ]),
  );
  return Math.max(...diagonal) / Math.min(...diagonal);
}

function through(
  begun: PlaneLattice<'image'>,
  holes: readonly HoleSight[],
  image: GreyImage,
  disc: Pick<RoughLattice, 'diameterPx' | 'brightness'>,
): FewHoles | null {
  const places = holes.map(({ centre }) => centre);
  const withinPx = withinPart * length(begun.a);
  const lattice = fitted(matches(begun, places, withinPx), places);
  if (lattice === null) return null;
  const on = matches(lattice, places, withinPx);
  if (on.length < 3 || !spansPlane(on) || places.length - on.length > mostOffPart * on.length) return null;
  const filled = new Set(on.map(({ i, j }) => `${i},${j}`));
  const whole = pointsInside(lattice, image).filter((index) => {
    const { x, y } = latticePosition(lattice, index);
    const margin = disc.diameterPx / 2;
    return Math.min(x, y, image.widthPx - 1 - x, image.heightPx - 1 - y) >= margin;
  });
  const empty = whole.filter(({ i, j }) => !filled.has(`${i},${j}`)).length;
  if (on.length < leastFilled * (on.length + empty)) return null;
  const off = on.map(({ i, j, place }) => {
    const { x, y } = latticePosition(lattice, { i, j });
    return Math.hypot((places[place]?.x ?? 0) - x, (places[place]?.y ?? 0) - y);
  });
  const strength = on.reduce((sum, { place }) => sum + (holes[place]?.score ?? 0), 0);
  return { lattice, ...disc, holes: on.length, strength, offPx: Math.max(...off) };
}
