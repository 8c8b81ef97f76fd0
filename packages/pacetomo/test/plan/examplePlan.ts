import type { RunPlan, Target } from '../../src/plan/plan.ts';
import { defaultSettings, type Settings } from '../../src/plan/settings.ts';

/** A target of an example plan. */
export function exampleTarget(number: number, x: number, y: number, changes: Partial<Target> = {}): Target {
  const id = String(number).padStart(3, '0');
  return {
    id,
    stack: `area_ts_${id}.mrc`,
    position: { x, y },
    stage: null,
    referenceMap: null,
    viewMap: null,
    skip: false,
    ...changes,
  };
}

/** A plan with the given targets and settings, everything else at its default. */
export function examplePlan(targets: readonly Target[], settings: Partial<Settings> = {}): RunPlan {
  return {
    planVersion: 1,
    program: 'test',
    name: 'area',
    settings: { ...defaultSettings(), ...settings },
    targets,
    geometryPoints: [],
    targetsFile: { path: 'area_tgts.txt', sha256: '0'.repeat(64) },
  };
}
