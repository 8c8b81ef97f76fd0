import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openMrc, parseTargets } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { SerialEmClient } from '@pacetomo/serialem-link';
import {
  createVirtualSerialEm,
  type ExposureTruth,
  type ScenarioInput,
  type VirtualSerialEm,
} from '@pacetomo/virtual-serialem';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Area } from '../../packages/pacetomo/src/area/area.ts';
import { newArea } from '../../packages/pacetomo/src/area/newArea.ts';
import { selectMap } from '../../packages/pacetomo/src/cli/selectMap.ts';
import { rangeOf } from '../../packages/pacetomo/src/maps/cutFile.ts';
import { makePlan } from '../../packages/pacetomo/src/plan/makePlan.ts';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import type { ChoosingEvent } from '../../packages/pacetomo/src/run/choosingEvents.ts';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import { acquire } from '../../packages/pacetomo/src/session/acquire.ts';
import { ChoosingRecord } from '../../packages/pacetomo/src/session/choosing/choosingRecord.ts';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { writeNewArea } from '../../packages/pacetomo/src/session/virtualMaps/diskCuts.ts';
import { readNavigator } from '../../packages/pacetomo/src/session/virtualMaps/mapFiles.ts';
import { areaInFolder, folderFor, selectOnMap } from '../../packages/pacetomo/src/session/virtualMaps/selectOnMap.ts';
import { selectOnMapWith } from '../../packages/pacetomo/src/session/virtualMaps/selectOnMapWith.ts';
import { memoryStore } from '../../packages/pacetomo/test/session/memoryStore.ts';
import { preset } from './measuringSite.ts';

/** Features of the specimen, µm; the first one is for tracking. */
const features = [
  { x: 0.4, y: 0.9 },
  { x: 2.1, y: 4.2 },
  { x: -2.6, y: -2.7 },
] as const;

/** How far View looks beside Record, µm: well set up, for 150 nm are wanted of Views alone. */
const viewMiss = { missUm: { x: 0.05, y: -0.04 } };

const clock = { now: () => new Date(0), monotonicMs: () => 0 };

const noSelection = {
  mapLabel: null,
  viewOnly: false,
  binning: null,
  pixelSizeNm: {},
  folderMaps: [],
} as const;

/** A microscope on which somebody has taken a montage and drawn points at the features that it shows. */
class Site {
  readonly folder: string;
  readonly navigator: string;
  readonly virtual: VirtualSerialEm;

  private constructor(virtual: VirtualSerialEm, folder: string) {
    this.virtual = virtual;
    this.folder = folder;
    this.navigator = join(folder, 'grid.nav');
  }

  static async create(scenario: ScenarioInput, seed: number): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'pacetomo-map-'));
    const site = new Site(await createVirtualSerialEm({ scenario, seed, dir: folder }), folder);
    await site.with((serialEm) => site.#drawPoints(serialEm));
    return site;
  }

  async with<T>(work: (serialEm: SerialEmClient) => Promise<T>): Promise<T> {
    const client = new SerialEmClient(this.virtual.connect());
    try {
      return await work(client);
    } finally {
      client.close();
      await client.closed;
    }
  }

  async #drawPoints(serialEm: SerialEmClient): Promise<void> {
    await serialEm.call('OpenNewMontage', 2, 2, 'square.mrc');
    await serialEm.call('SetMontageParams', 1);
    await serialEm.call('Montage');
    await serialEm.call('NewMap', 0, 'square');
    await serialEm.call('CloseFile');
    const group = await serialEm.call('GetUniqueNavID');
    for (const feature of features) {
      const [x, y] = this.#shownAt(feature);
      await serialEm.call('AddImagePosAsNavPoint', 'B', x, y, -1000, group);
    }
    await serialEm.call('SaveNavigator', this.navigator);
  }

  /** Where a person sees a feature in the overview: in the piece that shows it nearest to its middle. */
  #shownAt(feature: { readonly x: number; readonly y: number }): readonly [x: number, y: number] {
    const mdoc = readFileSync(join(this.folder, 'square.mrc.mdoc'), 'utf8');
    const corners = [...mdoc.matchAll(/PieceCoordinates = (\d+) (\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    const [top = 0] = [...corners.map(([, y]) => y!)].sort((a, b) => b - a);
    const seen = this.virtual.exposures.map((exposure, i) => {
      const [x, y] = inImage(exposure, feature);
      const [left = 0, bottom = 0] = corners[i]!;
      return {
        x: left + x,
        y: top - bottom + y,
        off: Math.hypot(x - exposure.look!.widthPx / 2, y - exposure.look!.heightPx / 2),
      };
    });
    const [best] = seen.sort((a, b) => a.off - b.off);
    return [best!.x, best!.y];
  }

  /** Chooses the targets through SerialEM. Gives the path of the targets file. */
  async choose(name: string, viewOnly: boolean): Promise<string> {
    return this.with(async (client) => {
      const area = newArea(name, 0);
      const folder = { here: this.folder, there: this.folder };
      let path = '';
      const site = {
        client,
        reconnect: async () => new SerialEmClient(this.virtual.connect()),
        control: new OperatorControl(),
        record: new ChoosingRecord({ append: async () => {}, sync: async () => {} }, clock),
        person: null,
        save: async (chosen: Area) => {
          path = await writeNewArea(folder, chosen);
        },
      };
      await selectOnMapWith(site, area, folder, { ...noSelection, viewOnly, points: null });
      return path;
    });
  }

  /** Runs a short series and gives where the first image of each target looked. */
  async acquired(path: string, wishes: Readonly<Record<string, number | boolean>>) {
    const plan = planFrom(path, wishes);
    const store = memoryStore();
    await this.with(async (client) => {
      const journal = await OpenJournal.open(store, clock);
      const folder = { path: this.folder, plan, planSha256: 'sha' };
      const ending = await acquire(folder, {
        journal,
        client,
        control: new OperatorControl(),
        address: 'here:1',
        runUid: 'run',
      });
      expect(ending).toBe('complete');
    });
    const stacks = new Set(plan.targets.map(({ stack }) => stack));
    const first = this.virtual.exposures.filter(({ file, section }) => section === 0 && stacks.has(file ?? ''));
    return { places: first.map(({ specimenPointUm }) => specimenPointUm), found: Buffer.from(store.bytes).toString() };
  }

  async end(): Promise<void> {
    await this.virtual.close();
    rmSync(this.folder, { recursive: true });
  }
}

function planFrom(path: string, wishes: Readonly<Record<string, number | boolean>>): RunPlan {
  const over = Object.entries(wishes).map(([name, value]) => ({ name, value, source: 'test' }));
  const file = parseTargets(readFileSync(path, 'utf8'));
  const made = makePlan({ file, path, sha256: '', program: 'test', before: [], over });
  if (made.plan === null) throw new Error(made.problems.join('\n'));
  return made.plan;
}

/** Where a point of the untilted specimen lies in the image of an exposure, px from the upper left corner. */
function inImage(
  { look }: ExposureTruth,
  { x, y }: { readonly x: number; readonly y: number },
): readonly [number, number] {
  const { pose, centreUm, cameraFromLab: m, widthPx, heightPx, binning } = look!;
  const [dx, dy] = [x + pose.offsetUm.x - centreUm.x, y + pose.offsetUm.y - centreUm.y];
  return [widthPx / 2 + (m.xx * dx + m.xy * dy) / binning, heightPx / 2 - (m.yx * dx + m.yy * dy) / binning];
}

const missedNm = (places: readonly { readonly x: number; readonly y: number }[]): number[] =>
  places.map(({ x, y }, i) => Math.round(1000 * Math.hypot(x - features[i]!.x, y - features[i]!.y)));

let site: Site;
beforeAll(async () => {
  const lamella = preset('lamella');
  site = await Site.create(
    { ...lamella, camera: { ...lamella.camera, widthPx: 600, heightPx: 440 }, lowDose: { view: viewMiss } },
    5,
  );
});
afterAll(() => site.end());

/** Nothing but what has to do with finding targets. */
const plainRun = {
  eucentricity: false,
  beamTiltComp: false,
  checkDewar: false,
  doCtfPlotter: false,
  minTilt: 0,
  maxTilt: 3,
  step: 3,
};

test('targets picked on a montage are found by the Previews cut out of it, to 50 nm, and nothing was exposed for them', async () => {
  const before = site.virtual.exposures.length;
  const saved = readFileSync(site.navigator, 'utf8');
  const path = await site.choose('square', false);
  expect(site.virtual.exposures.length).toBe(before);
  expect(readFileSync(site.navigator, 'utf8')).toBe(saved);
  expect(await site.with((serialEm) => serialEm.call('ReportNumTableItems'))).toBe(1 + 3 * features.length);
  expect(parseTargets(readFileSync(path, 'utf8')).targets).toHaveLength(features.length);
  const { places, found } = await site.acquired(path, { ...plainRun, previewAli: true, viewAli: true });
  expect(found).toContain('Target 003: aligned by Preview');
  const missed = missedNm(places);
  expect(missed).toHaveLength(features.length);
  expect(Math.max(...missed), missed.join(' ')).toBeLessThan(50);
});

test('by the Views alone they are found to 150 nm', async () => {
  const before = site.virtual.exposures.length;
  const path = await site.choose('views', true);
  expect(site.virtual.exposures.length).toBe(before);
  const { places, found } = await site.acquired(path, { ...plainRun, previewAli: false, viewAli: true });
  expect(found).toContain('Target 003: aligned by View');
  const missed = missedNm(places);
  expect(missed).toHaveLength(features.length);
  expect(Math.max(...missed), missed.join(' ')).toBeLessThan(150);
});

test('files alone give the same images, and a targets file that a plan can be made from', async () => {
  const navigator = await readNavigator(site.navigator);
  const folder = folderFor(site.folder, navigator);
  const area = await areaInFolder('files', site.folder);
  const remarks: string[] = [];
  const choosing = {
    area,
    note: async (event: ChoosingEvent) => void (event.type === 'choose.remark' && remarks.push(event.text)),
    keep: async (chosen: Area) => void (await writeNewArea(folder, chosen)),
  };
  const [group = 0] = navigator.groups;
  const points = { kind: 'group', group } as const;
  await selectOnMap(choosing, navigator, folder, { ...noSelection, points, pixelSizeNm: { preview: 2.16 } }, null);
  expect(remarks).toEqual([expect.stringMatching(/^Target 003: \d+ % of its view lie beyond the map/)]);
  for (const end of ['001.mrc', '003_view.mrc']) {
    const [byFiles, bySerialEm] = await Promise.all(
      ['files', 'square'].map((name) => pixelsOf(join(site.folder, `${name}_tgt_${end}`))),
    );
    expect(byFiles!.length).toBe(bySerialEm!.length);
    const [least, largest] = rangeOf(byFiles!);
    const differing = rangeOf(byFiles!.map((value, i) => Math.abs(value - bySerialEm![i]!)));
    expect(differing[1]).toBeLessThan(0.02 * (largest - least));
  }
  expect(planFrom(join(site.folder, 'files_tgts.txt'), {}).targets.map(({ position }) => position)).toEqual(
    features.map(() => null),
  );
});

test('the command works on files alone: it says what it wrote, and that the items are still to be merged', async () => {
  const { navigator, folder, virtual } = site;
  const before = { exposures: virtual.exposures.length, saved: readFileSync(navigator, 'utf8') };
  const group = String((await readNavigator(navigator)).groups[0]);
  const said = vi.spyOn(console, 'log').mockReturnValue();
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  const select = (...more: readonly string[]) =>
    selectMap()
      .exitOverride()
      .parseAsync(['told', '--nav', navigator, '--folder', folder, ...more], { from: 'user' });
  try {
    await expect(select()).rejects.toThrow('--group');
    await select('--group', group, '--preview-pixel', '2.16');
    expect(said.mock.calls.flat()).toEqual([
      `Wrote ${join(folder, 'told_tgts.txt')}`,
      expect.stringMatching(/^3 targets, no exposure\. Merge told_maps\.nav/),
    ]);
    expect(warned.mock.calls.flat()).toEqual([expect.stringMatching(/^Note: Target 003: \d+ % of its view/)]);
  } finally {
    vi.restoreAllMocks();
  }
  const { maps } = await readNavigator(join(folder, 'told_maps.nav'));
  expect(maps.map(({ file }) => basename(file)).toSorted()).toEqual(
    features.flatMap((_, i) => [`told_tgt_00${i + 1}.mrc`, `told_tgt_00${i + 1}_view.mrc`]),
  );
  for (const { file } of maps) expect((await pixelsOf(join(folder, basename(file)))).length).toBeGreaterThan(1000);
  expect(planFrom(join(folder, 'told_tgts.txt'), {}).targets).toHaveLength(features.length);
  expect({ exposures: virtual.exposures.length, saved: readFileSync(navigator, 'utf8') }).toEqual(before);
});

test('a point beyond the map is left out, and refused when it is to be the tracking target', async () => {
  const navigator = await readNavigator(site.navigator);
  const folder = folderFor(site.folder, navigator);
  const [group = 0] = navigator.groups;
  const [inside] = navigator.group(group);
  const beyond = { x: 40, y: 0.7 };
  const area = await areaInFolder('beyond', site.folder);
  const events: ChoosingEvent[] = [];
  const choosing = { area, note: async (event: ChoosingEvent) => void events.push(event), keep: async () => {} };
  const map = { ...noSelection, mapLabel: '1', viewOnly: true };
  const positions = [inside!.stage, beyond];
  const chosen = await selectOnMap(choosing, navigator, folder, { ...map, points: { kind: 'stage', positions } }, null);
  expect(chosen.targets).toHaveLength(1);
  expect(JSON.stringify(events)).toContain('Point 2 lies beyond the map');
  const turned = { kind: 'stage', positions: positions.toReversed() } as const;
  await expect(selectOnMap(choosing, navigator, folder, { ...map, points: turned }, null)).rejects.toThrow(
    'tracking target',
  );
});

async function pixelsOf(path: string): Promise<Float32Array> {
  const file = await openFile(path, 'read');
  const { data } = await (await openMrc(file)).readSection(0);
  await file.close();
  return Float32Array.from(data);
}
