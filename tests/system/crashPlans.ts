import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { RunPlan, Target } from '../../packages/pacetomo/src/plan/plan.ts';
import type { Settings } from '../../packages/pacetomo/src/plan/settings.ts';
import type { Site } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

const base = fourTargetsNineTilts();

const changed = (settings: Partial<Settings>, targets: readonly Target[] = base.targets): RunPlan => ({
  ...base,
  settings: { ...base.settings, ...settings },
  targets,
});

/** A plan and what it meets. */
export interface Case {
  readonly name: string;
  readonly plan: RunPlan;
  readonly site: Site;
}

const bare: Site = { toleranceNm: 100 };

/** A start tilt, an asymmetric range, a stage position, a target left out and one that runs out of reach on the way. */
export const asymmetric: Case = {
  name: 'asymmetric, with a start tilt, a skipped target and one that runs out of reach',
  plan: changed(
    { startTiltDeg: 9, minTiltDeg: 0, maxTiltDeg: 33, groupSize: 3, imageShiftLimitUm: 6.72, slowTilt: true },
    base.targets.map((target, i) => ({
      ...target,
      skip: i === 2,
      stage: i === 0 ? { x: 0.5, y: -0.75 } : null,
    })),
  ),
  site: bare,
};

/** One branch only, one target only, and a defocus for each tilt. */
export const lonely: Case = {
  name: 'one target on one branch',
  plan: changed(
    { startTiltDeg: -6, minTiltDeg: -6, maxTiltDeg: 15, groupSize: 1, focusSlopeUmPerDeg: 0.01 },
    base.targets.slice(0, 1),
  ),
  site: bare,
};

/** The second target's montage reaches so far out that its outermost pieces cannot be taken. */
export const montage: Case = {
  name: 'a montage of two targets of which some pieces are out of reach',
  plan: changed(
    {
      minTiltDeg: -6,
      maxTiltDeg: 6,
      tgtMontage: true,
      tgtTrackMnt: true,
      tgtMntFocusCor: true,
      tgtMntXOffsetUm: 0.25,
      imageShiftLimitUm: 5.4,
    },
    base.targets.slice(0, 2),
  ),
  site: bare,
};

/** The stage jumps, so that the tracking target has to be taken again at some tilts. */
export const trackedTwice: Case = {
  name: 'tracked twice over jumps of the stage',
  plan: changed({ trackTwice: true, trackExposureS: 0.7 }, base.targets.slice(0, 3)),
  site: {
    ...bare,
    faults: [
      { kind: 'stage-jump', at: { tiltDeg: 6 }, xUm: 0.8, yUm: 0.35 },
      { kind: 'stage-jump', at: { tiltDeg: -9 }, xUm: -0.4, yUm: 0.65 },
      { kind: 'stage-jump', at: { tiltDeg: 12 }, xUm: 0.55, yUm: -0.7 },
    ],
  },
};

/** How far each target really lies from where the targets file says, µm. */
const misplaced = [
  { x: 0.15, y: -0.1 },
  { x: -0.3, y: 0.25 },
  { x: 0.35, y: 0.2 },
] as const;

/** Takes a View and a Preview map of every target, and makes the first Preview the item of the area. */
export async function takeMaps(serialEm: SerialEmClient, targets: readonly Target[]): Promise<void> {
  await serialEm.call('NoMessageBoxOnError', 1);
  for (const [i, { position, viewMap, referenceMap }] of targets.entries()) {
    const off = misplaced[i];
    if (position === null || viewMap === null || referenceMap === null || off === undefined) continue;
    const at = { x: position.x + off.x, y: position.y + off.y };
    await serialEm.call('GoToLowDoseArea', 'R');
    await serialEm.call('ImageShiftByMicrons', at.x, at.y);
    await takeMap(serialEm, 'V', viewMap, '');
    await takeMap(serialEm, 'L', referenceMap, i === 0 ? 'matrix_tgts.txt' : '');
    await serialEm.call('GoToLowDoseArea', 'R');
    await serialEm.call('ImageShiftByMicrons', -at.x, -at.y);
  }
}

async function takeMap(serialEm: SerialEmClient, area: 'V' | 'L', file: string, note: string): Promise<void> {
  await serialEm.call('OpenNewFile', file);
  await serialEm.call(area);
  await serialEm.call('S', 'A');
  if (note !== '') await serialEm.call('NewMap', 0, note);
  await serialEm.call('CloseFile');
}

export const withMaps = base.targets.slice(0, 3).map((target) => ({
  ...target,
  viewMap: `view_${target.id}.mrc`,
  referenceMap: `preview_${target.id}.mrc`,
}));

/** The slope is measured again as a whole: five autofocuses. */
const mapped: Site = { ...bare, prepare: (serialEm) => takeMaps(serialEm, withMaps), mostRepeated: 17 };

const geometryPoints = [
  { x: 2, y: 1 },
  { x: -2.5, y: 1.5 },
  { x: 0.5, y: -3 },
  { x: -1, y: 3.5 },
];

/** Every way of finding targets before the first tilt, with a walk to a start tilt of 24°. */
export const found: Case = {
  name: 'set up with maps, eucentric height, slope and a walk to the start tilt',
  plan: {
    ...changed(
      {
        startTiltDeg: 24,
        minTiltDeg: 18,
        maxTiltDeg: 30,
        eucentricity: true,
        previewAli: true,
        viewAli: true,
        measureGeo: true,
      },
      withMaps,
    ),
    geometryPoints,
  },
  site: mapped,
};

/** Everything that looks at images or lenses in passing. */
export const everything: Case = {
  name: 'acquired with all corrections on',
  plan: changed(
    {
      minTiltDeg: -9,
      maxTiltDeg: 9,
      addAF: true,
      refineGeo: true,
      doCtfPlotter: true,
      doCtfFind: true,
      zeroExposureS: 2.5,
      zeroDefocusUm: -4.5,
      trackMag: 33000,
      trackTwice: true,
      beamTiltComp: true,
      tgtMontage: true,
      previewAli: true,
      checkDewar: true,
      coldFEG: true,
      openValves: true,
    },
    withMaps.slice(0, 2),
  ),
  site: {
    ...mapped,
    faults: [
      { kind: 'stage-jump', at: { tiltDeg: 6 }, xUm: 0.8, yUm: 0.35 },
      { kind: 'gun-needs-flashing', at: { timeS: 0 } },
    ],
  },
};

/** The walk to the start tilt alone finds the only target: what a View is misjudged by stays to the end. */
export const walked: Case = {
  name: 'walked to its start tilt, without a map',
  plan: changed({ startTiltDeg: 24, minTiltDeg: 24, maxTiltDeg: 24 }, base.targets.slice(0, 1)),
  site: bare,
};

/** Every target is found by one Preview and nothing else. */
export const placed: Case = {
  name: 'placed by Previews alone',
  plan: changed(
    { minTiltDeg: 0, maxTiltDeg: 0, previewAli: true, noZeroRecAli: true },
    withMaps.slice(0, 2).map((target) => ({ ...target, viewMap: null })),
  ),
  site: { ...bare, prepare: (serialEm) => takeMaps(serialEm, withMaps) },
};
