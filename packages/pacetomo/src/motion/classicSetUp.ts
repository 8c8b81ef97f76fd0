import { cosDeg, sinDeg } from '../geometry/degrees.ts';
import { add, apply, type Matrix, subtract, type Vec } from '../geometry/frames.ts';
import { foreshortening, planeHeightUm } from '../geometry/sampleTilt.ts';
import { defocusCycle } from '../plan/defocusCycle.ts';
import type { RunPlan, Target } from '../plan/plan.ts';
import { ClassicModel, type TrackPair } from './classicModel.ts';

/** The microscope as it stood when the tracking target was centred and in focus at the start tilt. */
export interface SetUp {
  /** Image shift with the tracking target centred [IS0]. */
  readonly imageShift: Vec<'imageShift'>;
  /** Defocus read-out with the tracking target at `maxDefocus` [f0]. */
  readonly defocusUm: number;
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
}

/** The model before the first exposure (behaviour section C.3 of the original, without its alignments to Previews). */
export function classicModel(plan: RunPlan, setUp: SetUp): ClassicModel {
  const { settings } = plan;
  const defoci = defocusCycle(setUp.defocusUm, settings.minDefocusUm - settings.maxDefocusUm, settings.stepDefocusUm);
  const tracks = plan.targets.map((target) => {
    const position = positionOf(plan, target, setUp.stageToSpecimen);
    // a skipped target uses up no step of the defocus cycle
    const defocusUm = isTaken(plan, target, position) ? defoci.next().value : setUp.defocusUm;
    return trackPair(plan, setUp, position, defocusUm);
  });
  const { startTiltDeg, tiltStepDeg, focusSlopeUmPerDeg, dataPoints, ignoreNegStart } = settings;
  const { toSpecimen, toImageShift } = setUp;
  return new ClassicModel(
    { startTiltDeg, tiltStepDeg, focusSlopeUmPerDeg, dataPoints, ignoreNegStart, toSpecimen, toImageShift },
    tracks,
  );
}

/** Whether a target is acquired at all: it is neither marked skip nor, untilted, beyond the reach of image shift. */
export function isTaken(plan: RunPlan, target: Target, position: Vec<'specimen'>): boolean {
  const reachUm = plan.settings.imageShiftLimitUm - plan.settings.alignLimitUm;
  return !target.skip && Math.hypot(position.x, position.y) <= reachUm;
}

/** Specimen position relative to the tracking target, µm; from stage positions where the file gives no other. */
export function positionOf(
  plan: RunPlan,
  target: Target,
  stageToSpecimen: Matrix<'stage', 'specimen'>,
): Vec<'specimen'> {
  if (target.position !== null) return target.position;
  const origin = plan.targets[0]?.stage;
  if (target.skip) return { x: 0, y: 0 }; // it is nowhere, and nobody goes there
  if (!origin || target.stage === null)
    throw new Error(`target ${target.id} has neither SSX, SSY nor a stage position`);
  return apply(stageToSpecimen, subtract(target.stage, origin));
}

function trackPair(plan: RunPlan, setUp: SetUp, position: Vec<'specimen'>, defocusUm: number): TrackPair {
  const { startTiltDeg, pretiltDeg, rotationDeg, tiltTargetsDeg, taOffsetPosUm, taOffsetNegUm } = plan.settings;
  const sample = { pretiltDeg, rotationDeg };
  // targets that were chosen at the start tilt are foreshortened already
  const scale = tiltTargetsDeg === 0 ? foreshortening(sample, startTiltDeg) : 1;
  const imageShift = add(setUp.imageShift, apply(setUp.toImageShift, { x: position.x, y: position.y * scale }));
  const heightUm = planeHeightUm(sample, position);
  const track = {
    position: apply(setUp.toSpecimen, imageShift),
    imageShift,
    residual: { x: 0, y: 0 },
    defocusUm: defocusUm - heightUm * cosDeg(startTiltDeg) - position.y * sinDeg(startTiltDeg),
    steps: [],
    tiltDeg: startTiltDeg,
  };
  return {
    plus: { ...track, offset: { acrossUm: position.y - taOffsetPosUm, heightUm } },
    minus: { ...track, offset: { acrossUm: position.y - taOffsetNegUm, heightUm } },
  };
}
