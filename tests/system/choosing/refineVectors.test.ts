import { describe, expect, test } from 'vitest';
import { type Pattern, patternOf, patternSettings } from '../../../packages/pacetomo/src/area/newArea.ts';
import { subtract } from '../../../packages/pacetomo/src/geometry/frames.ts';
import { holesByLattice } from '../../../packages/pacetomo/src/procedures/choosing/refineByLattice.ts';
import { nearestHole } from '../../../packages/pacetomo/src/procedures/choosing/refineHole.ts';
import {
  refinePatternVectors,
  withBetterVectors,
} from '../../../packages/pacetomo/src/procedures/choosing/refineVectors.ts';
import { permitForIntentOnDisk } from '../../../packages/pacetomo/src/session/permit.ts';
import {
  atPositions,
  changesOfMagnification,
  filmWith,
  inRefineWorld,
  probe,
  type RefineWorld,
  trulyAt,
} from './refineWorld.ts';

const holes = holesByLattice(1.2);
const truth = trulyAt(filmWith(0), 6);
/** From the hole in the middle of 3 × 3 holes to its neighbours along the rows and columns: it stands first in the list. */
const [alongRow, alongColumn] = [5, 7].map((index) => subtract(truth[index]!, truth[0]!));

/** Vectors as they were dragged: 4 % and 2° off. */
const pattern: Pattern = {
  size: 2,
  a: { x: 1.04 * alongRow!.x - 0.03 * alongRow!.y, y: 1.04 * alongRow!.y + 0.03 * alongRow!.x },
  b: { x: 0.97 * alongColumn!.x - 0.03 * alongColumn!.y, y: 0.97 * alongColumn!.y + 0.03 * alongColumn!.x },
};

/** Centres the hole under the beam as a person would. */
async function centreHole({ scope }: RefineWorld): Promise<void> {
  await scope.view(permitForIntentOnDisk());
  const hole = await nearestHole(scope, holes, { x: 0, y: 0 });
  if ('reason' in hole) throw new Error(hole.reason);
  const { xx, xy, yx, yy } = await scope.specimenToImageShift();
  const { x, y } = await scope.imageShift();
  const { offset } = hole;
  await scope.setImageShift({ x: x + xx * offset.x + xy * offset.y, y: y + yx * offset.x + yy * offset.y });
}

/** How far two steps along each vector, by image shift, truly miss the second hole, nm. */
async function missesAfterTwoSteps(world: RefineWorld, { a, b }: Pick<Pattern, 'a' | 'b'>): Promise<readonly number[]> {
  await world.choosing.keep(
    atPositions([
      { x: 0, y: 0 },
      { x: 2 * a.x, y: 2 * a.y },
      { x: 2 * b.x, y: 2 * b.y },
    ]),
  );
  const [start, first, second] = await probe(world);
  const miss = (there: typeof start, vector: { readonly x: number; readonly y: number }): number =>
    1000 * Math.hypot(there!.x - start!.x - 2 * vector.x, there!.y - start!.y - 2 * vector.y);
  return [miss(first, alongRow!), miss(second, alongColumn!)];
}

describe('the vectors of a hole pattern, dragged 4 % and 2° off', () => {
  test.each(['holes', 'template'] as const)(
    'are refined by %s at the first and the outermost holes',
    { timeout: 60_000 },
    async (by) => {
      await inRefineWorld(filmWith(0), 6, atPositions([{ x: 0, y: 0 }]), async (world) => {
        await centreHole(world);
        if (by === 'template') {
          await world.scope.view(permitForIntentOnDisk());
          await world.client.call('CropCenterToSize', 'A', 56, 56);
          await world.client.call('Copy', 'A', 'P');
        }
        const before = world.virtual.exposures.length;
        const outcome = await refinePatternVectors(world.scope, world.choosing, { pattern, by }, holes);
        if (outcome.kind !== 'vectors') throw new Error(outcome.reason);
        const exposures = world.virtual.exposures.slice(before);
        expect(exposures.map(({ set }) => set)).toEqual(Array(5).fill('view'));
        const misses = await missesAfterTwoSteps(world, outcome);
        const { errorANm, errorBNm } = outcome;
        console.info(
          `vectors by ${by}: ${misses.map((miss) => miss.toFixed(0)).join(' and ')} nm off after two steps of 2.5 µm; said to be known within ${errorANm?.toFixed(0)} and ${errorBNm?.toFixed(0)} nm a step`,
        );
        expect(Math.max(...misses)).toBeLessThan(100);
        expect(errorANm).toBeLessThan(50);
        expect(changesOfMagnification(exposures)).toBe(1);
      });
    },
  );

  test('are kept where a hole is farther off than is believed', { timeout: 60_000 }, async () => {
    await inRefineWorld(filmWith(0), 6, atPositions([{ x: 0, y: 0 }]), async (world) => {
      await centreHole(world);
      const wrong = { ...pattern, a: { x: 1.35 * alongRow!.x, y: 1.35 * alongRow!.y } };
      expect(await refinePatternVectors(world.scope, world.choosing, { pattern: wrong, by: 'holes' }, holes)).toEqual({
        kind: 'kept',
        reason: expect.stringMatching(/hole 1, 0 steps .* seems 0\.\d+ µm off, more than 0.5 µm/),
      });
    });
  });

  test('are kept where buffer P is empty, without an exposure', async () => {
    await inRefineWorld(filmWith(0), 6, atPositions([{ x: 0, y: 0 }]), async (world) => {
      const outcome = await refinePatternVectors(world.scope, world.choosing, { pattern, by: 'template' }, holes);
      expect(outcome).toEqual({ kind: 'kept', reason: expect.stringMatching(/buffer P holds no hole template/) });
      expect(world.virtual.exposures).toEqual([]);
    });
  });
});

test('each target of a pattern keeps its place in the lattice when the vectors change, and its stage follows', () => {
  const old = { size: 1, a: { x: 2.5, y: 0.1 }, b: { x: -0.1, y: 2.5 } };
  const area = {
    ...atPositions([
      { x: 0, y: 0 },
      { x: 2.4, y: 2.6 },
      { x: -2.5, y: -0.1 },
      { x: 2.5, y: 0.7 },
    ]),
    settings: patternSettings(old),
  };
  const placed = { ...area, targets: area.targets.map((target) => ({ ...target, stage: { x: 40, y: 7 } })) };
  const better = { a: { x: 2.55, y: 0.15 }, b: { x: -0.12, y: 2.45 } };
  const { area: result, left } = withBetterVectors(placed, better, { xx: -1, xy: 0, yx: 0, yy: -1 }, 0);
  expect(result.targets.map(({ position }) => position)).toEqual([
    { x: 0, y: 0 },
    { x: 2.55 - 0.12, y: 0.15 + 2.45 },
    { x: -2.55, y: -0.15 },
    { x: 2.5, y: 0.7 }, // 0.6 µm beside the lattice: somebody has added it
  ]);
  expect(left).toEqual([3]);
  expect(result.targets[2]?.stage?.x).toBeCloseTo(40 + 0.05, 6);
  expect(patternOf(result)).toEqual({ size: 1, ...better });
});
