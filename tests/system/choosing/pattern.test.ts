import { readTarget } from '@pacetomo/em-files';
import type { DialogInput, ScenarioInput } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { length, subtract, type Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import { findHoles } from '../../../packages/pacetomo/src/holes/findHoles.ts';
import {
  goToPlace,
  placeOfStage,
  takeBearings,
  whereNow,
} from '../../../packages/pacetomo/src/procedures/choosing/bearings.ts';
import type { FindLattice } from '../../../packages/pacetomo/src/procedures/choosing/seenLattice.ts';
import { choosingMicroscope } from '../../../packages/pacetomo/src/serialem/serialEmMicroscope.ts';
import type { SelectWish, Way } from '../../../packages/pacetomo/src/session/choosing/chooseTargets.ts';
import { budget } from '../budget.ts';
import { lamellaWithoutImages, preset } from '../measuringSite.ts';
import { originalReads } from './originalReads.ts';
import { filmWith, trulyAt } from './refineWorld.ts';
import { dragsFor, fileOf, inWaysWorld, misses, probe, textOf, type WaysWorld } from './waysWorld.ts';

const find: FindLattice = (image, pixelSizeNm) => findHoles(image, { pixelSizeNm });

const wishFor = (way: Way, centring: SelectWish['manner']['centring'] = 'nobody'): SelectWish => ({
  way,
  manner: { overview: 'view', image: 'preview', centring },
  beamDiameterUm: null,
  holeDiameterUm: null,
  maxTiltDeg: 60,
  drawBeam: false,
  root: 'film',
});

/** View looks where Record looks but for 60 nm, and sees it 0.4 % larger. */
const goodView = { missUm: { x: 0.05, y: -0.03 }, scaleErrorFraction: 0.004, rotationErrorDeg: 0.2 };

/** The preset film R1.2/1.3 with all true holes within reach. */
const film: ScenarioInput = filmWith(0, goodView);
const wide: ScenarioInput = {
  ...film,
  area: { ...film.area, targets: { kind: 'holes', columns: 15, rows: 15 }, placeErrorUmSd: 0 },
};

/** How far each place is from the true hole next to it. */
function missesOfHoles(places: readonly Vec<'specimen'>[], seed: number): ReturnType<typeof misses> {
  const holes = trulyAt(wide, seed);
  const nearest = places.map(
    (place) => holes.toSorted((a, b) => length(subtract(a, place)) - length(subtract(b, place)))[0]!,
  );
  expect(new Set(nearest).size).toBe(places.length); // each has a hole of its own
  return misses(places, nearest);
}

function report(what: string, { rmsNm, worstNm }: ReturnType<typeof misses>): void {
  console.info(`${what}: ${rmsNm.toFixed(0)} nm rms, ${worstNm.toFixed(0)} worst`);
}

const setting = (world: WaysWorld, name: string) => originalReads(textOf(world, 'film')).settings.get(name);

describe('a pattern of holes', () => {
  test.each(Array.from({ length: budget(1) }, (_, i) => i + 1))(
    'is found in a View, and its 3 × 3 targets lie in holes (specimen %i)',
    (seed) =>
      inWaysWorld({ ...film, area: undefined }, seed, {}, async (world) => {
        const way: Way = { by: 'pattern', rings: 1, shape: 'square', vectors: 'holes', refine: 'not' };
        const outcome = await world.choose(wishFor(way), { findLattice: find });
        expect(outcome).toMatchObject({ pattern: { from: 'holes in a View', targets: 9, beyondReach: 0 } });
        const missed = missesOfHoles(await probe(world, 'film'), seed);
        report(`3 × 3 holes, specimen ${seed}`, missed);
        expect(missed.worstNm).toBeLessThan(150);
        expect(setting(world, 'size')).toBe(1);
        expect(fileOf(world, 'film').targets).toHaveLength(9);
        expect(originalReads(textOf(world, 'film')).targets[4]!.get('tsfile')).toBe('film_ts_005.mrc');
      }),
  );

  test('is measured again at its outermost holes, and its 5 × 5 targets lie in holes', () =>
    inWaysWorld({ ...film, area: undefined }, 3, {}, async (world) => {
      const way: Way = { by: 'pattern', rings: 2, shape: 'square', vectors: 'holes', refine: 'holes' };
      const outcome = await world.choose(wishFor(way), { findLattice: find });
      expect(outcome).toMatchObject({ pattern: { from: expect.stringContaining('by holes'), targets: 25 } });
      const missed = missesOfHoles(await probe(world, 'film'), 3);
      report('5 × 5 holes, refined by Views', missed);
      expect(missed.worstNm).toBeLessThan(150);
    }));

  test('is measured again with a hole template, from vectors that are 3 % wrong', () =>
    inWaysWorld({ ...film, area: undefined }, 4, {}, async (world) => {
      const known: Way = { by: 'pattern', rings: 1, shape: 'square', vectors: 'holes', refine: 'not' };
      const outcome = await world.choose(wishFor(known), { findLattice: find });
      if (outcome.by !== 'pattern') throw new Error('no pattern');
      await world.byHand(async (client) => {
        const scope = choosingMicroscope(client);
        const bearings = await takeBearings(scope, await scope.prepareToMeasure());
        const { stage } = readTarget(fileOf(world, 'film').targets[0]!);
        const at = { x: stage!.xUm, y: stage!.yUm };
        await goToPlace(scope, bearings, placeOfStage(bearings, await whereNow(scope, bearings), at));
        await client.call('V');
        await client.call('CropCenterToSize', 'A', 70, 70);
        await client.call('Copy', 'A', 'P');
      });
      const wrong = ({ x, y }: Vec<'specimen'>) => ({ x: 1.03 * x, y: 1.03 * y });
      const { a, b } = outcome.pattern.vectors;
      const vectors = { a: wrong(a), b: wrong(b) };
      const way: Way = { by: 'pattern', rings: 2, shape: 'square', vectors, refine: 'template' };
      const again = await world.choose({ ...wishFor(way), root: 'again' });
      expect(again).toMatchObject({ pattern: { from: expect.stringContaining('by template'), targets: 25 } });
      const missed = missesOfHoles(await probe(world, 'again'), 4);
      report('5 × 5 holes by template', missed);
      expect(missed.worstNm).toBeLessThan(150);
    }));

  test('is not believed where there is no lattice, and without anybody to drag nothing more is chosen', () =>
    inWaysWorld({ ...preset('quiet') }, 4, {}, async (world) => {
      const way: Way = { by: 'pattern', rings: 1, shape: 'square', vectors: 'holes', refine: 'not' };
      await expect(world.choose(wishFor(way), { findLattice: find })).rejects.toThrow(
        /No lattice of holes was found.*Give the vectors.*No target was kept; the beam was switched on once/,
      );
    }));

  test('by a neighbour that nobody is there to drag is refused, and so is one by a template that is not there', () =>
    inWaysWorld({ ...lamellaWithoutImages() }, 4, {}, async (world) => {
      const way = { by: 'pattern', rings: 1, shape: 'square', vectors: 'neighbour', refine: 'not' } as const;
      await expect(world.choose(wishFor(way))).rejects.toThrow(/Nobody is there to drag.*nothing was exposed/);
      await expect(world.choose(wishFor({ ...way, vectors: 'holes', refine: 'template' }))).rejects.toThrow(
        /Buffer P holds no hole template.*nothing was exposed/,
      );
    }));

  test('follows the neighbour that a person drags', async () => {
    const neighbour = { x: 2.31, y: 0.92 };
    const scenario: ScenarioInput = { ...lamellaWithoutImages(), lowDose: { view: goodView } };
    const way: Way = { by: 'pattern', rings: 1, shape: 'hexagonal', vectors: 'neighbour', refine: 'not' };
    const choose = (world: WaysWorld) => world.choose(wishFor(way, 'questions'), { person: null });
    const answers = (drags: readonly Vec<'specimen'>[]): DialogInput => ({
      keys: drags.map((dragUm) => ({ press: 'B', afterPolls: 3, dragUm })),
      patiencePolls: 30,
    });
    let first: Vec<'specimen'> = { x: 0, y: 0 };
    await inWaysWorld(scenario, 5, { patiencePolls: 30 }, async (world) => {
      await choose(world).catch(() => {});
      const { x, y } = (await probe(world, 'film'))[0]!;
      first = { x, y };
    });
    const hand = { x: 0.02, y: -0.03 };
    const at = { x: first.x + neighbour.x, y: first.y + neighbour.y };
    const height = Math.tan((-10 * Math.PI) / 180) * at.y;
    const person = await dragsFor(scenario, 5, answers, [{ at: { ...at, z: height }, miss: hand }], choose);
    await inWaysWorld(scenario, 5, person, async (world) => {
      await choose(world);
      const places = await probe(world, 'film');
      expect(places).toHaveLength(7);
      const [cos, sin] = [Math.cos(Math.PI / 3), Math.sin(Math.PI / 3)];
      const second = { x: cos * neighbour.x - sin * neighbour.y, y: sin * neighbour.x + cos * neighbour.y };
      const missed = misses(places.slice(0, 3), [first, at, { x: first.x + second.x, y: first.y + second.y }]);
      report('a neighbour dragged in a View, hexagonal', missed);
      expect(missed.worstNm).toBeLessThan(150);
      expect(setting(world, 'size')).toBeUndefined();
    });
  });
});
