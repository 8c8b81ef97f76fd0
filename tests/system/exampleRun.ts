import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { defaultSettings } from '../../packages/pacetomo/src/plan/settings.ts';

/** Four targets and nine tilts, as the crash matrix of the original was measured on: 36 exposures. */
export function fourTargetsNineTilts(): RunPlan {
  const places = [
    { x: 0, y: 0 },
    { x: 3, y: 2.5 },
    { x: -2, y: 5.5 },
    { x: 1.5, y: -6 },
  ];
  return {
    planVersion: 1,
    program: 'test',
    name: 'matrix',
    settings: {
      ...defaultSettings(),
      minTiltDeg: -12,
      maxTiltDeg: 12,
      tiltStepDeg: 3,
      groupSize: 2,
      pretiltDeg: -10,
      minDefocusUm: -3,
      maxDefocusUm: -5,
      // everything that is not the tilt loop has plans of its own
      eucentricity: false,
      beamTiltComp: false,
      checkDewar: false,
      doCtfPlotter: false,
    },
    targets: places.map((position, i) => ({
      id: `00${i + 1}`,
      stack: `matrix_ts_00${i + 1}.mrc`,
      position,
      stage: null,
      referenceMap: null,
      viewMap: null,
      skip: false,
    })),
    geometryPoints: [],
    targetsFile: { path: 'matrix_tgts.txt', sha256: '' },
  };
}
