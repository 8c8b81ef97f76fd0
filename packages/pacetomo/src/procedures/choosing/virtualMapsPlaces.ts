import type { Area, AreaTarget } from '../../area/area.ts';
import { numberText, previewMapName, stackName, viewMapName } from '../../area/areaNames.ts';
import { tiltSetting } from '../../area/newArea.ts';
import { length, type Matrix, subtract, type Vec } from '../../geometry/frames.ts';
import { seenOfStageStep } from '../../geometry/tiltedStage.ts';
import type { CutShape } from '../../maps/imageKind.ts';
import type { MapItem, MapPoint } from '../../maps/mapItem.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { imageOf, isInside } from '../../maps/stageToImage.ts';
import { Trouble } from '../../run/errors.ts';
import type { Choosing } from './choosing.ts';

/** A map, and what was chosen on it. */
export interface MapChoice {
  readonly map: StageMap;
  /** The item of the Navigator that the map is. */
  readonly source: MapItem;
  /** In the order of acquisition; the first one is the tracking target. */
  readonly points: readonly MapPoint[];
  /** What the View of each target is to look like, and the Preview; null for none. */
  readonly view: CutShape | null;
  readonly preview: CutShape | null;
  /** SerialEM's matrix; null without SerialEM: positions on the specimen are left open then, and a run works them out. */
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
  /** How far image shift may go, µm. */
  readonly reachUm: number;
  readonly navigatorBinningFactor: number;
}

/** A target to be. */
export interface Place {
  readonly id: string;
  readonly point: MapPoint;
  /** Where it is seen from the tracking target at the tilt of the map, µm. */
  readonly position: Vec<'specimen'>;
  readonly previewFile: string | null;
  readonly viewFile: string | null;
  readonly stack: string;
}

/** The ideal stage: as long as the specimen and turned by 180° (docs/conventions.md). Good enough to say how far something is. */
const ideal: Matrix<'stage', 'specimen'> = { xx: -1, xy: 0, yx: 0, yy: -1 };

/** The targets that points become, numbered from 1; the first one is the tracking target. */
export function placesOf(name: string, points: readonly MapPoint[], choice: MapChoice): readonly Place[] {
  return points.map((point, index) => placeOf(name, point, index, choice, points[0] ?? point));
}

function placeOf(name: string, point: MapPoint, index: number, choice: MapChoice, tracking: MapPoint): Place {
  const { map, view, preview, stageToSpecimen } = choice;
  const number = index + 1;
  return {
    id: numberText(number),
    point,
    position: seenOfStageStep(subtract(point.stage, tracking.stage), map.tiltDeg, stageToSpecimen ?? ideal),
    previewFile: preview && previewMapName(name, number),
    viewFile: view && viewMapName(name, number),
    stack: stackName(name, number),
  };
}

/** The points that lie on the map. Throws Trouble `bad-input` when the first one does not, for it becomes the tracking target. */
export async function pointsOnMap(
  choosing: Pick<Choosing, 'note'>,
  { map, points }: MapChoice,
): Promise<readonly MapPoint[]> {
  const lies = points.map(({ stage }) => isInside(map, imageOf(map.fromStage, stage)));
  const [first] = points;
  if (first === undefined || lies[0] !== true) {
    const where = first === undefined ? 'No place was given' : `The first point, ${first.label}, lies beyond the map`;
    throw new Trouble(
      'bad-input',
      `${where} ${map.label}, and the first one becomes the tracking target. Draw the points on this map, or name the map that they lie on; nothing was written.`,
    );
  }
  for (const [index, { label }] of points.entries()) {
    if (lies[index]) continue;
    const text = `Point ${label} lies beyond the map ${map.label} and was left out.`;
    await choosing.note({ type: 'choose.remark', text });
  }
  return points.filter((_, index) => lies[index]);
}

/** The area with these targets, chosen at the tilt of the map. */
export function areaOf(area: Area, { map, stageToSpecimen }: MapChoice, places: readonly Place[]): Area {
  const targets = places.map(
    ({ position, point, stack, previewFile, viewFile }): AreaTarget => ({
      position: stageToSpecimen === null ? null : position,
      stage: point.stage,
      stack,
      previewMap: previewFile,
      viewMap: viewFile,
      skip: false,
      score: null,
      otherKeys: new Map(),
    }),
  );
  const others = area.settings.filter(({ name }) => name !== 'tiltTargets');
  const tiltDeg = Math.abs(map.tiltDeg) < levelBelowDeg ? 0 : map.tiltDeg;
  return { ...area, settings: [tiltSetting(tiltDeg), ...others], targets };
}

/** Up to here a map counts as taken at 0°: the cosine differs from 1 by less than 0.0001, and no series has to start elsewhere for it. */
const levelBelowDeg = 0.5;

/** Remarks on every target that image shift cannot reach. */
export async function warnOfReach(
  choosing: Pick<Choosing, 'note'>,
  { reachUm }: MapChoice,
  places: readonly Place[],
): Promise<void> {
  for (const { id, position } of places) {
    const farUm = length(position);
    if (farUm <= reachUm) continue;
    const text = `Target ${id} lies ${farUm.toFixed(1)} µm from the tracking target, beyond the reach of image shift, ${reachUm} µm. A run cannot go there unless imageShiftLimit is raised.`;
    await choosing.note({ type: 'choose.remark', text });
  }
}
