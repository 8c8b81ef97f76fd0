import type { DialogInput, ScenarioInput } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { refineTargets } from '../../../packages/pacetomo/src/procedures/choosing/refineTargets.ts';
import { type RefineWish, usualLimits } from '../../../packages/pacetomo/src/procedures/choosing/refineWish.ts';
import { StopRequested } from '../../../packages/pacetomo/src/run/control.ts';
import { quietWith } from '../../../packages/virtual-serialem/test/session.ts';
import { atPositions, inRefineWorld, type RefineWorld, takeMaps } from './refineWorld.ts';

const noHoles = () => ({ reason: 'a film without holes' });
const wish: RefineWish = { by: 'both', centreOn: 'map', known: async () => null, enoughNm: null, ...usualLimits };
const places = [
  { x: 0, y: 0 },
  { x: 3.1, y: 2.2 },
  { x: -2.4, y: 4.1 },
];

/** A microscope without errors, with an area of three targets that has all its maps. */
async function onQuiet(
  work: (world: RefineWorld) => Promise<void>,
  missUm: (i: number) => { readonly x: number; readonly y: number } = () => ({ x: 0, y: 0 }),
  dialogs: DialogInput = {},
): Promise<void> {
  const scenario: ScenarioInput = quietWith({ dialogs });
  await inRefineWorld(scenario, 3, atPositions(places), async (world) => {
    const taken = await takeMaps(world, world.choosing.area, 'view and preview', missUm);
    await world.choosing.keep(taken.area);
    await work(world);
  });
}

const refine = ({ scope, choosing }: RefineWorld, change: Partial<RefineWish> = {}) =>
  refineTargets(scope, choosing, { ...wish, ...change }, noHoles);

const positions = ({ choosing: { area } }: RefineWorld): readonly (readonly number[])[] =>
  area.targets.map(({ position }) => [position?.x ?? Number.NaN, position?.y ?? Number.NaN]);

const remarks = ({ events }: RefineWorld): string =>
  events.flatMap((event) => (event.type === 'choose.remark' ? [event.text] : [])).join('\n');

describe('what is not believed', () => {
  test('a target whose map is found nowhere near stays where it was, and the record says so', () =>
    onQuiet(
      async (world) => {
        const outcome = await refine(world, { by: 'view' });
        expect(outcome.kind === 'refined' && outcome.targets.map(({ by }) => by)).toEqual(['view', 'kept', 'view']);
        expect(positions(world)[1]).toEqual([3.1 + 2.6, 2.2]);
        expect(positions(world)[2]?.[0]).toBeCloseTo(-2.4, 3);
        expect(remarks(world)).toMatch(/Target 002: .*within 1\.2 µm; it stays where it was/);
      },
      (i) => (i === 1 ? { x: 2.6, y: 0 } : { x: -0.3, y: 0.2 }),
    ));

  test('a Preview that would move a target farther than is believed leaves it where its View has put it', async () => {
    const scenario = quietWith({ lowDose: { view: { missUm: { x: 0.26, y: -0.17 } } } });
    await inRefineWorld(scenario, 3, atPositions(places), async (world) => {
      const { area } = await takeMaps(world, world.choosing.area, 'view', () => ({ x: 0, y: 0 }));
      await world.choosing.keep(area);
      const outcome = await refine(world, { previewLimitUm: 0.2 });
      expect(outcome.kind === 'refined' && outcome.targets.map(({ by }) => by)).toEqual(['view', 'view', 'view']);
      expect(outcome.kind === 'refined' && outcome.pairs).toEqual([]);
      expect(remarks(world)).toMatch(/Target 003: its Preview would move it by 0.31 µm, more than 0.2 µm/);
      expect(world.choosing.area.targets.map(({ previewMap }) => previewMap)).toEqual([null, null, null]);
    });
  });

  test('without its tracking target nothing of an area is changed, and no other target is exposed', () =>
    onQuiet(async (world) => {
      const { area } = world.choosing;
      const targets = area.targets.map((target, i) =>
        i === 0 && target.stage ? { ...target, stage: { ...target.stage, x: target.stage.x + 3.4 } } : target,
      );
      await world.choosing.keep({ ...area, targets });
      const [exposures, kept] = [world.virtual.exposures.length, world.kept()];
      expect(await refine(world)).toEqual({
        kind: 'tracking-not-found',
        reason: expect.stringMatching(/View map was not found/),
      });
      expect(world.virtual.exposures.length - exposures).toBe(1);
      expect(world.kept()).toBe(kept);
    }));

  test('where no holes are seen it says why', () =>
    onQuiet(async (world) => {
      expect(await refine(world, { by: 'view', centreOn: 'hole' })).toEqual({
        kind: 'tracking-not-found',
        reason: 'no hole was found: a film without holes; it stays where it was.',
      });
    }));

  test('an area that was chosen at another tilt is not exposed', () =>
    onQuiet(async (world) => {
      const exposures = world.virtual.exposures.length;
      const setting = { kind: 'number', name: 'tiltTargets', text: '15.5' } as const;
      await world.choosing.keep({ ...world.choosing.area, settings: [setting] });
      await expect(refine(world)).rejects.toThrow(/chosen at a tilt of 15.5°, and the stage stands at 0.0°/);
      expect(world.virtual.exposures.length).toBe(exposures);
    }));
});

describe('what is left alone', () => {
  test('targets marked skip are not looked at, and keep their place', () =>
    onQuiet(
      async (world) => {
        const { area } = world.choosing;
        const targets = area.targets.map((target, i) => ({ ...target, skip: i === 1 }));
        await world.choosing.keep({ ...area, targets });
        const exposures = world.virtual.exposures.length;
        await refine(world);
        expect(world.virtual.exposures.length - exposures).toBe(4);
        expect(positions(world)[1]).toEqual([3.1 + 0.4, 2.2]);
        expect(positions(world)[2]?.[0]).toBeCloseTo(-2.4, 3);
      },
      () => ({ x: 0.4, y: 0 }),
    ));

  test('a stop between two targets keeps those that are done', () =>
    onQuiet(
      async (world) => {
        const { choosing, control } = world;
        const stopping = {
          ...choosing,
          get area() {
            return choosing.area;
          },
          keep: async (area: typeof choosing.area) => {
            await choosing.keep(area);
            if (world.kept() === 3) control.stop('test');
          },
        };
        await expect(refineTargets(world.scope, stopping, wish, noHoles)).rejects.toThrow(StopRequested);
        expect(positions(world)[1]?.[0]).toBeCloseTo(3.1, 3);
        expect(positions(world)[2]).toEqual([-2.4 + 0.5, 4.1]);
      },
      () => ({ x: 0.5, y: 0 }),
    ));
});

describe('a person who drags', () => {
  const b = (x: number, y: number) => ({ press: 'B', dragUm: { x, y } });
  const leave = (target: string) => ({ contains: `target ${target} in the middle`, answer: 'no' });
  const yes = { answer: 'yes' };

  test('moves targets, by any distance, or leaves them; the new Views are their maps', () =>
    onQuiet(
      async (world) => {
        const outcome = await refine(world, { by: 'view', centreOn: 'person' });
        expect(outcome.kind === 'refined' && outcome.targets.map(({ by }) => by)).toEqual(['view', 'view', 'kept']);
        expect(positions(world)[1]?.[0]).toBeCloseTo(3.1 + 0.31, 2);
        expect(positions(world)[1]?.[1]).toBeCloseTo(2.2 - 0.22, 2);
        expect(world.choosing.area.targets.map(({ viewMap }) => viewMap)).toEqual([
          'film_tgt_001_2_view.mrc',
          'film_tgt_002_2_view.mrc',
          'film_tgt_003_view.mrc',
        ]);
      },
      undefined,
      { keys: [b(0, 0), b(0.31, -0.22), b(0, 0)], answers: [leave('003'), yes] },
    ));

  test('who has dragged the tracking target in its Preview leaves one item in the Navigator that stands for the area', () =>
    onQuiet(
      async (world) => {
        await refine(world, { by: 'preview', centreOn: 'person' });
        const items = await world.scope.items();
        expect(items.filter(({ note }) => note === 'film_tgts.txt').map(({ label }) => label)).toEqual(['001']);
        expect(items.filter(({ acquire }) => acquire).map(({ note }) => note)).toEqual(['film_tgts.txt']);
        expect(world.choosing.area.targets[0]?.previewMap).toBe('film_tgt_001_2.mrc');
      },
      undefined,
      { keys: [b(0.2, 0.1), b(0, 0), b(0, 0)], answers: [leave('002'), leave('003'), yes] },
    ));
});

test('who stops while the Preview map of the tracking target is replaced leaves the item that stands for the area', () =>
  onQuiet(
    async (world) => {
      const saveAsMap = async () => {
        throw new StopRequested();
      };
      const change = { by: 'preview', centreOn: 'person' } as const;
      await expect(refine({ ...world, scope: { ...world.scope, saveAsMap } }, change)).rejects.toThrow(StopRequested);
      const items = await world.scope.items();
      expect(items.filter(({ note }) => note === 'film_tgts.txt').map(({ acquire }) => acquire)).toEqual([true]);
    },
    undefined,
    { keys: [{ press: 'B', dragUm: { x: 0.2, y: 0.1 } }], answers: [{ answer: 'yes' }] },
  ));
