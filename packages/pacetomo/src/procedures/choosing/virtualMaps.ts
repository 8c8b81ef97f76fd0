import type { Area, AreaTarget } from '../../area/area.ts';
import { numberText, previewMapName, stackName, viewMapName } from '../../area/areaNames.ts';
import { length, type Matrix, subtract, type Vec } from '../../geometry/frames.ts';
import { seenOfStageStep } from '../../geometry/tiltedStage.ts';
import type { GreyImage } from '../../images/greyImage.ts';
import { type CutFacts, rangeOf } from '../../maps/cutFile.ts';
import type { CutItem } from '../../maps/cutItems.ts';
import { cutOut } from '../../maps/cutOut.ts';
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

/** Where the files of an area go. Nothing that is there is overwritten, and what is there is whole. */
export interface CutFiles {
  writeCut(file: string, image: GreyImage, facts: CutFacts): Promise<void>;
  /** The name by which SerialEM finds one of these files. */
  asSerialEmNames(file: string): string;
  /** A number that no item of the Navigator has as its MapID. */
  newMapId(): number;
  /** Writes a navigator file of its own with these items, and adds them to SerialEM's Navigator if that can be reached. */
  addToNavigator(file: string, source: MapItem, items: readonly CutItem[]): Promise<void>;
}

/**
 * Makes targets of places on a map without any exposure: cuts the images by which each is found again out of the map, adds
 * them to the Navigator as maps, and keeps the area. The targets file comes last, so it never names a map that is not there.
 *
 * Gives the area. Throws Trouble `bad-input` when the tracking target or everything lies beyond the map.
 */
export async function chooseOnMap(
  choosing: Pick<Choosing, 'area' | 'keep' | 'note'>,
  files: CutFiles,
  choice: MapChoice,
): Promise<Area> {
  const { name } = choosing.area;
  const points = await pointsOnMap(choosing, choice);
  const places = points.map((point, index) => placeOf(name, point, index, choice, points[0] ?? point));
  const cuts = await writeCuts(choosing, files, choice, places);
  await files.addToNavigator(`${name}_maps.nav`, choice.source, itemsOf(name, files, cuts));
  await warnOfReach(choosing, choice, places);
  const area = areaOf(choosing.area, choice, places);
  await choosing.keep(area);
  for (const { id, position, point } of places) {
    await choosing.note({ type: 'choose.target', target: id, by: 'map', position, stage: point.stage });
  }
  return area;
}

/** A target to be. */
interface Place {
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

async function pointsOnMap(choosing: Pick<Choosing, 'note'>, { map, points }: MapChoice): Promise<readonly MapPoint[]> {
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

/** A cut that lies in its file. */
interface WrittenCut {
  readonly place: Place;
  readonly file: string;
  readonly shape: CutShape;
  readonly range: readonly [least: number, largest: number];
}

async function writeCuts(
  choosing: Pick<Choosing, 'note'>,
  files: CutFiles,
  choice: MapChoice,
  places: readonly Place[],
): Promise<readonly WrittenCut[]> {
  const wished = places.flatMap((place) => [
    ...(choice.preview && place.previewFile ? [{ place, file: place.previewFile, shape: choice.preview }] : []),
    ...(choice.view && place.viewFile ? [{ place, file: place.viewFile, shape: choice.view }] : []),
  ]);
  const written = new Map<number, WrittenCut>();
  const wishes = wished.map(({ place: { point }, shape }) => ({ at: point.stage, piece: point.piece, shape }));
  await cutOut(choice.map, wishes, async (cut, index) => {
    const wish = wished[index];
    if (wish === undefined) throw new Error('a cut that nobody has wished for');
    if (cut === null) throw nothingThere(wish.place, choice.map);
    await remarkPadding(choosing, wish, cut.beyondFraction);
    await files.writeCut(wish.file, cut.image, factsOf(choice, wish));
    written.set(index, { ...wish, range: rangeOf(cut.image.data) });
  });
  return wished.flatMap((_, index) => written.get(index) ?? []);
}

/** Less than this beyond the map does not hinder an alignment. */
const noticedFraction = 0.01;

async function remarkPadding(
  choosing: Pick<Choosing, 'note'>,
  { place, shape }: Pick<WrittenCut, 'place' | 'shape'>,
  beyondFraction: number,
): Promise<void> {
  if (beyondFraction < noticedFraction) return;
  const text = `Target ${place.id}: ${Math.round(100 * beyondFraction)} % of its ${shape.kind.name} lie beyond the map and were filled with the mean of the rest.`;
  await choosing.note({ type: 'choose.remark', text });
}

function nothingThere({ id, point }: Place, map: StageMap): Trouble {
  return new Trouble(
    'bad-input',
    `Target ${id} (point ${point.label}) lies where the map ${map.label} has a missing piece, so there is nothing to cut out. Take this point away, or choose it on another map; the images that were cut already can be deleted.`,
  );
}

function factsOf(
  { map, source, navigatorBinningFactor }: MapChoice,
  wish: Pick<WrittenCut, 'place' | 'shape'>,
): CutFacts {
  const at = wish.place.point.stage;
  return {
    shape: wish.shape,
    at,
    readOut: subtract(at, source.beyondReadOut),
    zUm: source.zUm,
    tiltDeg: map.tiltDeg,
    from: map.label,
    navigatorBinningFactor,
  };
}

/**
 * The items of all cuts, each target followed by its View. The first one carries the name of the targets file and the mark
 * Acquire, as a run looks for the area by it.
 */
function itemsOf(name: string, files: CutFiles, cuts: readonly WrittenCut[]): readonly CutItem[] {
  const ids = new Map(cuts.map((cut) => [cut, files.newMapId()] as const));
  const isView = ({ shape }: WrittenCut): boolean => shape.kind.name === 'view';
  const viewOf = new Map(cuts.flatMap((cut) => (isView(cut) ? [[cut.place, cut] as const] : [])));
  return cuts.map((cut, index): CutItem => {
    const { place, file, shape, range } = cut;
    const view = viewOf.get(place);
    return {
      label: isView(cut) ? `v${String(Number(place.id)).padStart(2, '0')}` : place.id,
      note: index === 0 ? `${name}_tgts.txt` : file,
      acquire: index === 0,
      file: files.asSerialEmNames(file),
      shape,
      at: place.point.stage,
      range,
      mapId: ids.get(cut) ?? 0,
      viewMapId: isView(cut) || view === undefined ? null : (ids.get(view) ?? null),
    };
  });
}

function areaOf(area: Area, { map, stageToSpecimen }: MapChoice, places: readonly Place[]): Area {
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
  const tilt = { kind: 'number', name: 'tiltTargets', text: tiltText(map.tiltDeg) } as const;
  return { ...area, settings: [tilt, ...others], targets };
}

/** Up to here a map counts as taken at 0°: the cosine differs from 1 by less than 0.0001, and no series has to start elsewhere for it. */
const levelBelowDeg = 0.5;

function tiltText(tiltDeg: number): string {
  return Math.abs(tiltDeg) < levelBelowDeg ? '0' : String(Math.round(10 * tiltDeg) / 10);
}

async function warnOfReach(
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
