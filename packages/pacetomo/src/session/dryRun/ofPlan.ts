import { conflictsOf } from '../../dose/conflicts.ts';
import type { AreaReport, Finding, FindingKind, Gravity } from '../../dose/dryRunReport.ts';
import type { Illuminations } from '../../dose/illumination.ts';
import type { Ledger } from '../../dose/ledger.ts';
import { slopePoints } from '../../dose/setUpExposures.ts';
import { length } from '../../geometry/frames.ts';
import { type RunPlan, scheduleOf } from '../../plan/plan.ts';
import { isMontage, tilesOf } from '../../run/montage.ts';
import { initialState } from '../../run/state.ts';

/** What is to be said of one plan by its own numbers, without a microscope. */
export function findingsOfPlan(
  plan: RunPlan,
  { plan: summary, doses }: AreaReport,
  ledger: Ledger,
  known: Illuminations,
  limitEPerA2: number,
): readonly Finding[] {
  const say = (kind: FindingKind, gravity: Gravity, target: string | null, text: string): Finding => ({
    kind,
    gravity,
    area: plan.name,
    target,
    text,
  });
  const start = plan.settings.startTiltDeg;
  const reach = summary.outOfReach.map(({ target, farthestUm, reachUm, missingTiltsDeg }) => {
    const many = missingTiltsDeg.length === 1 ? '1 tilt' : `${missingTiltsDeg.length} tilts`;
    const text = `Target ${target} moves ${farthestUm.toFixed(1)} µm away, but image shift follows to ${reachUm} µm: ${many} will be missing (${missingTiltsDeg.join('°, ')}°).`;
    return say('out-of-reach', missingTiltsDeg.includes(start) ? 'stops' : 'costs', target, text);
  });
  const overlaps = conflictsOf(doses, limitEPerA2).map(({ target, text }) => say('overlap', 'costs', target, text));
  const others = [pieces(plan, ledger, known), slope(plan), slopeSigns(plan)].filter((text) => text !== null);
  return [...reach, ...overlaps, ...others.map(({ kind, gravity, text }) => say(kind, gravity, null, text))];
}

type Said = Pick<Finding, 'kind' | 'gravity' | 'text'>;

/** Montage pieces that image shift does not reach. */
function pieces(plan: RunPlan, { targets, exposures }: Ledger, { camera, beams }: Illuminations): Said | null {
  if (camera === null || beams.record === null || !plan.settings.tgtMontage) return null;
  const state = initialState(plan);
  const images = targets
    .filter(({ id }) => isMontage(plan, state, id))
    .reduce((sum, { taken }) => sum + taken.filter(Boolean).length, 0);
  const missing = images * tilesOf(plan.settings).length - exposures.filter(({ what }) => what === 'tile').length;
  if (missing <= 0) return null;
  const text = `${missing} montage pieces lie beyond the limit of image shift, ${plan.settings.imageShiftLimitUm} µm, and will be missing: choose the targets nearer to the tracking target or fewer pieces (tgtMntSize).`;
  return { kind: 'piece-out-of-reach', gravity: 'costs', text };
}

/** A slope that is to be measured needs points to measure it at. */
function slope(plan: RunPlan): Said | null {
  const { measureGeo, imageShiftLimitUm } = plan.settings;
  if (!measureGeo) return null;
  const points = slopePoints(plan).filter((point) => length(point) < imageShiftLimitUm);
  if (points.length >= 3) return null;
  const text = `The slope is to be measured (measureGeo), but only ${points.length} geometry points are within reach of image shift; a plane needs three. Pretilt and rotation of the settings would be used.`;
  return { kind: 'settings', gravity: 'costs', text };
}

/** The series starts where the sample lies steeper than the grid. */
function slopeSigns({ settings }: RunPlan): Said | null {
  const { startTiltDeg, pretiltDeg } = settings;
  if (startTiltDeg * pretiltDeg <= 0) return null;
  const text = `Start tilt (${startTiltDeg}°) and pretilt (${pretiltDeg}°) have the same sign, so the sample starts steeper than the grid. Is one of them the wrong way round?`;
  return { kind: 'settings', gravity: 'note', text };
}

/** Which tilts of a plan a stage does not reach. */
export function beyondStage(plan: RunPlan, maximumTiltDeg: number): Finding | null {
  const beyond = scheduleOf(plan).flatMap(({ deg }) => (Math.abs(deg) > maximumTiltDeg ? [deg] : []));
  if (beyond.length === 0) return null;
  const list = beyond.toSorted((a, b) => a - b).join('°, ');
  const text = `This stage tilts to ${maximumTiltDeg}° only: ${beyond.length} tilts of every target will be missing (${list}°). Change minTilt and maxTilt.`;
  return { kind: 'beyond-stage', gravity: 'costs', area: plan.name, target: null, text };
}
