import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView, JobWish } from '../../../packages/pacetomo/src/api/jobs.ts';
import { mapIdOf } from '../../../packages/pacetomo/src/desk/maps/navigatorMaps.ts';
import { choosingMicroscope } from '../../../packages/pacetomo/src/serialem/serialEmMicroscope.ts';
import { openArea } from '../../../packages/pacetomo/src/session/areaFiles/openArea.ts';
import { saveArea } from '../../../packages/pacetomo/src/session/areaFiles/saveArea.ts';
import { type DeskWorld, deskWorld } from './deskWorld.ts';

let world: DeskWorld;

beforeAll(async () => {
  world = await deskWorld('lamella');
});

afterAll(() => world.end());

async function complete(wish: JobWish): Promise<JobView> {
  const view = await world.done(wish);
  expect(view.trouble).toBeNull();
  expect(view.ending).toBe('complete');
  return view;
}

const pathOf = (area: string): string => join(world.directory, `${area}_tgts.txt`);
const areaIn = async (area: string) => (await openArea(pathOf(area))).area;

/** Where the stage stands, when the microscope is ours again. */
async function stageNow() {
  await world.microscope.ask(async () => {});
  return world.microscope.view().reading!.stage;
}

test('an image of where the stage stands is a map of a Navigator that has a file', async () => {
  for (const look of ['view', 'search', 'preview', 'view'] as const) await complete({ kind: 'look', look });
  expect(readdirSync(world.directory)).toEqual(
    expect.arrayContaining(['look_view_01.mrc', 'look_view_02.mrc', 'look_search_01.mrc', 'look_preview_01.mrc']),
  );
  const navigator = readFileSync(world.microscope.navigatorHere()!, 'utf8');
  expect(navigator.match(/^Type = 2/gm)).toHaveLength(4);
});

/** What SerialEM believes at first: places of the Navigator lie this much from the read-out of the stage. */
const axisUm = 2.33;

test('the stage goes to a position of the Navigator', async () => {
  await complete({ kind: 'go-to', stage: { x: -4, y: 7.5 } });
  const { x, y } = await stageNow();
  expect(x).toBeCloseTo(-4, 1);
  expect(y).toBeCloseTo(7.5 + axisUm, 1);
  await complete({ kind: 'go-to', stage: { x: 0, y: 0 } });
});

test('a montage is a map, of which targets can be cut without an exposure', async () => {
  await complete({ kind: 'montage', columns: 2, rows: 2 });
  const map = mapIdOf({ file: 'montage_01.mrc', section: 0, label: 'montage_01' });
  const stage = [
    { x: 0, y: 0 },
    { x: 2.5, y: -1 },
  ];
  await complete({ kind: 'select-map', area: 'cut', map, stage });
  expect((await areaIn('cut')).targets).toHaveLength(2);
});

test('targets at places of the stage begin an area, typed shifts go on with it', async () => {
  const stage = [
    { x: 0, y: 0 },
    { x: 3, y: 0.5 },
  ];
  const view = await complete({ kind: 'select-at', area: 'one', isNew: true, stage, preview: false });
  expect(view.title).toBe('Targets of one at 2 places');
  await complete({ kind: 'select-shift', area: 'one', from: 'tracking', shifts: [{ x: -3, y: -0.5 }] });
  await complete({ kind: 'select-at', area: 'one', isNew: false, stage: [{ x: 1, y: 4 }], preview: true });
  const { targets } = await areaIn('one');
  expect(targets).toHaveLength(4);
  expect(targets[2]!.position!.x).toBeCloseTo(-3, 1);
});

test('they are refined, their Views saved, another one becomes the tracking target', async () => {
  await complete({ kind: 'refine', area: 'one', by: 'view' });
  await complete({ kind: 'save-views', area: 'one', notSkipped: true });
  await complete({ kind: 'make-track', area: 'one', index: 1 });
  const { targets } = await areaIn('one');
  expect(targets.every(({ viewMap }) => viewMap !== null && existsSync(join(world.directory, viewMap)))).toBe(true);
});

test('a group of points of the Navigator becomes an area', async () => {
  await world.microscope.ask(async (client) => {
    const scope = choosingMicroscope(client);
    const group = await scope.newGroup();
    for (const [x, y] of [
      [1, 1],
      [4, 1],
      [1, 5],
    ] as const)
      await scope.addPoint({ stage: { x, y }, zUm: 0, group }, { label: `p${x}${y}`, note: '', acquire: false });
  });
  await complete({ kind: 'select-group', area: 'three' });
  expect((await areaIn('three')).targets).toHaveLength(3);
});

test('a polygon is drawn and filled', async () => {
  const corners = [
    { x: -4, y: -4 },
    { x: 4, y: -4 },
    { x: 4, y: 4 },
    { x: -4, y: 4 },
  ];
  const wish = { hexagonal: false, rotationDeg: 10, vectors: null, start: 'middle' } as const;
  await complete({ kind: 'select-polygon', area: 'square', corners, ...wish });
  expect((await areaIn('square')).targets.length).toBeGreaterThan(2);
});

test('an area is copied to the items marked Acquire', async () => {
  await world.microscope.ask(async (client) => {
    const at = { stage: { x: 40, y: 40 }, zUm: 0, group: 0 };
    await choosingMicroscope(client).addPoint(at, { label: 'new', note: '', acquire: true });
  });
  await complete({ kind: 'copy-to-acquire', area: 'one', keepSkips: false });
  expect(readdirSync(world.directory).filter((name) => /^one_tgts_p\d+\.txt$/.test(name))).toHaveLength(1);
});

test('the geometry of an area is measured about its tracking target, with the points and the plane', async () => {
  const opened = await openArea(pathOf('cut'));
  const geometryPoints = [
    { x: 2, y: 3 },
    { x: -3, y: 2 },
    { x: 0, y: -4 },
    { x: 3, y: -2 },
  ];
  await saveArea(opened, { ...opened.area, geometryPoints }, { backup: 'leave' });
  const { result } = await complete({ kind: 'measure-geometry', area: 'cut' });
  expect(result!.points).toHaveLength(8);
  expect(result!.pretiltDeg).toBeCloseTo(-10, -1);
});

test('the tilt-axis offset is measured and set', async () => {
  const { lines } = await complete({ kind: 'tilt-axis-offset', apply: true });
  expect(lines.join(' ')).toContain('Tilt-axis offset');
});
