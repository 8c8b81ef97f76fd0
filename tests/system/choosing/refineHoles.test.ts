import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import type { Area } from '../../../packages/pacetomo/src/area/area.ts';
import { add, subtract, type Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import { holesByLattice } from '../../../packages/pacetomo/src/procedures/choosing/refineByLattice.ts';
import { refineTargets } from '../../../packages/pacetomo/src/procedures/choosing/refineTargets.ts';
import type { RefineOutcome, RefineWish } from '../../../packages/pacetomo/src/procedures/choosing/refineWish.ts';
import { usualLimits } from '../../../packages/pacetomo/src/procedures/choosing/refineWish.ts';
import {
  areaOf,
  changesOfMagnification,
  figures,
  filmWith,
  firstTargets,
  inRefineWorld,
  misses,
  probe,
  type RefineWorld,
  trulyAt,
} from './refineWorld.ts';

const wish: RefineWish = { by: 'both', centreOn: 'hole', known: async () => null, enoughNm: null, ...usualLimits };
const holes = holesByLattice(1.2);

async function refine(world: RefineWorld, change: Partial<RefineWish>) {
  const before = world.virtual.exposures.length;
  const outcome = await refineTargets(world.scope, world.choosing, { ...wish, ...change }, holes);
  if (outcome.kind !== 'refined') throw new Error(outcome.reason);
  return { outcome, exposures: world.virtual.exposures.slice(before) };
}

/** Another area of the same film: as many holes farther on along the first row. */
function farther(area: Area, truth: readonly Vec<'specimen'>[], steps: number) {
  const along = subtract(stageOf(area, 1), stageOf(area, 0));
  const truly = subtract(truth[1] ?? { x: 0, y: 0 }, truth[0] ?? { x: 0, y: 0 });
  const targets = area.targets.map((target, i) => ({
    ...target,
    stage: add(stageOf(area, i), { x: steps * along.x, y: steps * along.y }),
  }));
  return {
    area: { ...area, name: `farther${steps}`, targets },
    truth: truth.map((place) => add(place, { x: steps * truly.x, y: steps * truly.y })),
  };
}

const stageOf = (area: Area, index: number): Vec<'stage'> => area.targets[index]?.stage ?? { x: NaN, y: NaN };

describe('targets in holes, chosen 0.1 µm beside their middles, on a stage and optics with all their errors', () => {
  const scenario = filmWith(0.1);
  const centres = filmWith(0);

  test.each([1, 2, 3])(
    'Views and Previews bring them within 50 nm, with two changes of magnification (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const truth = trulyAt(centres, seed).slice(0, 4);
      await inRefineWorld(scenario, seed, firstTargets(areaOf(scenario, seed), 4), async (world) => {
        const { outcome, exposures } = await refine(world, {});
        const found = misses(await probe(world), truth);
        figures(`seed ${seed}, View and Preview`, found, exposures, outcome);
        expect(found.worstNm).toBeLessThan(50);
        expect(changesOfMagnification(exposures)).toBe(2);
        expectHonestCosts(outcome, exposures, truth);
      });
    },
  );

  test('what Previews teach of View brings the next area as near without any', { timeout: 240_000 }, async () => {
    const area = firstTargets(areaOf(scenario, 2), 4);
    const truth = trulyAt(centres, 2).slice(0, 4);
    await inRefineWorld(scenario, 2, area, async (world) => {
      const { outcome } = await refine(world, {});
      const second = farther(area, truth, 3);
      await world.choosing.keep(second.area);
      const alone = await refine(world, { by: 'view' });
      const before = misses(await probe(world), second.truth);
      figures('View alone', before, alone.exposures, alone.outcome);
      await world.choosing.keep(second.area);
      const adjusted = await refine(world, { by: 'view', known: async () => outcome.adjusting });
      const after = misses(await probe(world), second.truth);
      figures('View alone, adjusted', after, adjusted.exposures, adjusted.outcome);
      expect(before.rmsNm).toBeGreaterThan(150); // View looks 0.21 µm beside Record
      expect(after.worstNm).toBeLessThan(70);
      expect(adjusted.exposures.every(({ set }) => set === 'view')).toBe(true);
    });
  });

  test('where View misses by a third of a µm, 2 % and 1°, fewer Previews than targets are needed until all are known well enough', {
    timeout: 120_000,
  }, async () => {
    const view = { missUm: { x: 0.3, y: -0.2 }, scaleErrorFraction: 0.02, rotationErrorDeg: 1 };
    const scenario = filmWith(0.1, view);
    const truth = trulyAt(filmWith(0, view), 4);
    await inRefineWorld(scenario, 4, areaOf(scenario, 4), async (world) => {
      const { outcome, exposures } = await refine(world, { enoughNm: 60 });
      const found = misses(await probe(world), truth);
      figures('a View that misses by 0.36 µm, 2 %, 1°; Previews until 60 nm', found, exposures, outcome);
      expect(outcome.targets.filter(({ by }) => by === 'preview').length).toBeLessThan(6);
      expect(found.worstNm).toBeLessThan(100);
      expect(changesOfMagnification(exposures)).toBe(2);
    });
  });

  test('on a stage that is tilted by 12° they are found at that tilt', { timeout: 120_000 }, async () => {
    const tilted = (errorUm: number) => ({ ...filmWith(errorUm), stage: { start: { tiltDeg: 12 } } });
    const truth = trulyAt(tilted(0), 5).slice(0, 5);
    const chosen = firstTargets(areaOf(tilted(0.1), 5), 5);
    const area: Area = { ...chosen, settings: [{ kind: 'number', name: 'tiltTargets', text: '12' }] };
    await inRefineWorld(tilted(0.1), 5, area, async (world) => {
      const { outcome, exposures } = await refine(world, {});
      const found = misses(await probe(world), truth);
      figures('tilted by 12°, View and Preview', found, exposures, outcome);
      expect(found.worstNm).toBeLessThan(60);
    });
  });
});

/** What was said of exposures and dose is what the specimen has received there. */
function expectHonestCosts(
  { targets }: Extract<RefineOutcome, { kind: 'refined' }>,
  exposures: readonly ExposureTruth[],
  truth: readonly Vec<'specimen'>[],
): void {
  expect(targets.reduce((sum, { exposures: own }) => sum + own, 0)).toBe(exposures.length);
  for (const [i, { doseEPerA2 }] of targets.entries()) {
    const place = truth[i] ?? { x: NaN, y: NaN };
    const hits = exposures.filter(
      ({ footprintUm: { centre, halfAxes } }) =>
        Math.hypot((place.x - centre.x) / halfAxes.x, (place.y - centre.y) / halfAxes.y) <= 1,
    );
    expect(doseEPerA2).toBeCloseTo(
      hits.reduce((sum, hit) => sum + hit.doseEPerA2, 0),
      2,
    );
  }
}
