import { join } from 'node:path';
import { targetsFileOf } from '../area/areaNames.ts';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import { choosingMicroscope } from '../serialem/serialEmMicroscope.ts';
import { ChoosingRecord } from '../session/choosing/choosingRecord.ts';
import { parseFolderMap } from '../session/folderMap.ts';
import { programVersion } from '../session/programVersion.ts';
import { type AreaFolder, writeNewArea } from '../session/virtualMaps/diskCuts.ts';
import { readNavigator } from '../session/virtualMaps/mapFiles.ts';
import {
  areaInFolder,
  folderFor,
  type MapSelection,
  selectOnMap,
  type WishedPoints,
} from '../session/virtualMaps/selectOnMap.ts';
import { selectOnMapWith, workingFolder } from '../session/virtualMaps/selectOnMapWith.ts';
import { pageLink } from './pageLink.ts';
import { withRecord } from './withRecord.ts';
import { type Client, connect, type LinkOptions, withSerialEm } from './workOn.ts';

/** What `select map` may be told. */
export interface SelectOnMapOptions {
  /** Navigator file; with SerialEM its own one. */
  readonly nav?: string | undefined;
  readonly map?: string | undefined;
  readonly group?: number | undefined;
  /** Navigator positions, `x,y` in µm. */
  readonly at?: readonly string[] | undefined;
  readonly viewOnly?: boolean | undefined;
  readonly folder?: string | undefined;
  readonly binning?: number | undefined;
  /** Unbinned pixels, nm. */
  readonly viewPixel?: number | undefined;
  readonly previewPixel?: number | undefined;
  readonly folderMap?: readonly string[] | undefined;
  /** Address of SerialEM; undefined to work on files alone. */
  readonly serialem?: string | undefined;
  /** Folder for the record of a selection with SerialEM. */
  readonly records?: string | undefined;
}

/** Makes targets of places on a map without an exposure, on files alone or with SerialEM. */
export async function selectOnMapCommand(name: string, options: SelectOnMapOptions): Promise<void> {
  const { serialem } = options;
  if (serialem === undefined) await onFiles(name, options);
  else await inSerialEm(name, { ...options, serialem });
}

async function onFiles(name: string, options: SelectOnMapOptions): Promise<void> {
  if (options.nav === undefined) {
    throw new Trouble('bad-input', 'Give the navigator file with --nav, or SerialEM’s address with --serialem.');
  }
  const points = pointsOf(options);
  if (points === null) {
    throw new Trouble('bad-input', 'Say which places: the group of points with --group, or positions with --at x,y.');
  }
  const navigator = await readNavigator(options.nav);
  const folder = folderFor(options.folder ?? '.', navigator);
  const area = await areaInFolder(name, folder.here);
  const choosing = {
    area,
    note: async (event: { readonly type: string; readonly text?: string }) => {
      if (event.type === 'choose.remark') console.warn(`Note: ${event.text}`);
    },
    keep: async (chosen: typeof area) => console.log(`Wrote ${await writeNewArea(folder, chosen)}`),
  };
  const chosen = await selectOnMap(choosing, navigator, folder, { ...selectionOf(options), points }, null);
  console.log(
    `${chosen.targets.length} targets, no exposure. Merge ${chosen.name}_maps.nav in SerialEM (Navigator, Merge Dialog) to have their maps there.`,
  );
}

async function inSerialEm(name: string, options: SelectOnMapOptions & LinkOptions): Promise<void> {
  const selection = { ...selectionOf(options), points: pointsOf(options) };
  await withSerialEm(options, async (client) => {
    const folder = await folderOf(client, options, selection);
    const area = await areaInFolder(name, folder.here);
    const place = { folder: options.records ?? folder.here, name: `${area.name}_choosing` };
    await withRecord(place, ChoosingRecord, async ({ record, path, control }) => {
      const { serialem: address } = options;
      await record.note({ type: 'choose.open', area: area.name, by: 'map', program: programVersion, address });
      const save = async (chosen: typeof area): Promise<void> => {
        console.log(`Wrote ${await writeNewArea(folder, chosen)}`);
      };
      const site = { client, reconnect: () => connect(options), control, record, person: null, save };
      const chosen = await orStopped(selectOnMapWith(site, area, folder, selection));
      if (chosen === null) return;
      pageLink()?.tell({ type: 'targets-file', path: join(folder.here, targetsFileOf(chosen.name)) });
      console.log(`${chosen.targets.length} targets, no exposure; their maps are in the Navigator. Record: ${path}`);
    });
  });
}

/** Null when the operator stopped it; what was kept stays. */
async function orStopped<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error;
    console.log('Stopped.');
    process.exitCode = 130;
    return null;
  }
}

async function folderOf(
  client: Client,
  options: SelectOnMapOptions,
  selection: Pick<MapSelection, 'folderMaps'>,
): Promise<AreaFolder> {
  const there = await choosingMicroscope(client).directory();
  return options.folder === undefined ? workingFolder(there, selection) : { here: options.folder, there };
}

function selectionOf({
  map,
  viewOnly,
  binning,
  viewPixel,
  previewPixel,
  folderMap,
}: SelectOnMapOptions): Omit<MapSelection, 'points'> {
  return {
    mapLabel: map ?? null,
    viewOnly: viewOnly ?? false,
    binning: binning ?? null,
    pixelSizeNm: {
      ...(viewPixel === undefined ? {} : { view: viewPixel }),
      ...(previewPixel === undefined ? {} : { preview: previewPixel }),
    },
    folderMaps: (folderMap ?? []).map(parseFolderMap),
  };
}

/** Null when neither a group nor positions are given. */
function pointsOf({ group, at }: SelectOnMapOptions): WishedPoints | null {
  if (group !== undefined && at !== undefined) throw new Trouble('bad-input', 'Give either --group or --at, not both.');
  if (group !== undefined) return { kind: 'group', group };
  if (at === undefined || at.length === 0) return null;
  return { kind: 'stage', positions: at.map(positionOf) };
}

function positionOf(text: string): { readonly x: number; readonly y: number } {
  const [x = Number.NaN, y = Number.NaN, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (Number.isFinite(x) && Number.isFinite(y) && more.length === 0) return { x, y };
  throw new Trouble(
    'bad-input',
    `--at ${text} is no position. Write x and y in µm with a comma between, such as 212.4,-87.1.`,
  );
}
