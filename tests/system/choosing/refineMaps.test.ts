import type { ScenarioInput } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { refineTargets } from '../../../packages/pacetomo/src/procedures/choosing/refineTargets.ts';
import type { RefineBy, RefineWish } from '../../../packages/pacetomo/src/procedures/choosing/refineWish.ts';
import { usualLimits } from '../../../packages/pacetomo/src/procedures/choosing/refineWish.ts';
import { preset } from '../measuringSite.ts';
import {
  atPositions,
  changesOfMagnification,
  figures,
  inRefineWorld,
  type MapsTaken,
  misses,
  probe,
  smallCamera,
  takeMaps,
} from './refineWorld.ts';

const noHoles = () => ({ reason: 'nobody looks for holes here' });
const wish: RefineWish = { by: 'both', centreOn: 'map', known: async () => null, enoughNm: null, ...usualLimits };

/** Four places on the preset lamella, beyond the overlap of their Previews. */
const places = [
  { x: 0, y: 0 },
  { x: 3.1, y: 2.2 },
  { x: -2.4, y: 4.1 },
  { x: 1.3, y: -5.2 },
];

function lamella(): ScenarioInput {
  const { area: _, ...rest } = preset('lamella');
  return {
    ...rest,
    camera: { ...rest.camera, ...smallCamera.camera },
    optics: { ...rest.optics, magnifications: [...smallCamera.magnifications] },
  };
}

/** Refines an area whose maps were taken before, whose positions are wrong by some 0.2 µm, and whose stage was away meanwhile. */
async function refined(seed: number, maps: MapsTaken, by: RefineBy) {
  return inRefineWorld(lamella(), seed, atPositions(places), async (world) => {
    const taken = await takeMaps(world, world.choosing.area, maps, (i) => ({
      x: 0.2 * Math.sin(7 * i),
      y: 0.25 * Math.cos(5 * i),
    }));
    await world.choosing.keep(taken.area);
    const before = world.virtual.exposures.length;
    const outcome = await refineTargets(world.scope, world.choosing, { ...wish, by }, noHoles);
    const exposures = world.virtual.exposures.slice(before);
    const found = misses(await probe(world), taken.truth);
    figures(`seed ${seed}, maps of ${maps}, refined by ${by}`, found, exposures, outcome);
    return { ...found, exposures, area: world.choosing.area };
  });
}

describe('targets on a lamella, found again by their maps, on a stage and optics with all their errors', () => {
  test.each([1, 2, 3])('View and Preview maps lead within 50 nm (seed %i)', { timeout: 60_000 }, async (seed) => {
    const { worstNm, exposures, area } = await refined(seed, 'view and preview', 'both');
    expect(worstNm).toBeLessThan(50);
    expect(exposures.map(({ set }) => set)).toEqual([...Array(4).fill('view'), ...Array(4).fill('preview')]);
    expect(changesOfMagnification(exposures)).toBe(2);
    expect(area.targets[3]?.previewMap).toBe('film_tgt_004.mrc');
  });

  test('Views alone lead within 150 nm where the maps were taken after centring in a Preview', async () => {
    const { worstNm, exposures } = await refined(2, 'view and preview', 'view');
    expect(worstNm).toBeLessThan(150);
    expect(exposures.map(({ set }) => set)).toEqual(Array(4).fill('view'));
  });

  test('with Previews alone the tracking target gets a View: the stage arrives 0.8 µm off, half a Preview', async () => {
    const { worstNm, exposures } = await refined(2, 'view and preview', 'preview');
    expect(worstNm).toBeLessThan(50);
    expect(exposures.map(({ set }) => set)).toEqual(['view', ...Array(4).fill('preview')]);
    expect(changesOfMagnification(exposures)).toBe(2);
  });

  test('targets that only a View has shown get Preview maps of the place that View meant', {
    timeout: 60_000,
  }, async () => {
    const { worstNm, area } = await refined(1, 'view', 'both');
    expect(worstNm).toBeLessThan(50);
    expect(area.targets.map(({ previewMap }) => previewMap)).toEqual(
      ['001', '002', '003', '004'].map((number) => `film_tgt_${number}.mrc`),
    );
  });
});
