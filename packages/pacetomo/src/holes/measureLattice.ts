import { inverse, Matrix } from 'ml-matrix';
import { median } from 'simple-statistics';
import { length, type Vec } from '../geometry/frames.ts';
import {
  type LatticeIndex,
  latticeIndex,
  latticePosition,
  latticeShape,
  type MeasuredVec,
  type PlaneLattice,
  reducedBasis,
} from '../geometry/lattice.ts';
import { fitRobustly } from '../geometry/robustFit.ts';
import type { GreyImage } from '../images/greyImage.ts';
import type { ReducedImage } from '../images/reduce.ts';
import { diameterOnAverage } from './averageHole.ts';
import { coarserLattice } from './coarserLattice.ts';
import type { Brightness, HoleLattice, SeenHole } from './foundHoles.ts';
import { type HoleSight, imageForLooking, lookAtHole } from './lookAtHole.ts';
import { spansPlane } from './trialLattice.ts';

/** A hole is looked for within this part of the shorter vector of where the lattice has it. */
const withinPart = 0.2;
/** And was seen if it looks this much like a disc, part of the usual hole. */
const leastPartOfScore = 0.5;
/** Holes of the other brightness have to look as much like a disc as the usual ones. */
const otherPartOfScore = 0.8;
/** Weight of a hole without a round edge; that of others is the square of the part of their edge that was seen: half an edge says little of one direction. */
const weightWithoutEdge = 0.2;
/** A single hole lies off the lattice by about this part of its diameter: measured on real images, 0.7 to 3.7 %. */
const usualScatter = 0.02;
/** As if so many readings had shown that scatter, beside those there are. */
const priorFreedom = 2;

/** A lattice that was found roughly. px of the image. */
export interface RoughLattice {
  readonly lattice: PlaneLattice<'image'>;
  readonly diameterPx: number;
  readonly brightness: Brightness;
}

interface LatticeHole extends LatticeIndex, HoleSight {
  readonly brightness: Brightness;
}

/** What of a lattice is measured on its holes. */
export type MeasuredLattice = Omit<HoleLattice, 'kind' | 'confidence'>;

/** The lattice as measured on all its holes that can be seen in the image; null when on a closer look they do not lie on one. */
export function measureLattice(image: GreyImage, rough: RoughLattice): MeasuredLattice | null {
  const numbered = { ...rough, lattice: centredLattice(rough.lattice, image) };
  const looking = imageForLooking(image, rough.diameterPx);
  const first = holesOf(image, looking, numbered, false);
  const better = {
    ...numbered,
    ...fitLattice(first, numbered),
    diameterPx: diameterOf(first) ?? diameterOnAverage(image, first, rough) ?? rough.diameterPx,
  };
  const holes = holesOf(image, looking, better, true);
  const fit = fitLattice(holes, better);
  if (fit === null) return null;
  const { a, b, origin } = fit;
  const kept = holes.filter((_, k) => fit.kept[k]);
  const coarser = coarserLattice(fit.lattice, kept);
  if (coarser) return measureLattice(image, { ...rough, lattice: coarser });
  return {
    ...{ a, b, origin },
    shape: latticeShape({ a: a.vector, b: b.vector }),
    holeDiameterPx: better.diameterPx,
    holes: kept.map(
      ({ edge, score, ...hole }): SeenHole => ({ ...hole, score: Math.min(1, score), isRound: edge !== null }),
    ),
  };
}

/** The same lattice with its smallest cell, numbered from the point nearest to the image's centre; a is the side nearer to x. */
function centredLattice(lattice: PlaneLattice<'image'>, image: GreyImage): PlaneLattice<'image'> {
  const sides = reducedBasis(lattice);
  const upright = (v: Vec<'image'>): Vec<'image'> => (v.x < 0 ? { x: -v.x, y: -v.y } : v);
  const [a, b] = [upright(sides.a), upright(sides.b)].toSorted((v, w) => Math.abs(v.y / v.x) - Math.abs(w.y / w.x));
  if (!a || !b) return lattice;
  const down = b.y < 0 ? { x: -b.x, y: -b.y } : b;
  const centre = { x: (image.widthPx - 1) / 2, y: (image.heightPx - 1) / 2 };
  const { i, j } = latticeIndex({ origin: lattice.origin, a, b: down }, centre);
  return {
    a,
    b: down,
    origin: latticePosition({ origin: lattice.origin, a, b: down }, { i: Math.round(i), j: Math.round(j) }),
  };
}

/** The holes that can be seen where the lattice has them. */
function holesOf(
  image: GreyImage,
  looking: ReducedImage,
  rough: RoughLattice,
  isDiameterKnown: boolean,
): readonly LatticeHole[] {
  const withinPx = withinPart * length(reducedBasis(rough.lattice).a);
  const other = rough.brightness === 'brighter' ? 'darker' : 'brighter';
  const look = (index: LatticeIndex, brightness: Brightness): readonly LatticeHole[] => {
    const place = latticePosition(rough.lattice, index);
    const sight = lookAtHole(looking, place, { diameterPx: rough.diameterPx, brightness, isDiameterKnown }, withinPx);
    return sight === null ? [] : [{ ...index, ...sight, brightness }];
  };
  const points = pointsInside(rough.lattice, image);
  const usual = points.flatMap((index) => look(index, rough.brightness));
  if (usual.length === 0) return [];
  const typical = median(usual.map(({ score }) => score));
  const seen = usual.filter(({ score }) => score >= leastPartOfScore * typical);
  const taken = new Set(seen.map(({ i, j }) => `${i},${j}`));
  const others = points
    .filter(({ i, j }) => !taken.has(`${i},${j}`))
    .flatMap((index) => look(index, other))
    .filter(({ score, edge }) => edge !== null && score >= otherPartOfScore * typical);
  return [...seen, ...others];
}

/** Numbers of the lattice points in the image. */
export function pointsInside(
  lattice: PlaneLattice<'image'>,
  { widthPx, heightPx }: GreyImage,
): readonly LatticeIndex[] {
  const corners = [
    { x: 0, y: 0 },
    { x: widthPx - 1, y: 0 },
    { x: 0, y: heightPx - 1 },
    { x: widthPx - 1, y: heightPx - 1 },
  ].map((corner) => latticeIndex(lattice, corner));
  const range = (values: readonly number[]): readonly number[] => {
    const from = Math.ceil(Math.min(...values));
    return Array.from({ length: Math.floor(Math.max(...values)) - from + 1 }, (_, k) => from + k);
  };
  return range(corners.map(({ i }) => i)).flatMap((i) =>
    range(corners.map(({ j }) => j))
      .map((j) => ({ i, j }))
      .filter((index) => {
        const { x, y } = latticePosition(lattice, index);
        return x >= 0 && y >= 0 && x <= widthPx - 1 && y <= heightPx - 1;
      }),
  );
}

/** The median diameter of the third of the holes of whose edge most was seen. */
function diameterOf(holes: readonly LatticeHole[]): number | null {
  const edges = holes.flatMap(({ edge }) => (edge === null ? [] : [edge])).toSorted((a, b) => b.seen - a.seen);
  const best = edges.slice(0, Math.ceil(edges.length / 3));
  return best.length === 0 ? null : median(best.map(({ diameterPx }) => diameterPx));
}

interface LatticeFit {
  readonly lattice: PlaneLattice<'image'>;
  readonly origin: MeasuredVec<'image'>;
  readonly a: MeasuredVec<'image'>;
  readonly b: MeasuredVec<'image'>;
  readonly kept: readonly boolean[];
}

/** The lattice nearest to the holes, without those that lie off it; both coordinates have the same scatter. */
function fitLattice(holes: readonly LatticeHole[], { diameterPx }: RoughLattice): LatticeFit | null {
  if (!spansPlane(holes)) return null;
  const weights = holes.map(({ edge }) => (edge ? edge.seen ** 2 : weightWithoutEdge));
  const weighted = (values: readonly (readonly number[])[]) =>
    values.map((row, k) => row.map((value) => value * (weights[k] ?? 0)));
  const rows = weighted(holes.map(({ i, j }) => [1, i, j]));
  const [alongX, alongY] = (['x', 'y'] as const).map((axis) =>
    fitRobustly(
      rows,
      holes.map(({ centre }, k) => centre[axis] * (weights[k] ?? 0)),
      usualScatter * diameterPx,
    ),
  );
  if (!alongX || !alongY) return null;
  const kept = holes.map((_, k) => (alongX.kept[k] ?? false) && (alongY.kept[k] ?? false));
  const design = new Matrix(rows.filter((_, k) => kept[k]).map((row) => [...row]));
  if (!spansPlane(holes.filter((_, k) => kept[k]))) return null;
  const squares = [alongX, alongY].flatMap(({ residuals }) => residuals.filter((_, k) => kept[k]).map((r) => r ** 2));
  const freedom = Math.max(0, squares.length - 6);
  const prior = priorFreedom * (usualScatter * diameterPx) ** 2;
  const variance = (squares.reduce((sum, square) => sum + square, 0) + prior) / (freedom + priorFreedom);
  const covariance = inverse(design.transpose().mmul(design)).mul(variance);
  const measured = (k: number): MeasuredVec<'image'> => ({
    vector: { x: alongX.coefficients[k] ?? 0, y: alongY.coefficients[k] ?? 0 },
    covariance: { xx: covariance.get(k, k), xy: 0, yy: covariance.get(k, k) },
  });
  const [origin, a, b] = [measured(0), measured(1), measured(2)];
  return { origin, a, b, kept, lattice: { origin: origin.vector, a: a.vector, b: b.vector } };
}
