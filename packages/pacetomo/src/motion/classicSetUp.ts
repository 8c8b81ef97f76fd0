import { cosDeg, sinDeg } from '../geometry/degrees.ts';
import { add, apply, type Matrix, type Vec } from '../geometry/frames.ts';
import { foreshortening, planeHeightUm } from '../geometry/sampleTilt.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Settings } from '../plan/settings.ts';
import { ClassicModel, type ClassicSettings, type TrackPair } from './classicModel.ts';
import { positionOf } from './targetPosition.ts';
import { defocusSteps } from './wantedDefocus.ts';

/** The microscope as it stood when the tracking target was centred and in focus at the start tilt. */
export interface SetUp {
  /** Image shift with the tracking target centred [IS0]. */
  readonly imageShift: Vec<'imageShift'>;
  /** Defocus read-out with the tracking target at `maxDefocus` [f0]. */
  readonly defocusUm: number;
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
  /**
   * Distance of the tracking target itself from the tilt axis, µm across it in the untilted plane. Absent: it lies on the
   * axis, as the original takes it to.
   */
  readonly trackingAcrossUm?: number;
  /** Height of the tracking target, µm; absent: it is eucentric. */
  readonly trackingHeightUm?: number;
  /** Targets that were centred by their maps before the start, with the image shift that did it. */
  readonly placed?: ReadonlyMap<string, Vec<'imageShift'>>;
}

/** The model before the first exposure (behaviour section C.3 of the original). */
export function classicModel(plan: RunPlan, setUp: SetUp): ClassicModel {
  const steps = defocusSteps(plan, setUp.stageToSpecimen);
  const tracks = plan.targets.map((target, i) => {
    const position = positionOf(plan, target, setUp.stageToSpecimen);
    const defocusUm = setUp.defocusUm + (steps[i] ?? 0);
    return trackPair(plan.settings, setUp, target.id, position, defocusUm);
  });
  return new ClassicModel(classicSettings(plan.settings, setUp), tracks);
}

/** What the model has to be told once. */
export function classicSettings(
  settings: Settings,
  { toSpecimen, toImageShift }: Pick<SetUp, 'toSpecimen' | 'toImageShift'>,
): ClassicSettings {
  const { startTiltDeg, tiltStepDeg, focusSlopeUmPerDeg, dataPoints, ignoreNegStart } = settings;
  return { startTiltDeg, tiltStepDeg, focusSlopeUmPerDeg, dataPoints, ignoreNegStart, toSpecimen, toImageShift };
}

function trackPair(
  settings: Settings,
  setUp: SetUp,
  target: string,
  position: Vec<'specimen'>,
  defocusUm: number,
): TrackPair {
  const { startTiltDeg, pretiltDeg, rotationDeg, tiltTargetsDeg, taOffsetPosUm, taOffsetNegUm } = settings;
  const sample = { pretiltDeg, rotationDeg };
  const scale = foreshortening(sample, startTiltDeg);
  // targets that were chosen at the start tilt are foreshortened already
  const chosenTilted = tiltTargetsDeg !== 0;
  const untilted = chosenTilted ? { x: position.x, y: position.y / scale } : position;
  const seen = { x: position.x, y: chosenTilted ? position.y : position.y * scale };
  const imageShift =
    setUp.placed?.get(target) ?? add(setUp.imageShift, apply<'specimen', 'imageShift'>(setUp.toImageShift, seen));
  const heightUm = planeHeightUm(sample, untilted);
  const track = {
    position: apply(setUp.toSpecimen, imageShift),
    imageShift,
    residual: { x: 0, y: 0 },
    defocusUm: defocusUm - heightUm * cosDeg(startTiltDeg) - untilted.y * sinDeg(startTiltDeg),
    steps: [],
    tiltDeg: startTiltDeg,
  };
  const acrossUm = untilted.y + (setUp.trackingAcrossUm ?? 0);
  const aboveAxisUm = heightUm + (setUp.trackingHeightUm ?? 0);
  return {
    plus: { ...track, offset: { acrossUm: acrossUm - taOffsetPosUm, heightUm: aboveAxisUm } },
    minus: { ...track, offset: { acrossUm: acrossUm - taOffsetNegUm, heightUm: aboveAxisUm } },
  };
}
