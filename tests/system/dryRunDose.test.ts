import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import { beforeAll, expect, test } from 'vitest';
import type { Illuminations } from '../../packages/pacetomo/src/dose/illumination.ts';
import { type Ledger, ledgerOf } from '../../packages/pacetomo/src/dose/ledger.ts';
import type { ExposureWhat, PlannedExposure } from '../../packages/pacetomo/src/dose/plannedExposure.ts';
import { receivedDoses } from '../../packages/pacetomo/src/dose/received.ts';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { CrashWorld } from './crashWorld.ts';
import { preset } from './measuringSite.ts';
import { nearNeighbours, nearSlope, takeMapsOf } from './nearNeighbours.ts';
import { trueDoseAt } from './trueDose.ts';

const slope = nearSlope;
const plan = nearNeighbours;

/** A slope that is measured, a montage, and no maps. */
const montage: RunPlan = {
  ...plan,
  settings: {
    ...plan.settings,
    startTiltDeg: -6,
    minTiltDeg: -42,
    maxTiltDeg: 30,
    previewAli: false,
    viewAli: false,
    measureGeo: true,
    zeroExposureS: 0,
    tgtMontage: true,
    tgtMntXOffsetUm: 0.3,
    imageShiftLimitUm: 4.2,
  },
  targets: plan.targets.slice(0, 2).map((target) => ({ ...target, viewMap: null, referenceMap: null })),
  geometryPoints: [
    { x: 2.5, y: -1.5 },
    { x: -2.75, y: -0.5 },
    { x: 0.25, y: 3.25 },
  ],
};

interface Acquired {
  readonly truth: readonly ExposureTruth[];
  readonly ledger: Ledger;
}

let mapped: Acquired;
let mosaic: Acquired;

beforeAll(async () => {
  mapped = await acquired(plan);
  mosaic = await acquired(montage);
});

/** Acquires a plan on a quiet stage and gives what was exposed beside what was to be. */
async function acquired(whole: RunPlan): Promise<Acquired> {
  const quiet = preset('quiet');
  const lamella = { ...quiet.specimen?.lamella, ...slope };
  const world = await CrashWorld.at(whole, {
    scenario: { stage: { ...quiet.stage }, specimen: { ...quiet.specimen, lamella } },
    prepare: (serialEm) => takeMapsOf(serialEm, whole),
  });
  const before = world.scope.exposures.length;
  let known: Illuminations | null = null;
  await world.byHand(async (serialEm) => {
    known = await knownOf(serialEm);
  });
  expect(await world.work(null)).toBe('complete');
  const truth = world.scope.exposures.slice(before);
  await world.end();
  return { truth, ledger: ledgerOf(whole, known!) };
}

/** What the scenario gives: 2.055 e/Å²/s in Record, Preview and Focus, 0.04 in View; and its exposure times. */
async function knownOf(serialEm: SerialEmClient): Promise<Illuminations> {
  const matrix = ([xx, xy, yx, yy]: readonly [number, number, number, number]) => ({ xx, xy, yx, yy });
  await serialEm.call('GoToLowDoseArea', 'R');
  return {
    beams: {
      record: { radiusUm: 1.25, doseEPerA2: 2.055 * 1.46 },
      view: { radiusUm: 10, doseEPerA2: 0.04 },
      preview: { radiusUm: 1.25, doseEPerA2: 2.055 * 0.2 },
      focus: { radiusUm: 1.25, doseEPerA2: 2.055 * 0.5 },
    },
    recordExposureS: 1.46,
    camera: { size: { x: 32, y: 32 }, toSpecimen: matrix(await serialEm.call('CameraToSpecimenMatrix', 0)) },
    focusOffsetUm: 0,
    stageToSpecimen: matrix(await serialEm.call('StageToSpecimenMatrix', 0)),
  };
}

/** Without images one View stands for the five of a rough eucentricity. */
const viewsTooMany = 4;
const viewDose = 0.04;

/** The exposures of the ledger one by one: an autofocus has three. */
const shotsOf = ({ exposures }: Ledger): readonly PlannedExposure[] =>
  exposures.slice(viewsTooMany).flatMap((exposure) => {
    if (exposure.what !== 'focus' && exposure.what !== 'geometry') return [exposure];
    const shot = { ...exposure, doseEPerA2: exposure.doseEPerA2 / 3 };
    return [shot, shot, shot];
  });

const setOf = (what: ExposureWhat): string =>
  what === 'geometry' ? 'focus' : what === 'tile' || what === 'again' ? 'record' : what;

const runs = () => [mapped, mosaic];

test('the ledger lists every exposure of a run in its order, with its tilt and dose', () => {
  for (const { truth, ledger } of runs()) {
    expect(shotsOf(ledger).map(({ what, tiltDeg }) => `${setOf(what)} ${tiltDeg}`)).toEqual(
      truth.map(({ set, nominalTiltDeg }) => `${set} ${Math.round(nominalTiltDeg)}`),
    );
    for (const [i, { doseEPerA2 }] of shotsOf(ledger).entries())
      expect(doseEPerA2 / truth[i]!.doseEPerA2).toBeCloseTo(1, 2);
  }
  expect(new Set(shotsOf(mapped.ledger).map(({ what }) => what))).toEqual(
    new Set(['view', 'preview', 'focus', 'record']),
  );
  expect(new Set(shotsOf(mosaic.ledger).map(({ what }) => what))).toEqual(
    new Set(['view', 'geometry', 'focus', 'record', 'tile']),
  );
});

test('every exposure lies where the ledger says, to 2 % of its beam', () => {
  for (const { truth, ledger } of runs()) {
    const off = shotsOf(ledger).map(({ what, tiltDeg, footprint: { centre } }, i) => {
      const { footprintUm, look } = truth[i]!;
      const offUm = Math.hypot(centre.x - footprintUm.centre.x, centre.y - footprintUm.centre.y);
      return { what, tiltDeg, part: offUm / look!.beam.diameterUm };
    });
    expect(off.filter(({ part }) => part > 0.02)).toEqual([]);
  }
});

test('what a target receives in its middle and on its frame is what the specimen received there, to 2 %', () => {
  for (const { truth, ledger } of runs()) {
    const doses = receivedDoses(ledger.targets, ledger.exposures);
    for (const { target, own, fromOthers } of doses) {
      const { stack } = plan.targets.find(({ id }) => id === target)!;
      const first = truth.find(({ file }) => file === stack)!;
      const grid = pointsIn(first.look!.fieldUm);
      const real = grid.map((place) => trueDoseAt(truth, slope, place));
      const centre = own.centreEPerA2 + fromOthers.centreEPerA2 - viewsTooMany * viewDose;
      expect(Math.abs(centre / trueDoseAt(truth, slope, first.specimenPointUm) - 1)).toBeLessThan(0.02);
      const mean = own.meanEPerA2 + fromOthers.meanEPerA2 - viewsTooMany * viewDose;
      expect(Math.abs((mean * real.length) / real.reduce((sum, dose) => sum + dose, 0) - 1)).toBeLessThan(0.02);
    }
    expect(Math.max(...doses.map(({ fromOthers }) => fromOthers.mostEPerA2))).toBeGreaterThan(10);
  }
});

/** Places all over the field of an image, by its corners. */
function pointsIn([a, b, , d]: readonly { readonly x: number; readonly y: number }[]) {
  const parts = Array.from({ length: 24 }, (_, i) => (i + 0.5) / 24);
  return parts.flatMap((s) =>
    parts.map((t) => ({
      x: a!.x + s * (b!.x - a!.x) + t * (d!.x - a!.x),
      y: a!.y + s * (b!.y - a!.y) + t * (d!.y - a!.y),
    })),
  );
}
