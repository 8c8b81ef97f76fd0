import { targetsFileOf } from '../../area/areaNames.ts';
import { subtract } from '../../geometry/frames.ts';
import type { GreyImage } from '../../images/greyImage.ts';
import { type CutFacts, rangeOf } from '../../maps/cutFile.ts';
import type { CutItem } from '../../maps/cutItems.ts';
import { cutOut } from '../../maps/cutOut.ts';
import type { CutShape } from '../../maps/imageKind.ts';
import type { MapItem } from '../../maps/mapItem.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { Trouble } from '../../run/errors.ts';
import type { Choosing } from './choosing.ts';
import type { MapChoice, Place } from './virtualMapsPlaces.ts';

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

/** A cut that lies in its file. */
export interface WrittenCut {
  readonly place: Place;
  readonly file: string;
  readonly shape: CutShape;
  readonly range: readonly [least: number, largest: number];
}

/** Cuts the images of all targets out of the map and writes them. Throws Trouble `bad-input` where the map shows nothing. */
export async function writeCuts(
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
export function itemsOf(name: string, files: CutFiles, cuts: readonly WrittenCut[]): readonly CutItem[] {
  const ids = new Map(cuts.map((cut) => [cut, files.newMapId()] as const));
  const isView = ({ shape }: WrittenCut): boolean => shape.kind.name === 'view';
  const viewOf = new Map(cuts.flatMap((cut) => (isView(cut) ? [[cut.place, cut] as const] : [])));
  return cuts.map((cut, index): CutItem => {
    const { place, file, shape, range } = cut;
    const view = viewOf.get(place);
    return {
      label: isView(cut) ? `v${String(Number(place.id)).padStart(2, '0')}` : place.id,
      note: index === 0 ? targetsFileOf(name) : file,
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
