import type { DialogInput, ScenarioInput } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import type { Vec } from '../../../packages/pacetomo/src/geometry/frames.ts';
import { makePlan } from '../../../packages/pacetomo/src/plan/makePlan.ts';
import type { Manner } from '../../../packages/pacetomo/src/procedures/choosing/manner.ts';
import { StopRequested } from '../../../packages/pacetomo/src/run/control.ts';
import type { SelectWish } from '../../../packages/pacetomo/src/session/choosing/chooseTargets.ts';
import { lamellaWithoutImages } from '../measuringSite.ts';
import { originalReads } from './originalReads.ts';
import { dragsFor, fileOf, filesIn, inWaysWorld, misses, probe, textOf } from './waysWorld.ts';

/** The preset lamella with the errors of its stage and optics; View looks where Record looks but for 60 nm. */
const lamella: ScenarioInput = {
  ...lamellaWithoutImages(),
  lowDose: { view: { missUm: { x: 0.05, y: -0.03 }, scaleErrorFraction: 0.004, rotationErrorDeg: 0.2 } },
};

const places: readonly Vec<'specimen'>[] = [
  { x: 0.35, y: -1.2 },
  { x: 4.3, y: 1.7 },
  { x: -3.1, y: 5.6 },
];

const handNm = 40;
/** The hand of a person who drags: some tens of nm in a View, far less at Preview magnification. */
const missesInView = [
  { x: 0.9, y: -0.4 },
  { x: -0.7, y: 0.8 },
  { x: 0.3, y: -1 },
].map(({ x, y }) => ({ x: (x * handNm) / 1000, y: (y * handNm) / 1000 }));

const wishFor = (manner: Manner): SelectWish => ({
  way: { by: 'drag' },
  manner,
  beamDiameterUm: null,
  holeDiameterUm: null,
  maxTiltDeg: 60,
  drawBeam: true,
  root: 'lam',
});

const add = (count: number) => [
  { contains: 'Add another', answer: 'yes', times: count },
  { contains: 'Add another', answer: 'no' },
];

/** B after each drag; before every second one, in a Preview, R to refine. The last R is pressed although no drag is known yet. */
const keysFor = (drags: readonly Vec<'specimen'>[], refines: boolean, isLast: boolean): DialogInput['keys'] => {
  const refine = { press: 'R', afterPolls: 3 };
  const keys = drags.flatMap((dragUm, i) => [
    ...(refines && i % 2 === 1 ? [refine] : []),
    { press: 'B', afterPolls: 2, dragUm },
  ]);
  return refines && !isLast && drags.length % 2 === 1 ? [...keys, refine] : keys;
};

describe('targets that a person drags', () => {
  test('are where the person sees them, to 150 nm with Views alone', async () => {
    const wish = wishFor({ overview: 'view', image: 'view', centring: 'questions' });
    const answers = (drags: readonly Vec<'specimen'>[], isLast: boolean): DialogInput => ({
      answers: [{ contains: 'Keep this', answer: 'yes' }, ...add(2)],
      keys: keysFor(drags, false, isLast),
      patiencePolls: 40,
    });
    const aims = places.map((at, i) => ({ at: { ...at, z: slope(at) }, miss: missesInView[i]! }));
    const choose = (world: Parameters<typeof probe>[0]) => world.choose(wish, { person: null });
    const person = await dragsFor(lamella, 3, answers, aims, choose);
    await inWaysWorld(lamella, 3, person, async (world) => {
      await choose(world);
      const { worstNm, rmsNm } = misses(await probe(world, 'lam'), places);
      console.info(`dragged in Views: ${rmsNm.toFixed(0)} nm rms, ${worstNm.toFixed(0)} worst`);
      expect(worstNm).toBeLessThan(150);
      expect(filesIn(world).filter((file) => /^lam_.*(mrc|txt)$/.test(file))).toEqual([
        'lam_tgt_001_view.mrc',
        'lam_tgt_002_view.mrc',
        'lam_tgt_003_view.mrc',
        'lam_tgts.txt',
      ]);
      expect(originalReads(textOf(world, 'lam')).targets).toHaveLength(3);
    });
  });

  test('are where the person sees them, to 50 nm when they refine in Previews with the keys', async () => {
    const wish = wishFor({ overview: 'view', image: 'preview', centring: 'keys' });
    const answers = (drags: readonly Vec<'specimen'>[], isLast: boolean): DialogInput => ({
      answers: [{ contains: 'Keep this', answer: 'yes' }, ...add(2)],
      keys: keysFor(drags, true, isLast),
      patiencePolls: 40,
    });
    const aims = places.flatMap((at, i) => {
      const seen = { ...at, z: slope(at) };
      const miss = missesInView[i]!;
      return [
        { at: seen, miss },
        { at: seen, miss: { x: miss.x / 4, y: miss.y / 4 } },
      ];
    });
    const choose = (world: Parameters<typeof probe>[0]) => world.choose(wish, { person: null });
    const person = await dragsFor(lamella, 3, answers, aims, choose);
    await inWaysWorld(lamella, 3, person, async (world) => {
      await choose(world);
      const { worstNm, rmsNm } = misses(await probe(world, 'lam'), places);
      console.info(`dragged and refined in Previews: ${rmsNm.toFixed(0)} nm rms, ${worstNm.toFixed(0)} worst`);
      expect(worstNm).toBeLessThan(50);
      // the first drag went to negative image shift, which was given to the stage (H54)
      const views = world.events.filter((event) => event.type === 'look.intent' && event.look === 'view');
      const [first, last] = [views[1]!, views.findLast((view) => 'target' in view && view.target === '001')!];
      expect(first).toMatchObject({ position: { y: expect.closeTo(-3.5, 0) } });
      expect(Math.abs((last as { position: Vec<'specimen'> }).position.y)).toBeLessThan(1);
      const made = makePlan({
        file: fileOf(world, 'lam'),
        path: 'lam_tgts.txt',
        sha256: '',
        program: 'test',
        before: [],
        over: [],
      });
      expect(made.plan?.targets.map(({ referenceMap }) => referenceMap)).toEqual([
        'lam_tgt_001.mrc',
        'lam_tgt_002.mrc',
        'lam_tgt_003.mrc',
      ]);
    });
  });
});

test('a shift that was rejected does not add to the next one', async () => {
  const shift = { along: 2.5, across: -1.75 };
  const person: DialogInput = {
    answers: [
      { contains: 'along the tilt axis', answer: shift.along, times: 2 },
      { contains: 'across the tilt axis', answer: shift.across, times: 2 },
      { command: 'EnterDefaultedNumber', answer: null },
      { contains: 'Keep this as target 002', answer: 'no', times: 1 },
      { contains: 'Keep this', answer: 'yes' },
    ],
    keys: [1, 2, 3].map((afterPolls) => ({ press: 'B', afterPolls, dragUm: { x: 0.1, y: 0.07 } })),
    patiencePolls: 30,
  };
  const way = { by: 'shift', from: 'last', shifts: 'asked' } as const;
  const manner = { overview: 'view', image: 'view', centring: 'questions' } as const;
  await inWaysWorld(lamella, 6, person, async (world) => {
    await world.choose({ ...wishFor(manner), way }, { person: null });
    const [, second] = originalReads(textOf(world, 'lam')).targets;
    expect(Number(second!.get('SSX'))).toBeCloseTo(shift.along + 0.1, 2);
    expect(Number(second!.get('SSY'))).toBeCloseTo(shift.across + 0.07, 2);
  });
});

test('a person who wants no tracking target is not shown one image after another', async () => {
  const person: DialogInput = {
    answers: [
      { contains: 'Keep this', answer: 'no' },
      { contains: 'Go on looking', answer: 'no' },
    ],
    keys: [{ press: 'B', dragUm: { x: 0.3, y: 0.2 } }],
    patiencePolls: 30,
  };
  await inWaysWorld(lamella, 8, person, async (world) => {
    const manner = { overview: 'view', image: 'view', centring: 'questions' } as const;
    await expect(world.choose(wishFor(manner), { person: null })).rejects.toThrow(StopRequested);
    expect(world.virtual.exposures).toHaveLength(1);
  });
});

test('outlines of the beam are drawn while a person chooses, and only they are deleted in the end', async () => {
  const person: DialogInput = {
    answers: [{ contains: 'Keep this', answer: 'yes' }, ...add(1)],
    keys: [0.3, 1.9].map((x) => ({ press: 'B', dragUm: { x, y: -x } })),
    patiencePolls: 30,
  };
  await inWaysWorld(lamella, 7, person, async (world) => {
    await world.choose(wishFor({ overview: 'search', image: 'view', centring: 'questions' }), { person: null });
    const labels = await world.byHand(async (client) => {
      const count = await client.call('ReportNumTableItems');
      const found: string[] = [];
      for (let item = 1; item <= count; item++) {
        await client.call('ReportOtherItem', item);
        found.push(String(await client.call('GetVariable', 'navLabel')));
      }
      return found;
    });
    expect(labels).toEqual(['001', '002']);
    expect(world.virtual.exposures.filter(({ set }) => set === 'search')).toHaveLength(2);
  });
});

/** Height of the preset lamella, which falls by 10° along y. */
const slope = ({ y }: Vec<'specimen'>): number => Math.tan((-10 * Math.PI) / 180) * y;
