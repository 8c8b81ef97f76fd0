import { Column } from '../column/column.ts';
import { apply, inverse, type PlaneVector, plus } from '../column/planeMatrix.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import type { AreaSettings } from '../scenario/areaSchema.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { filmSlopeDirectionDeg } from '../specimen/holeyFilm.ts';
import type { Point3 } from '../specimen/layer.ts';
import { makeSpecimen } from '../specimen/specimen.ts';
import { cameraPosition } from '../truth/sight.ts';
import { truePlaces } from './truePlaces.ts';

/** What the microscopist has written down before the run: nothing but what SerialEM shows, and measurements with their errors. */
export interface ChosenArea {
  /** The first one is for tracking. */
  readonly targets: readonly { readonly label: string; readonly stageXUm: number; readonly stageYUm: number }[];
  /** Slope of the specimen as measured, degrees: height = tan(pretilt)·(cos(rotation)·y − sin(rotation)·x). */
  readonly pretiltDeg: number;
  /** Rotation of the specimen as measured, degrees, counter-clockwise. */
  readonly rotationDeg: number;
  readonly startTiltDeg: number;
  readonly lowestTiltDeg: number;
  readonly highestTiltDeg: number;
  readonly stepDeg: number;
  readonly groupSize: number;
}

/**
 * What the microscopist of a scenario has chosen: targets by the stage coordinates that SerialEM would show for them in View images of the
 * untilted specimen, and the measured geometry. Null when the scenario has no area. Throws ScenarioError when the targets do not fit.
 */
export function chosenArea(scenario: Scenario, seed: number): ChosenArea | null {
  const { area } = scenario;
  if (!area) return null;
  const places = truePlaces(scenario, area, makeSpecimen(scenario.specimen, seed), seed);
  return {
    targets: shownOnStage(scenario, places, seed).map(({ x, y }, i) => ({
      label: String(i + 1),
      stageXUm: rounded(x, 1000),
      stageYUm: rounded(y, 1000),
    })),
    ...measuredGeometry(scenario, area, seed),
    startTiltDeg: area.startTiltDeg,
    lowestTiltDeg: area.lowestTiltDeg,
    highestTiltDeg: area.highestTiltDeg,
    stepDeg: area.stepDeg,
    groupSize: area.groupSize,
  };
}

/**
 * Stage coordinates of points as SerialEM's Navigator reckons them from a View image, µm: from camera pixels through its calibrations, and with the
 * offset of the tilt axis added while zero image shift looks there, because the Navigator keeps the read-out for coils at zero.
 */
function shownOnStage(scenario: Scenario, points: readonly Point3[], seed: number): readonly PlaneVector[] {
  const column = new Column(scenario, seed);
  column.stage.goniometer.tiltTo(0, 0);
  column.goToArea('view');
  const sight = column.sightAt(0);
  const cameraToSpecimen = inverse(column.calibrated.specimenToCamera);
  const specimenToStage = inverse(column.calibration.stageToSpecimen);
  const { shiftToTiltAxis, tiltAxisOffsetUm } = column.coils;
  const axisUm = { x: 0, y: shiftToTiltAxis ? tiltAxisOffsetUm : 0 };
  return points.map((point) => {
    const fromAxisUm = apply(cameraToSpecimen, cameraPosition(sight, point));
    return plus(column.stage.reportedUm, apply(specimenToStage, plus(fromAxisUm, axisUm)));
  });
}

function measuredGeometry(
  { specimen }: Scenario,
  area: AreaSettings,
  seed: number,
): { readonly pretiltDeg: number; readonly rotationDeg: number } {
  if (!area.geometryMeasured) return { pretiltDeg: 0, rotationDeg: 0 };
  const random = keyedRandom(seed, 'area geometry');
  const [pretiltError, rotationError] = [random.normal(), random.normal()];
  const isLamella = specimen.kind === 'lamella';
  const pretiltDeg = isLamella ? specimen.lamella.pretiltDeg : specimen.film.slopeDeg;
  // What rises in direction d has height tan(slope)·(cos d·x + sin d·y): the rotation is d − 90°.
  const rotationDeg = isLamella ? specimen.lamella.rotationDeg : filmSlopeDirectionDeg(specimen, seed) - 90;
  const turned = rotationDeg + area.rotationErrorDegSd * rotationError;
  return {
    pretiltDeg: rounded(pretiltDeg + area.pretiltErrorDegSd * pretiltError, 10),
    rotationDeg: rounded(turned - 360 * Math.round(turned / 360), 10),
  };
}

/** Nobody writes down more than SerialEM's display shows. */
function rounded(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit;
}
