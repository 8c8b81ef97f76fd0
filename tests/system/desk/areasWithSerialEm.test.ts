import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTargets } from '@pacetomo/em-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targetsFileFrom } from '../../../packages/pacetomo/src/area/areaFile.ts';
import { type AreaDesk, openAreaDesk } from '../../../packages/pacetomo/src/desk/areas/areaDesk.ts';
import { openPresets } from '../../../packages/pacetomo/src/desk/presets.ts';
import { exampleArea } from '../../../packages/pacetomo/test/area/exampleArea.ts';
import { until } from '../../../packages/pacetomo/test/desk/until.ts';
import { type DeskWorld, deskWorld } from './deskWorld.ts';

let world: DeskWorld;
let desk: AreaDesk;

const begin = async (): Promise<AreaDesk> => {
  const { folder, changes, microscope } = world;
  return openAreaDesk({
    folder,
    changes,
    microscope,
    presets: await openPresets({ folder, changes }),
    jobOn: () => null,
  });
};

beforeAll(async () => {
  world = await deskWorld('lamella');
  // two targets at known places do not tell how stage and specimen belong together
  const area = exampleArea({ geometryPoints: [] });
  const targets = area.targets
    .slice(0, 2)
    .map((target) => ({ ...target, stage: null, previewMap: null, viewMap: null }));
  const [first, second] = targets;
  const file = { ...area, targets: [{ ...first!, stage: { x: 0, y: 0 } }, second!] };
  writeFileSync(join(world.directory, 'lamella_tgts.txt'), formatTargets(targetsFileFrom(file)));
  await world.done({ kind: 'look', look: 'preview' });
  desk = await begin();
});

afterAll(async () => {
  await desk.close();
  await world.end();
});

const whenKnown = async () => {
  await until(async () => (await desk.view('lamella')).sizes.beamRadiusUm !== null, 30_000);
  return desk.view('lamella');
};

test('SerialEM tells beam, frame and how stage and specimen belong together', async () => {
  const { sizes, stageToSpecimen, targets, refused } = await whenKnown();
  expect(sizes.beamRadiusUm).toBeGreaterThan(0.2);
  expect(Math.hypot(sizes.frame!.right.x, sizes.frame!.right.y)).toBeGreaterThan(0.2);
  expect(Math.abs(stageToSpecimen!.xx * stageToSpecimen!.yy - stageToSpecimen!.xy * stageToSpecimen!.yx)).toBeCloseTo(
    1,
    1,
  );
  expect(Math.hypot(targets[1]!.onStage!.x, targets[1]!.onStage!.y)).toBeCloseTo(Math.hypot(2.137, 5.084), 0);
  expect(refused['save-views']).toBeUndefined();
});

test('geometry points are placed where no exposure of the run goes', async () => {
  const { version } = await whenKnown();
  const view = await desk.edit('lamella', version, { kind: 'geometry-place', count: 5 });
  expect(view.geometryPoints).toHaveLength(5);
  expect(view.canUndo).toBe(true);
});

test('a check asks SerialEM too, and gives the microscope back', async () => {
  const { report, sentences } = await desk.check(['lamella'], true);
  expect(report.askedSerialEm).toBe(true);
  expect(sentences.join('\n')).toContain('On disk');
  expect(world.microscope.view().state).toBe('ours');
});

test('what SerialEM said is still known when it cannot be asked', async () => {
  const before = await whenKnown();
  await desk.close();
  await world.microscope.release();
  desk = await begin();
  const view = await desk.view('lamella');
  expect(view.sizes).toEqual(before.sizes);
  expect(view.refused.start).toBeDefined();
});
