import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import type { AreaTarget } from '../../packages/pacetomo/src/area/area.ts';
import type { Point } from '../../packages/pacetomo/src/procedures/choosing/atPoint.ts';
import { Trouble } from '../../packages/pacetomo/src/run/errors.ts';
import type { CommandObserver } from '../../packages/pacetomo/src/serialem/gate.ts';
import { openArea } from '../../packages/pacetomo/src/session/areaFiles/openArea.ts';
import { AreaStore } from '../../packages/pacetomo/src/session/choosing/areaStore.ts';
import { chooseTargets, type SelectWish } from '../../packages/pacetomo/src/session/choosing/chooseTargets.ts';
import { strideOf } from './budget.ts';
import { smallCamera } from './choosing/refineWorld.ts';
import { type ChoosingTestSite, choosingSite } from './choosingSite.ts';
import { preset } from './measuringSite.ts';

const points: readonly Point[] = [
  { in: 'specimen', at: { x: 0.2, y: -0.1 } },
  { in: 'specimen', at: { x: 2.5, y: 1.25 } },
  { in: 'specimen', at: { x: -1.75, y: 3 } },
];

/** Targets at points, each with a Preview, and nobody there. */
const wishOf = (left: readonly Point[], root: string | null): SelectWish => ({
  way: { by: 'point', points: left },
  manner: { overview: 'view', image: 'preview', centring: 'nobody' },
  beamDiameterUm: null,
  maxTiltDeg: 60,
  drawBeam: false,
  root,
});

/** Quick flat images with the field of a usual camera, so that SerialEM can realign to a View. */
function quickScenario(): ScenarioInput {
  const quiet = preset('quiet');
  const camera = { ...quiet.camera, widthPx: 90, heightPx: 64 };
  const magnifications = smallCamera.magnifications.map((mag) => ({ ...mag, pixelSizeNm: 4 * mag.pixelSizeNm }));
  return { ...quiet, camera, optics: { ...quiet.optics, magnifications } };
}

async function onSite<T>(work: (site: ChoosingTestSite) => Promise<T>): Promise<T> {
  const site = await choosingSite(quickScenario(), 11);
  try {
    return await work(site);
  } finally {
    await site.end();
  }
}

async function choose(site: ChoosingTestSite, client: SerialEmClient, begun: string | null): Promise<void> {
  const person = { ...silent, say: async () => {} };
  const file = begun === null ? null : join(site.dir, begun);
  const left = points.slice(file === null ? 0 : (await targetsIn(file)).length);
  await chooseTargets(
    { ...site, client, person },
    wishOf(left, file === null ? 'grid' : null),
    () => (file === null ? AreaStore.in(site.dir) : AreaStore.at(file)),
    () => ({ kind: 'none', why: 'nobody looks for holes in this test' }),
  );
}

const silent = { askYesNo: async () => true, askNumber: async () => null, askText: async () => null };

const targetsIn = async (file: string): Promise<readonly AreaTarget[]> => (await openArea(file)).area.targets;

/** How many commands choosing the targets takes when nothing happens. */
async function undisturbed(): Promise<number> {
  let commands = 0;
  const observer: CommandObserver = {
    sent: (name) => {
      if (name !== 'bufferImage') commands += 1; // faults do not count it as a command
    },
    answered: () => {},
  };
  await onSite(async (site) => {
    await choose({ ...site, observer }, site.client, null);
    expect((await targetsIn(join(site.dir, 'grid_tgts.txt'))).length).toBe(3);
  });
  return commands;
}

/** Chooses until the connection is lost, then goes on as the person would. */
async function lostAt(command: number, kind: 'reply-lost' | 'dropped-before'): Promise<void> {
  await onSite(async (site) => {
    site.virtual.faults.add({ kind, at: { command } });
    const trouble: unknown = await choose(site, site.client, null).catch((error) => error);
    expect(trouble).toBeInstanceOf(Trouble);
    await expectNothingLost(site, `${kind} at ${command}`);
    const anew = await site.reconnect();
    try {
      const [x, y] = await anew.call('ReportImageShift');
      expect(Math.hypot(x, y)).toBeLessThan(1e-6);
      const begun = savedOf(site);
      await goOn(site, anew, begun).catch((error) => expect.fail(`${kind} at ${command}: ${error}`));
      const [file] = ['grid_tgts.txt', 'grid2_tgts.txt'].map((name) => join(site.dir, name)).filter(existsSync);
      const targets = await targetsIn(file!);
      expect(new Set(targets.map(({ previewMap }) => previewMap)).size).toBe(3);
      for (const { previewMap } of targets) expect(existsSync(join(site.dir, previewMap!))).toBe(true);
    } finally {
      anew.close();
    }
  });
}

/** Goes on; where a map was half made, the person does what is asked for. */
async function goOn(site: ChoosingTestSite, client: SerialEmClient, begun: string | null): Promise<void> {
  const trouble: unknown = await choose(site, client, begun).catch((error) => error);
  if (trouble === undefined) return;
  const [, file = null] = /There is a file (\S+) in SerialEM’s directory/.exec(String(trouble)) ?? [];
  if (file === null) throw trouble;
  if ((await client.call('IsImageFileOpen', file)) > 0) await client.call('CloseFile');
  renameSync(join(site.dir, file), join(site.dir, 'half-made.mrc'));
  await choose(site, client, begun);
}

/** The file that was written last; null before there was one. */
function savedOf({ events }: ChoosingTestSite): string | null {
  const saved = events().flatMap((event) => (event.type === 'choose.saved' ? [event.file] : []));
  return saved.at(-1) ?? null;
}

async function expectNothingLost(site: ChoosingTestSite, when: string): Promise<void> {
  const events = site.events();
  const intents = events.filter(({ type }) => type === 'look.intent').length;
  expect(site.virtual.exposures.length, when).toBeLessThanOrEqual(intents);
  expect(intents - site.virtual.exposures.length, when).toBeLessThanOrEqual(1);
  const saved = events.flatMap((event) => (event.type === 'choose.saved' ? [event] : [])).at(-1);
  if (saved === undefined) return;
  const targets = await targetsIn(join(site.dir, saved.file));
  expect(targets.length, when).toBe(saved.targets);
  for (const { previewMap } of targets) expect(existsSync(join(site.dir, previewMap ?? 'none')), when).toBe(true);
}

test('a connection that is lost at any command while targets are chosen loses none of them, and one goes on', async () => {
  const commands = await undisturbed();
  const stride = strideOf(7);
  let tried = 0;
  for (let command = 1 + (commands % stride); command <= commands; command += stride) {
    await lostAt(command, tried % 2 === 0 ? 'reply-lost' : 'dropped-before');
    tried += 1;
  }
  console.info(`connection lost at ${tried} of ${commands} commands: no target and no exposure lost`);
  expect(tried).toBeGreaterThan(10);
}, 300_000);
