import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patternSettings } from '../../../packages/pacetomo/src/area/newArea.ts';
import { refine } from '../../../packages/pacetomo/src/cli/refine.ts';
import { openArea } from '../../../packages/pacetomo/src/session/areaFiles/openArea.ts';
import { createAreaFile } from '../../../packages/pacetomo/src/session/areaFiles/saveArea.ts';
import { ChoosingRecord } from '../../../packages/pacetomo/src/session/choosing/choosingRecord.ts';
import { type RefineRequest, refineArea } from '../../../packages/pacetomo/src/session/choosing/refineArea.ts';
import { quietWith } from '../../../packages/virtual-serialem/test/session.ts';
import { atPositions, inRefineWorld, misses, probe, type RefineWorld, takeMaps } from './refineWorld.ts';

/** View looks 0.28 µm beside Record; nothing else is wrong. */
const scenario = quietWith({ lowDose: { view: { missUm: { x: 0.23, y: -0.16 } } } });
const places = [
  { x: 0, y: 0 },
  { x: 3.1, y: 2.2 },
  { x: -2.4, y: 4.1 },
];

const asked: RefineRequest = {
  by: 'both',
  centreOn: 'map',
  enoughNm: null,
  holeDiameterUm: null,
  vectors: null,
  adjusting: null,
};

async function refineFile(world: RefineWorld, path: string, request: Partial<RefineRequest>) {
  const lines: string[] = [];
  const store = {
    append: async (bytes: Uint8Array) => void lines.push(Buffer.from(bytes).toString()),
    sync: async () => {},
  };
  const record = new ChoosingRecord(store, { now: () => new Date(0), monotonicMs: () => 0 });
  const { client, control } = world;
  const site = { client, control, record, reconnect: async () => client, person: world.choosing.person };
  const report = await refineArea(site, path, { ...asked, ...request });
  const { area } = await openArea(path);
  await world.choosing.keep(area);
  // as a run does: the stage goes to the tracking target, image shift to all others
  await world.scope.setImageShift({ x: 0, y: 0 });
  await world.scope.moveTo(area.targets[0]?.stage ?? { x: Number.NaN, y: Number.NaN });
  return { report, record: lines.join('') };
}

test('what the Previews of one area have taught is kept for the microscope, and the next area needs Views alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-refine-'));
  const adjusting = join(folder, 'microscope');
  await inRefineWorld(scenario, 3, atPositions(places), async (world) => {
    const { area, truth } = await takeMaps(world, world.choosing.area, 'view', (i) => ({ x: 0.05 * i, y: -0.2 }));
    const [first, second] = [join(folder, 'film_tgts.txt'), join(folder, 'again_tgts.txt')];
    await createAreaFile(first, area);
    await createAreaFile(second, area);

    const both = await refineFile(world, first, { adjusting });
    expect(misses(await probe(world), truth).worstNm).toBeLessThan(10);
    expect(both.record.match(/"look":"preview"/g)?.length).toBeGreaterThanOrEqual(3);
    expect(JSON.parse(readFileSync(join(adjusting, 'adjusting.json'), 'utf8')).entries).toEqual([
      expect.objectContaining({ viewMagnification: 17, recordMagnification: 28, camera: 1 }),
    ]);

    await refineFile(world, second, { by: 'view' });
    expect(misses(await probe(world), truth).rmsNm).toBeGreaterThan(270);
    const views = await refineFile(world, second, { by: 'view', adjusting });
    expect(misses(await probe(world), truth).worstNm).toBeLessThan(10);
    expect(views.record).not.toMatch(/"look":"preview"/);
    expect(existsSync(`${second}~`)).toBe(true);
  });
  rmSync(folder, { recursive: true });
});

const options = { serialem: 'nowhere:1', microscope: 'none', adjust: false, records: 'none' } as const;

test('the command line asks by what is to be refined before it connects', async () => {
  await expect(refine('film_tgts.txt', options)).rejects.toThrow(/Give --by view, preview or both, or --vectors/);
});

test.each([
  [{ by: 'preview', centre: 'hole' }, 'too little to find a hole'],
  [{ vectors: 'holes', centre: 'hole' }, '--vectors alone centres none'],
  [{ by: 'view', enough: 60 }, 'needs --by both'],
  [{ by: 'both', holes: 1.2 }, 'needs --centre hole or --vectors holes'],
] as const)('%j is refused before it connects', async (wrong, sentence) => {
  await expect(refine('film_tgts.txt', { ...options, ...wrong })).rejects.toThrow(sentence);
});

test('vectors of an area that was chosen at another tilt are not looked for, nothing is exposed, nothing written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-refine-'));
  const path = join(folder, 'film_tgts.txt');
  await inRefineWorld(scenario, 3, atPositions(places), async (world) => {
    const tilt = { kind: 'number', name: 'tiltTargets', text: '15.5' } as const;
    const pattern = patternSettings({ size: 1, a: { x: 3.1, y: 2.2 }, b: { x: -2.4, y: 4.1 } });
    const targets = world.choosing.area.targets.map((target) => ({ ...target, stage: { x: 2, y: 1 } }));
    await createAreaFile(path, { ...world.choosing.area, targets, settings: [tilt, ...pattern] });
    const before = readFileSync(path, 'utf8');
    await expect(refineFile(world, path, { by: null, vectors: 'holes' })).rejects.toThrow(/chosen at a tilt of 15.5°/);
    expect(world.virtual.exposures).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
  rmSync(folder, { recursive: true });
});
