import { mkdir, readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Area } from '../../area/area.ts';
import { freeRoot, objectionToRoot } from '../../area/areaNames.ts';
import { newArea } from '../../area/newArea.ts';
import type { Matrix, Vec } from '../../geometry/frames.ts';
import {
  cutShape,
  type ImageKind,
  type KindName,
  kindOfMap,
  kindOfPixelSize,
  kindOfTemplate,
  lowDoseSetOf,
} from '../../maps/imageKind.ts';
import type { MapItem, MapPoint } from '../../maps/mapItem.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { type ImageSize, imageOf, isInside, stageOf } from '../../maps/stageToImage.ts';
import type { Choosing } from '../../procedures/choosing/choosing.ts';
import { chooseOnMap } from '../../procedures/choosing/virtualMaps.ts';
import { Trouble } from '../../run/errors.ts';
import type { FolderMap } from '../folderMap.ts';
import { type AreaFolder, diskCuts } from './diskCuts.ts';
import { imagePathHere, type NavigatorRead, withMap } from './mapFiles.ts';

/** What is wanted of a selection on a map. */
export interface MapSelection {
  /** Label of the map; null for the one that the points were drawn on. */
  readonly mapLabel: string | null;
  readonly points: WishedPoints;
  /** No Previews are cut: targets are found again by their Views alone. */
  readonly viewOnly: boolean;
  /** Binning of the cuts in the Navigator's counting; null for the coarsest that keeps everything the map shows. */
  readonly binning: number | null;
  /** What is known of the images without SerialEM and without an item of their kind. */
  readonly pixelSizeNm: Readonly<Partial<Record<KindName, number>>>;
  readonly folderMaps: readonly FolderMap[];
}

/** Which places are to become targets, the tracking target first. Pixels count in the map as SerialEM shows it, from the upper left corner. */
export type WishedPoints =
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'stage'; readonly positions: readonly Vec<'stage'>[] }
  | { readonly kind: 'pixels'; readonly positions: readonly Vec<'image'>[] };

/** What a SerialEM that can be asked adds. */
export interface AskedOfSerialEm {
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
  readonly reachUm: number;
  kindOf(name: KindName, map: StageMap): Promise<ImageKind | null>;
  merge(pathThere: string): Promise<void>;
}

/** SerialEM's standard for ImageShiftLimit, µm, where nobody can be asked. */
const usualReachUm = 15;

/**
 * Makes the targets of an area on a map of a navigator file, without an exposure. `serialEm` is null when only files are at
 * hand: positions on the specimen are left open then, and the navigator file of the cuts is merged by hand.
 *
 * Throws Trouble `bad-input` for a map or points that cannot be used.
 */
export async function selectOnMap(
  choosing: Pick<Choosing, 'area' | 'keep' | 'note'>,
  navigator: NavigatorRead,
  folder: AreaFolder,
  selection: MapSelection,
  serialEm: AskedOfSerialEm | null,
): Promise<Area> {
  const source = mapFor(navigator, selection);
  const points = pointsFor(navigator, source, selection.points);
  const where = { navigator: navigator.path, folder: folder.here, maps: selection.folderMaps };
  return withMap(source, imagePathHere(source.file, where), async (inHand) => {
    const kinds = { navigator, source, map: inHand.map, selection, serialEm };
    const view = await kindFor('view', kinds);
    const preview = selection.viewOnly ? null : await kindFor('preview', kinds);
    if (view === null && preview === null) throw nothingKnown(source);
    for (const name of missing(view, preview, selection))
      await choosing.note({ type: 'choose.remark', text: unknownKind(name) });
    const files = diskCuts(folder, navigator.ids, serialEm?.merge ?? (async () => {}));
    return chooseOnMap(choosing, files, {
      map: inHand.map,
      source,
      points,
      view: view && cutShape(view, inHand.map, selection.binning),
      preview: preview && cutShape(preview, inHand.map, selection.binning),
      stageToSpecimen: serialEm?.stageToSpecimen ?? null,
      reachUm: serialEm?.reachUm ?? usualReachUm,
      navigatorBinningFactor: inHand.navigatorBinningFactor,
    });
  });
}

/** The map by its label, or the one that the first point was drawn on, or the only one on which it lies. */
function mapFor({ maps, group }: NavigatorRead, { mapLabel, points }: MapSelection): MapItem {
  if (mapLabel !== null) {
    const named = maps.filter(({ label }) => label === mapLabel);
    const [only] = named;
    if (only !== undefined && named.length === 1) return only;
    throw notOneMap(named.length === 0 ? `has no map “${mapLabel}”` : `has ${named.length} maps “${mapLabel}”`, maps);
  }
  const [first] = points.kind === 'group' ? group(points.group) : [];
  const drawnOn = maps.find(({ mapId }) => mapId !== null && mapId === first?.drawnOn);
  if (drawnOn !== undefined) return drawnOn;
  const place = first?.stage ?? (points.kind === 'stage' ? points.positions[0] : undefined);
  const under =
    place === undefined ? maps : maps.filter(({ shown, fromStage }) => isInside(shown, imageOf(fromStage, place)));
  const [only] = under;
  if (only !== undefined && under.length === 1) return only;
  throw notOneMap(`has ${under.length} maps that could be meant`, under.length === 0 ? maps : under);
}

function notOneMap(what: string, maps: readonly MapItem[]): Trouble {
  const labels = maps.map(({ label }) => label).join(', ');
  return new Trouble(
    'bad-input',
    `The navigator file ${what}. Name one with --map; it has ${labels === '' ? 'none' : labels}. Two maps of one label have to be told apart in SerialEM first.`,
  );
}

function pointsFor({ group, groups }: NavigatorRead, map: MapItem, wished: WishedPoints): readonly MapPoint[] {
  if (wished.kind === 'group') {
    const points = group(wished.group);
    if (points.length > 0) return points;
    throw new Trouble(
      'bad-input',
      `The navigator file has no points in group ${wished.group}. Its groups: ${groups.join(', ') || 'none'}. Save the Navigator in SerialEM after drawing points.`,
    );
  }
  const positions =
    wished.kind === 'stage' ? wished.positions : wished.positions.map((pixel) => stageOf(map.fromStage, pixel));
  return positions.map((stage, index) => ({ label: String(index + 1), stage, piece: null, drawnOn: map.mapId }));
}

interface KindSources {
  readonly navigator: NavigatorRead;
  readonly source: MapItem;
  readonly map: StageMap;
  readonly selection: MapSelection;
  readonly serialEm: AskedOfSerialEm | null;
}

/**
 * How images of a kind look: as an item of the Navigator shows, or as SerialEM's calibrations say, or the map itself if it
 * was taken so, or by a pixel size that somebody knows. Null when nobody does.
 */
async function kindFor(
  name: KindName,
  { navigator, source, map, selection, serialEm }: KindSources,
): Promise<ImageKind | null> {
  const template = navigator.templateFor(name);
  if (template !== null) return kindOfTemplate(name, template, map);
  const asked = (await serialEm?.kindOf(name, map)) ?? null;
  if (asked !== null) return asked;
  if (source.lowDoseSet === lowDoseSetOf[name]) return kindOfMap(name, source, map);
  const pixelSizeNm = selection.pixelSizeNm[name];
  return pixelSizeNm === undefined ? null : kindOfPixelSize(name, pixelSizeNm, cameraOf(source, map), map);
}

/** The camera that the pieces of a map were taken with, all of it, unbinned pixels. */
function cameraOf({ takenBinning }: MapItem, { tileSize }: StageMap): ImageSize {
  return { widthPx: tileSize.widthPx * takenBinning, heightPx: tileSize.heightPx * takenBinning };
}

function missing(view: ImageKind | null, preview: ImageKind | null, { viewOnly }: MapSelection): readonly KindName[] {
  return [
    ...(view === null ? (['view'] as const) : []),
    ...(preview === null && !viewOnly ? (['preview'] as const) : []),
  ];
}

const unknownKind = (name: KindName): string =>
  `No ${name}s are cut: the navigator file has no map that was taken as ${name}, and its pixel size is not known. Give it with --${name}-pixel in nm, or work with --serialem.`;

function nothingKnown({ label }: MapItem): Trouble {
  return new Trouble(
    'bad-input',
    `Nothing says how large Views and Previews are beside the map ${label}. Give --view-pixel and --preview-pixel in nm (unbinned), or work with --serialem; nothing was written.`,
  );
}

/** A new area with a name that no file of the folder belongs to. Throws Trouble `bad-input` for a name that cannot be one. */
export async function areaInFolder(name: string, folder: string): Promise<Area> {
  const objection = objectionToRoot(name);
  if (objection !== null) throw new Trouble('bad-input', `The name “${name}” ${objection}.`);
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  const navigators = entries.map((entry) => entry.replace(/_maps\.nav$/i, '_tgts.txt'));
  return newArea(freeRoot(name, navigators), 0); // the tilt is that of the map
}

/** The folder for an area without SerialEM: in SerialEM's words if it is the one in which the navigator file lies. */
export function folderFor(here: string, { path, savedIn }: NavigatorRead): AreaFolder {
  const absolute = resolve(here);
  return { here: absolute, there: absolute === resolve(dirname(path)) ? (savedIn ?? absolute) : absolute };
}
