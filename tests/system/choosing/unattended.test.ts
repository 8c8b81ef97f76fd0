import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosenArea, parseScenario, type ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { add, subtract, type Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import { makePlan } from '../../../packages/pacetomo/src/plan/makePlan.ts';
import { StopRequested } from '../../../packages/pacetomo/src/run/control.ts';
import type { SelectWish } from '../../../packages/pacetomo/src/session/choosing/chooseTargets.ts';
import { lamellaWithoutImages } from '../measuringSite.ts';
import { originalReads } from './originalReads.ts';
import { fileOf, filesIn, inWaysWorld, misses, onCamera, probe, textOf, type WaysWorld } from './waysWorld.ts';

const places: readonly Vec<'specimen'>[] = [
  { x: 0.85, y: -1.2 },
  { x: 3.3, y: 1.7 },
  { x: -2.1, y: 3.6 },
  { x: 2.2, y: -4.3 },
];

/** The preset lamella with the errors of its stage and optics, on which a microscopist has marked four places in Views. */
const lamella: ScenarioInput = {
  ...lamellaWithoutImages(),
  lowDose: { view: { missUm: { x: 0.05, y: -0.03 }, scaleErrorFraction: 0.004, rotationErrorDeg: 0.2 } },
  area: {
    targets: { kind: 'list', places: places.map(({ x, y }) => ({ xUm: x, yUm: y })) },
    placeErrorUmSd: 0,
  },
};

const unattended: Omit<SelectWish, 'way'> = {
  manner: { overview: 'view', image: 'preview', centring: 'nobody' },
  beamDiameterUm: null,
  holeDiameterUm: null,
  maxTiltDeg: 60,
  drawBeam: false,
  root: 'lam',
};

/** What every targets file has to do: make a plan, and be read by the original to the same places. */
function expectAccepted(world: WaysWorld, name: string, count: number): void {
  const file = fileOf(world, name);
  const made = makePlan({ file, path: `${name}_tgts.txt`, sha256: '', program: 'test', before: [], over: [] });
  if (made.plan === null) throw new Error(made.problems.join('\n'));
  const original = originalReads(textOf(world, name)).targets;
  expect(original.map((target) => [Number(target.get('SSX')), Number(target.get('SSY'))])).toEqual(
    made.plan.targets.map(({ position }) => [position!.x, position!.y]),
  );
  expect(original).toHaveLength(count);
}

function report(what: string, { rmsNm, worstNm }: ReturnType<typeof misses>): void {
  console.info(`${what}: ${rmsNm.toFixed(0)} nm rms, ${worstNm.toFixed(0)} worst`);
}

/** The places as the Navigator has them. */
function marked(scenario: ScenarioInput, seed: number): readonly Vec<'stage'>[] {
  const area = chosenArea(parseScenario(scenario, 'test'), seed);
  return area!.targets.map(({ stageXUm, stageYUm }) => ({ x: stageXUm, y: stageYUm }));
}

/** The pixel of a place in the image that was taken last. */
function pixelOf({ virtual }: WaysWorld, { x, y }: Vec<'specimen'>): Vec<'image'> {
  const exposure = virtual.exposures.at(-1)!;
  const { widthPx, heightPx, binning } = exposure.look!;
  const camera = onCamera(exposure, { x, y, z: Math.tan((-10 * Math.PI) / 180) * y });
  return { x: widthPx / 2 + camera.x / binning, y: heightPx / 2 - camera.y / binning };
}

test('the points of a group become targets without anybody there', () =>
  inWaysWorld(lamella, 5, {}, async (world) => {
    const unmoved = { ...unattended, tracking: 'unmoved', way: { by: 'group' } } as const;
    await expect(world.choose(unmoved)).rejects.toThrow(/--unmoved is for an area that goes on/);
    await world.choose({ ...unattended, way: { by: 'group' } });
    const missed = misses(await probe(world, 'lam'), places);
    report('group', missed);
    expect(missed.worstNm).toBeLessThan(150);
    expectAccepted(world, 'lam', 4);
    const previews = world.virtual.exposures.filter(({ file }) => /^lam_tgt_\d+\.mrc$/.test(file ?? ''));
    expect(previews.map(({ file }) => file)).toEqual([1, 2, 3, 4].map((n) => `lam_tgt_00${n}.mrc`));
  }));

test('stage positions become targets, the first by the stage and the others by image shift', () =>
  inWaysWorld(lamella, 6, {}, async (world) => {
    const points = marked(lamella, 6).map((at) => ({ in: 'stage', at }) as const);
    await world.choose({ ...unattended, way: { by: 'point', points } });
    const missed = misses(await probe(world, 'lam'), places);
    report('stage points', missed);
    expect(missed.worstNm).toBeLessThan(150);
    expectAccepted(world, 'lam', 4);
  }));

test('a point in the View that is shown becomes a target, on a tilted stage too', () =>
  inWaysWorld(lamella, 7, {}, async (world) => {
    await world.byHand(async (client) => {
      await client.call('TiltTo', 12.34);
      await client.call('V');
    });
    await world.choose({
      ...unattended,
      way: { by: 'point', points: [{ in: 'image', at: pixelOf(world, places[0]!) }] },
    });
    for (const place of places.slice(1)) {
      await world.byHand((client) => client.call('V'));
      const points = [{ in: 'image', at: pixelOf(world, place) }] as const;
      await world.choose(
        { ...unattended, root: null, tracking: 'unmoved', way: { by: 'point', points } },
        { file: 'lam_tgts.txt' },
      );
    }
    const missed = misses(await probe(world, 'lam'), places);
    report('points in Views at 12.3°', missed);
    expect(missed.worstNm).toBeLessThan(150);
    expectAccepted(world, 'lam', 4);
    const found = world.events.find((event) => event.type === 'choose.found')!;
    const tiltDeg = Math.round(10 * found.tiltDeg) / 10;
    expect(tiltDeg % 1).not.toBe(0);
    expect(originalReads(textOf(world, 'lam')).settings.get('tiltTargets')).toBe(tiltDeg);
  }));

test('shifts count from the tracking target or from the last target, and more can be added to an area later', () =>
  inWaysWorld(lamella, 8, {}, async (world) => {
    const first = { in: 'stage', at: marked(lamella, 8)[0]! } as const;
    await world.choose({ ...unattended, way: { by: 'point', points: [first] } });
    const shifts = [
      { x: 2.45, y: 2.9 },
      { x: -2.95, y: 4.8 },
    ];
    const more = { ...unattended, root: null } as const;
    await world.choose({ ...more, way: { by: 'shift', from: 'tracking', shifts } }, { file: 'lam_tgts.txt' });
    const fromLast = [{ x: 4.3, y: -7.9 }];
    await world.choose({ ...more, way: { by: 'shift', from: 'last', shifts: fromLast } }, { file: 'lam_tgts.txt' });
    const found = await probe(world, 'lam', 'realign');
    const asked = places.map((place) => add(found[0]!, subtract(place, places[0]!)));
    report('shifts, as seen from the tracking target', misses(found, asked));
    const missed = misses(found.slice(0, 1), places);
    report('its tracking target, realigned twice', missed);
    expect(misses(found, asked).worstNm).toBeLessThan(150);
    expect(missed.worstNm).toBeLessThan(150);
    expectAccepted(world, 'lam', 4);
  }));

test('Views of all targets are saved as maps with pictures, once', () =>
  inWaysWorld(lamella, 9, {}, async (world) => {
    await world.choose({ ...unattended, way: { by: 'group' } });
    const views = { ...unattended, root: null, way: { by: 'views', skipped: true } } as const;
    expect(await world.choose(views, { file: 'lam_tgts.txt' })).toMatchObject({ views: { taken: 3, found: 1 } });
    expect(await world.choose(views, { file: 'lam_tgts.txt' })).toMatchObject({ views: { taken: 0, found: 4 } });
    const names = [1, 2, 3, 4].map((n) => `lam_tgt_00${n}_view`);
    expect(filesIn(world)).toEqual(expect.arrayContaining(names.flatMap((name) => [`${name}.mrc`, `${name}.jpg`])));
    const saved = fileOf(world, 'lam').targets.map(({ keys }) => keys.get('viewfile'));
    expect(saved).toEqual(names.map((name) => `${name}.mrc`));
    const shown = world.virtual.exposures.filter(({ file }) => /^lam_tgt_\d+_view\.mrc$/.test(file ?? ''));
    report(
      'Views',
      misses(
        shown.map(({ specimenPointUm }) => specimenPointUm),
        places,
      ),
    );
    expect(
      misses(
        shown.map(({ specimenPointUm }) => specimenPointUm),
        places,
      ).worstNm,
    ).toBeLessThan(250);
  }));

test('a stop ends it between two commands, and what was chosen until then is in the file', () =>
  inWaysWorld(lamella, 10, {}, async (world) => {
    await expect(world.choose({ ...unattended, way: { by: 'group' } }, { stopAfterSaves: 3 })).rejects.toThrow(
      StopRequested,
    );
    expect(fileOf(world, 'lam').targets).toHaveLength(2); // the first one was saved with and without its View
    const kept = world.events.findLastIndex(({ type }) => type === 'choose.saved');
    expect(world.events.slice(kept).filter(({ type }) => type === 'look.intent')).toEqual([]);
    expectAccepted(world, 'lam', 2);
  }));

test('nothing is written over: an area of a name that is taken gets the next one', () =>
  inWaysWorld(lamella, 11, {}, async (world) => {
    writeFileSync(join(world.dir, 'lam_tgt_001.mrc'), 'left by a crash');
    writeFileSync(join(world.dir, 'lam2_tgts.txt'), 'of yesterday');
    await world.choose({ ...unattended, way: { by: 'group' } });
    expect(readFileSync(join(world.dir, 'lam_tgt_001.mrc'), 'utf8')).toBe('left by a crash');
    expect(fileOf(world, 'lam3').targets).toHaveLength(4);
    expect(world.said).toContain('There are files of lam already; the area is called lam3.');
  }));

test('an area whose first target was kept without its View, because of a crash, goes on and gets it', () =>
  inWaysWorld(lamella, 12, {}, async (world) => {
    const choice = world.choose({ ...unattended, way: { by: 'group' } }, { stopAfterSaves: 1 });
    await expect(choice).rejects.toThrow(StopRequested);
    expect(fileOf(world, 'lam').targets[0]!.keys.has('viewfile')).toBe(false);
    const shifts = [subtract(places[1]!, places[0]!)];
    const more = { ...unattended, root: null, way: { by: 'shift', from: 'tracking', shifts } } as const;
    await world.choose(more, { file: 'lam_tgts.txt' });
    expect(fileOf(world, 'lam').targets[0]!.keys.get('viewfile')).toBe('lam_tgt_001_view.mrc');
    const missed = misses(await probe(world, 'lam', 'realign'), places.slice(0, 2));
    report('gone on after a crash', missed);
    expect(missed.worstNm).toBeLessThan(150);
  }));
