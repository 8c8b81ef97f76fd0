import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

/** Neighbours so near that their beams fall on each other the more the steeper the tilt. */
const places = [
  { x: 0, y: 0 },
  { x: 1.7, y: 0.8 },
  { x: -1.1, y: 2 },
  { x: 0.6, y: -2.3 },
];
/** How the sample slopes. */
export const nearSlope = { pretiltDeg: -12, rotationDeg: 24 };

const base = fourTargetsNineTilts();
/** A run over them with everything that exposes: Views, Previews, autofocuses, a longer first image. */
export const nearNeighbours: RunPlan = {
  ...base,
  settings: {
    ...base.settings,
    ...nearSlope,
    startTiltDeg: 12,
    minTiltDeg: -36,
    maxTiltDeg: 60,
    tiltStepDeg: 12,
    groupSize: 1,
    eucentricity: true,
    previewAli: true,
    viewAli: true,
    measureGeo: false,
    addAF: true,
    zeroExposureS: 2.3,
    trackExposureS: 1.8,
  },
  targets: base.targets.map((target, i) => ({
    ...target,
    position: places[i]!,
    // the last one is only where the targets file says
    viewMap: i < 3 ? `view_${target.id}.mrc` : null,
    referenceMap: i < 3 ? `preview_${target.id}.mrc` : null,
  })),
};

/** Takes the maps that the targets of a plan are found by. */
export async function takeMapsOf(serialEm: SerialEmClient, { targets }: RunPlan): Promise<void> {
  await serialEm.call('NoMessageBoxOnError', 1);
  for (const { position, viewMap, referenceMap } of targets) {
    if (position === null || viewMap === null || referenceMap === null) continue;
    await serialEm.call('GoToLowDoseArea', 'R');
    await serialEm.call('ImageShiftByMicrons', position.x, position.y);
    for (const [area, file] of [
      ['V', viewMap],
      ['L', referenceMap],
    ] as const) {
      await serialEm.call('OpenNewFile', file);
      await serialEm.call(area);
      await serialEm.call('S', 'A');
      await serialEm.call('CloseFile');
    }
    await serialEm.call('GoToLowDoseArea', 'R');
    await serialEm.call('ImageShiftByMicrons', -position.x, -position.y);
  }
}
