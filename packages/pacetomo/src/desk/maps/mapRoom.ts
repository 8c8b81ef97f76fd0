import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HolesView, type MapSummary, type OutlineView, tileSizeHeader } from '../../api/maps.ts';
import type { Bytes } from '../../api/route.ts';
import { type Contrast, stretchToGrey } from '../../images/stretch.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { Trouble } from '../../run/errors.ts';
import { imagePathHere } from '../../session/virtualMaps/mapFiles.ts';
import type { Changes } from '../changes.ts';
import { Recent } from '../images/recent.ts';
import { Workshop } from '../images/workshop.ts';
import { keepLooking } from '../keepLooking.ts';
import type { MicroscopeDesk } from '../microscope/microscopeDesk.ts';
import { Refusal } from '../refusal.ts';
import { holesIn } from './holesOfMap.ts';
import { factorOf, levelsOf, type Rectangle, sizeOfLevel, tileRectangle, tileSizePx } from './levels.ts';
import { contrastOfMap, paint, placedPieces } from './mosaic.ts';
import { type NavigatorShown, navigatorFiles, readNavigators, type ShownMap, stampOf } from './navigatorMaps.ts';
import { OpenMaps } from './openMaps.ts';
import { findPyramid, type Pyramid, readPyramidTile } from './pyramid.ts';

/** The maps of a session, as a page shows them: tiles of grey values in levels, each twice as large as the one before. */
export interface MapRoom {
  /** The maps of the Navigator whose images are on this computer. */
  list(): Promise<readonly MapSummary[]>;
  tile(map: string, level: number, column: number, row: number): Promise<Bytes>;
  /** The lattice of holes in a map. */
  holes(map: string): Promise<HolesView>;
  outlines(): Promise<readonly OutlineView[]>;
  close(): Promise<void>;
}

/** What a map room is made with. */
export interface MapRoomParts {
  readonly folder: string;
  readonly changes: Changes;
  readonly microscope: MicroscopeDesk;
  /** How often the navigator files are looked at, ms. */
  readonly lookEveryMs?: number;
}

const usualLookEveryMs = 2000;
/** Tiles that are kept in memory take no more than this. */
const keptTileBytes = 64 * 1024 * 1024;

/** Opens the maps of the Navigator. */
export async function openMapRoom(parts: MapRoomParts): Promise<MapRoom> {
  const room = new Maps(parts);
  await room.begin();
  return room;
}

/** A map with its image file. */
interface Shown {
  readonly map: ShownMap;
  readonly path: string;
  /** Of the image file. */
  readonly stamp: string;
  readonly summary: MapSummary;
}

class Maps implements MapRoom {
  readonly #parts: MapRoomParts;
  readonly #openMaps = new OpenMaps();
  readonly #workshop = new Workshop();
  readonly #searching = new Workshop();
  readonly #tiles = new Recent(keptTileBytes);
  readonly #closing = new AbortController();
  readonly #pyramids = new Map<string, Promise<Pyramid>>();
  readonly #contrasts = new Map<string, Promise<Contrast>>();
  readonly #holes = new Map<string, Promise<HolesView>>();
  readonly #shown = new Map<string, { readonly of: string; readonly shown: Shown | null }>();
  #stamp: string | null = null;
  #navigators: NavigatorShown = { maps: [], outlines: [] };
  #looking: Promise<void> | null = null;
  #preparing: Promise<void> = Promise.resolve();

  constructor(parts: MapRoomParts) {
    this.#parts = parts;
  }

  async begin(): Promise<void> {
    await this.#look();
    this.#looking = keepLooking(this.#parts.lookEveryMs ?? usualLookEveryMs, this.#closing.signal, () => this.#look());
  }

  async list(): Promise<readonly MapSummary[]> {
    await this.#look();
    const shown: Shown[] = [];
    for (const map of this.#navigators.maps) {
      const found = await this.#show(map).catch(unusable);
      if (found !== null) shown.push(found);
    }
    this.#prepare(shown);
    return shown.map(({ summary }) => summary);
  }

  /** Makes the small levels of montages, one after the other, before somebody looks at them. */
  #prepare(shown: readonly Shown[]): void {
    for (const map of shown.filter(({ summary }) => summary.isMontage)) {
      if (this.#pyramids.has(keyOf(map))) continue;
      const prepare = async (): Promise<void> => {
        if (!this.#closing.signal.aborted) await this.#pyramidOf(map);
      };
      this.#preparing = this.#preparing.then(prepare).catch(() => {}); // whoever wants a tile of it hears of it
    }
  }

  async outlines(): Promise<readonly OutlineView[]> {
    await this.#look();
    return this.#navigators.outlines;
  }

  async tile(id: string, level: number, column: number, row: number): Promise<Bytes> {
    const shown = await this.#find(id);
    const { summary, stamp } = shown;
    const levels = levelsOf(summary);
    const isLevel = Number.isInteger(level) && level >= 0 && level < levels;
    const rectangle = isLevel ? tileRectangle(sizeOfLevel(summary, factorOf(level, levels)), column, row) : null;
    if (rectangle === null)
      throw new Refusal(404, 'no-such-tile', `Map ${summary.label} has no tile ${column}, ${row} on level ${level}.`);
    const bytes = await this.#tiles.get(`${id} ${stamp} ${level} ${column} ${row}`, () =>
      level === levels - 1 ? this.#fullTile(shown, rectangle) : this.#smallTile(shown, level, rectangle),
    );
    const size = `${rectangle.widthPx}x${rectangle.heightPx}`;
    return { bytes, type: 'application/octet-stream', isFinal: false, headers: { [tileSizeHeader]: size } };
  }

  async holes(id: string): Promise<HolesView> {
    const shown = await this.#find(id);
    return once(this.#holes, keyOf(shown), () => this.#holesOf(shown));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
    await Promise.all([this.#openMaps.close(), this.#workshop.close(), this.#searching.close()]);
    await this.#preparing;
  }

  async #fullTile(shown: Shown, rectangle: Rectangle): Promise<Uint8Array> {
    const contrast = await this.#contrastOf(shown);
    return this.#use(shown, async (map) => {
      const counts = new Float32Array(rectangle.widthPx * rectangle.heightPx);
      return stretchToGrey(await paint(map, placedPieces(map), rectangle, counts), contrast);
    });
  }

  async #smallTile(shown: Shown, level: number, rectangle: Rectangle): Promise<Uint8Array> {
    return readPyramidTile(await this.#pyramidOf(shown), level, rectangle);
  }

  #use<Result>(shown: Shown, work: (map: StageMap) => Promise<Result>): Promise<Result> {
    return this.#openMaps.use(keyOf(shown), shown.map.item, shown.path, work);
  }

  #contrastOf(shown: Shown): Promise<Contrast> {
    return once(this.#contrasts, keyOf(shown), async () => {
      const pyramid = await findPyramid(this.#pyramidFolder(shown));
      return pyramid?.contrast ?? this.#use(shown, contrastOfMap);
    });
  }

  #pyramidOf(shown: Shown): Promise<Pyramid> {
    return once(this.#pyramids, keyOf(shown), async () => {
      const folder = this.#pyramidFolder(shown);
      const made = await findPyramid(folder);
      if (made !== null) return made;
      await this.#forgetOlder(shown);
      const { item } = shown.map;
      const contrast = await this.#contrastOf(shown);
      await this.#workshop.do({ kind: 'pyramid', item, path: shown.path, contrast, folder });
      const { widthPx, heightPx } = shown.summary;
      return { folder, widthPx, heightPx, contrast };
    });
  }

  get #pyramidsFolder(): string {
    return join(this.#parts.folder, '.pacetomo', 'pyramids');
  }

  #pyramidFolder({ map, stamp }: Shown): string {
    return join(this.#pyramidsFolder, `${map.id}-${stamp}`);
  }

  /** What was made of an older image of the same name. */
  async #forgetOlder({ map }: Shown): Promise<void> {
    const folders = await readdir(this.#pyramidsFolder).catch(() => []);
    const older = folders.filter((folder) => folder.startsWith(`${map.id}-`));
    await Promise.all(older.map((folder) => rm(join(this.#pyramidsFolder, folder), { recursive: true, force: true })));
  }

  async #holesOf(shown: Shown): Promise<HolesView> {
    const path = join(this.#pyramidFolder(shown), 'holes.json');
    return holesIn(shown.summary, {
      kept: () => readFile(path, 'utf8').catch(() => ''),
      keep: async (text) => {
        await mkdir(this.#pyramidFolder(shown), { recursive: true });
        await writeFile(path, text);
      },
      tile: async (level, column, row) => (await this.tile(shown.map.id, level, column, row)).bytes,
      find: (image) => this.#searching.do({ kind: 'holes', ...image }),
    });
  }

  async #find(id: string): Promise<Shown> {
    const isThere = (): ShownMap | undefined => this.#navigators.maps.find((map) => map.id === id);
    if (isThere() === undefined) await this.#look();
    const map = isThere();
    if (map === undefined) throw new Refusal(404, 'no-such-map', 'This map is not in the Navigator any more.');
    return this.#show(map);
  }

  /** Opens a map, unless it was seen before as it is now. Throws Trouble when it cannot be used. */
  async #show(map: ShownMap): Promise<Shown> {
    const { folder, microscope } = this.#parts;
    const path = imagePathHere(map.item.file, { navigator: map.navigator, folder, maps: microscope.folderMaps });
    const { mtimeMs, size } = await stat(path);
    const stamp = `${Math.round(mtimeMs)}-${size}`;
    const of = `${path} ${stamp} ${JSON.stringify([map.item.fromStage, map.item.stage, map.item.label, map.note])}`;
    const known = this.#shown.get(map.id);
    if (known?.of === of && known.shown !== null) return known.shown;
    const summary = await this.#openMaps.use(keyOf({ map, stamp }), map.item, path, async (opened) => {
      const { label, widthPx, heightPx, tiltDeg, pixelSizeNm, fromStage } = opened;
      return {
        ...{ map: map.id, label, note: map.note, widthPx, heightPx, tiltDeg, pixelSizeNm },
        isMontage: map.item.isMontage,
        fromStage: { matrix: fromStage.matrix, offset: fromStage.offset },
        stage: map.item.stage,
        tileSizePx,
        levels: levelsOf(opened),
        stamp,
      };
    });
    const shown = { map, path, stamp, summary };
    this.#shown.set(map.id, { of, shown });
    return shown;
  }

  /** Takes in what has become of the navigator files. */
  async #look(): Promise<void> {
    const { folder, microscope, changes } = this.#parts;
    const folders = [folder, microscope.directoryHere() ?? folder];
    const files = await navigatorFiles(microscope.navigatorHere(), folders);
    const stamp = await stampOf(files);
    if (stamp === this.#stamp) return;
    const isFirst = this.#stamp === null;
    this.#stamp = stamp;
    this.#navigators = await readNavigators(files);
    if (!isFirst) changes.changed('maps');
  }
}

/** Differs when the image was written anew. */
const keyOf = ({ map, stamp }: Pick<Shown, 'map' | 'stamp'>): string => `${map.id} ${stamp}`;

/** What was made under a key before, or is being made; what has failed is made again. */
function once<Made>(made: Map<string, Promise<Made>>, key: string, make: () => Promise<Made>): Promise<Made> {
  const before = made.get(key);
  if (before !== undefined) return before;
  const now = make();
  made.set(key, now);
  now.catch(() => made.delete(key));
  return now;
}

/** A map whose image is elsewhere, or no image, is not listed. */
function unusable(error: unknown): null {
  const isOfDisk = error instanceof Error && 'code' in error;
  if (error instanceof Trouble || isOfDisk) return null;
  throw error;
}
