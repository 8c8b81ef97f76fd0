import type { Area } from '../../area/area.ts';
import { type Pattern, patternOf, patternSettings } from '../../area/newArea.ts';
import { inverse } from '../../geometry/affine.ts';
import { add, length, type Matrix, subtract, type Vec } from '../../geometry/frames.ts';
import { stageStep } from '../../geometry/tiltedStage.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { objectionToHole } from '../patternHole.ts';
import type { Choosing } from './choosing.ts';
import { type Aiming, beginAiming, pointAt, pointedAt, takeLook } from './refineContext.ts';
import { nearestHole } from './refineHole.ts';
import { type FittedVectors, fitVectors, type PatternHole } from './refineVectorFit.ts';
import type { FindHoles } from './refineWish.ts';

/** How the vectors of a hole pattern are refined. */
export interface VectorWish {
  /** The vectors as they are known, and how many holes the pattern reaches to each side; null counts as one. */
  readonly pattern: Pattern;
  /** By the hole template in buffer P, or by the holes that are seen in Views. */
  readonly by: 'template' | 'holes';
}

/** Better vectors, with their errors; or why the old ones are kept. */
export type VectorOutcome =
  | ({ readonly kind: 'vectors' } & FittedVectors & { readonly holes: number })
  | { readonly kind: 'kept'; readonly reason: string };

/**
 * Measures the vectors of a hole pattern: at the tracking target, at its neighbours, and with what these have taught at the
 * outermost holes (behaviour D.6.4, with the limit of C.2a at every hole and the tracking target looked at too). Begins
 * where the image shift points now, which has to be the tracking target, and ends there, in the Record area.
 */
export async function refinePatternVectors(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  wish: VectorWish,
  findHoles: FindHoles,
): Promise<VectorOutcome> {
  if (wish.by === 'template' && !(await scope.hasTemplate()))
    return {
      kind: 'kept',
      reason: 'buffer P holds no hole template. Take a View of a hole, centre it and copy it to P',
    };
  const aiming = await beginAiming(scope, choosing);
  const start = await pointedAt(aiming);
  if (wish.by === 'template') await scope.viewLikeTemplate();
  const outcome = await visitHoles(aiming, start, wish, findHoles);
  if (wish.by === 'template') await scope.viewAsBefore();
  await scope.goToRecordArea();
  await pointAt(aiming, start);
  if (outcome.kind === 'vectors')
    await choosing.note({
      type: 'choose.vectors',
      a: outcome.a,
      b: outcome.b,
      from: `${outcome.holes} holes, ${wish.by}`,
    });
  return outcome;
}

/** Each hole is looked for where those before it say. */
async function visitHoles(
  aiming: Aiming,
  start: Vec<'specimen'>,
  wish: VectorWish,
  findHoles: FindHoles,
): Promise<VectorOutcome> {
  const { pattern } = wish;
  let origin = start;
  const holes: PatternHole[] = [];
  for (const [i, j] of stepsOf(pattern.size ?? 1)) {
    const { a, b } = fitVectors(holes) ?? pattern;
    const expected = add(origin, { x: i * a.x + j * b.x, y: i * a.y + j * b.y });
    const found = (await pointAt(aiming, expected))
      ? await findHole(aiming, wish.by, findHoles)
      : { reason: 'is out of reach of image shift' };
    const objection = 'reason' in found ? found.reason : objectionToHole(found.at, expected);
    if ('reason' in found || objection !== null)
      return { kind: 'kept', reason: `the hole ${i}, ${j} steps from the tracking target ${objection}` };
    if (holes.length === 0) origin = found.at;
    holes.push({ i, j, at: found.at });
  }
  const fit = fitVectors(holes);
  return fit === null
    ? { kind: 'kept', reason: 'the holes lie in one line' }
    : { kind: 'vectors', ...fit, holes: holes.length };
}

/** The tracking target, its neighbours, and the outermost holes; with those of the other side where they are neighbours. */
function stepsOf(size: number): readonly (readonly [i: number, j: number])[] {
  const far =
    size >= 2
      ? ([
          [size, 0],
          [0, size],
        ] as const)
      : ([
          [-1, 0],
          [0, -1],
        ] as const);
  return [[0, 0], [1, 0], [0, 1], ...far];
}

/** Where the image shift has the hole in the middle of a View. */
async function findHole(
  aiming: Aiming,
  by: VectorWish['by'],
  findHoles: FindHoles,
): Promise<{ readonly at: Vec<'specimen'> } | { readonly reason: string }> {
  const { scope } = aiming;
  await takeLook(aiming, 0, 'view');
  if (by === 'template') {
    const movedUm = await scope.centreOnTemplate();
    return movedUm === null ? { reason: 'was not found by the template' } : { at: await pointedAt(aiming) };
  }
  const hole = await nearestHole(scope, findHoles, { x: 0, y: 0 });
  return 'reason' in hole
    ? { reason: `was not found: ${hole.reason}` }
    : { at: add(await pointedAt(aiming), hole.offset) };
}

/** A target farther than this part of the pitch from its lattice was not laid by it, and is left where it is. */
const onLatticePart = 0.2;

/** An area whose pattern has better vectors. */
export interface Relaid {
  readonly area: Area;
  /** Targets that do not belong to the lattice and stay where they were, by index. */
  readonly left: readonly number[];
}

/**
 * A pattern with better vectors: each target keeps its own place in the lattice, whatever their order and however many were
 * left out, and its stage follows. Targets beside the lattice and an area without vectors stay as they are.
 */
export function withBetterVectors(
  area: Area,
  better: Pick<Pattern, 'a' | 'b'>,
  stageToSpecimen: Matrix<'stage', 'specimen'>,
  tiltDeg: number,
): Relaid {
  const old = patternOf(area);
  const toStage = inverse(stageToSpecimen);
  if (old === null || toStage === null) return { area, left: [] };
  const steps = inverse<'specimen', 'specimen'>({ xx: old.a.x, xy: old.b.x, yx: old.a.y, yy: old.b.y });
  if (steps === null) return { area, left: [] };
  const left: number[] = [];
  const farthestUm = onLatticePart * Math.min(length(old.a), length(old.b));
  const targets = area.targets.map((target, index) => {
    if (target.position === null) return target;
    const { x, y } = target.position;
    const [i, j] = [Math.round(steps.xx * x + steps.xy * y), Math.round(steps.yx * x + steps.yy * y)];
    if (length(subtract(target.position, stepsAlong(old, i, j))) > farthestUm) {
      left.push(index);
      return target;
    }
    const position = stepsAlong(better, i, j);
    const stage = target.stage && add(target.stage, stageStep(subtract(position, target.position), tiltDeg, toStage));
    return { ...target, position, stage };
  });
  const settings = patternSettings({ size: old.size, a: better.a, b: better.b });
  const others = area.settings.filter(({ name }) => !isOfPattern.test(name));
  return { area: { ...area, targets, settings: [...others, ...settings] }, left };
}

const stepsAlong = ({ a, b }: Pick<Pattern, 'a' | 'b'>, i: number, j: number): Vec<'specimen'> => ({
  x: i * a.x + j * b.x,
  y: i * a.y + j * b.y,
});

/** The settings of a pattern by either of their names. */
const isOfPattern = /^(?:vec[AB][01](?:Um)?|size|patternSize)$/;
