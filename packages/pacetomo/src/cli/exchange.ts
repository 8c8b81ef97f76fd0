import { basename, dirname, join } from 'node:path';
import {
  createNavigator,
  encodeText,
  formatNavigator,
  type ParallelTsArea,
  readParallelTs,
  textOf,
} from '@pacetomo/em-files';
import type { Area } from '../area/area.ts';
import { freeRoot, objectionToRoot, targetsFileName } from '../area/areaNames.ts';
import { parallelTsOfArea } from '../area/parallelTsExport.ts';
import { areaOfParallelTs, type ExchangeMatrices } from '../area/parallelTsImport.ts';
import { diskFiles } from '../finish/finishFiles.ts';
import { Trouble } from '../run/errors.ts';
import { openArea } from '../session/areaFiles/openArea.ts';
import { createAreaFile } from '../session/areaFiles/saveArea.ts';
import { createBytes, refuseExisting } from '../session/areaFiles/wholeBytes.ts';
import { type MatrixOptions, matricesFrom } from './exchangeMatrices.ts';
import { type ReadNavigator, readNavigator, siteOf, trackingItem, withArea } from './exchangeNavigator.ts';

/** What `pacetomo targets import` may be told. */
export interface ImportOptions extends MatrixOptions {
  /** Folder for the targets files; beside the navigator file if absent. */
  readonly out?: string | undefined;
}

/**
 * `pacetomo targets import FILE.nav`: writes a targets file for each area of SerialEM's own parallel tilt series, and gives
 * their paths. Throws `bad-input`, `would-overwrite` or `cannot-write`.
 */
export async function importParallelTs(navFile: string, options: ImportOptions): Promise<readonly string[]> {
  const { areas, problems } = readParallelTs((await readNavigator(navFile)).navigator);
  for (const problem of problems) console.log(`Not taken over: ${problem}`);
  if (areas.length === 0) throw new Trouble('bad-input', `${navFile} has no area for SerialEM's parallel tilt series.`);
  const matrices = await matricesFrom(options);
  const folder = options.out ?? dirname(navFile);
  const toWrite: (Wanted & { readonly path: string })[] = [];
  for (const native of areas) {
    const taken = toWrite.map(({ path }) => basename(path));
    const wanted = areaOf(native, freeRoot(nameOf(native, navFile), taken), matrices);
    toWrite.push({ ...wanted, path: join(folder, targetsFileName({ root: wanted.area.name, copy: null })) });
  }
  for (const { path } of toWrite) await refuseExisting(diskFiles, path); // all or none
  for (const { path, area, item, remarks } of toWrite) {
    await createAreaFile(path, area);
    console.log(`${path}: ${area.targets.length} targets of item “${item}”.`);
    for (const remark of remarks) console.log(`  ${remark}`);
    console.log(`  In SerialEM: give the item the Note ${basename(path)} before “pacetomo run” looks for it.`);
  }
  return toWrite.map(({ path }) => path);
}

interface Wanted {
  readonly area: Area;
  readonly item: string;
  readonly remarks: readonly string[];
}

function areaOf(native: ParallelTsArea, name: string, matrices: ExchangeMatrices): Wanted {
  const item = native.item.name;
  const read = areaOfParallelTs(native, name, matrices);
  if (read.kind === 'area') return { area: read.area, item, remarks: read.remarks };
  throw new Trouble('bad-input', `Item “${item}” cannot be taken over: ${read.reason}`);
}

/** The name of the file that SerialEM would open for the item, or else that of the navigator file and the label. */
function nameOf({ item }: ParallelTsArea, navFile: string): string {
  const planned = textOf(item, 'FileToOpen')
    ?.replace(/^.*[\\/]/, '')
    .replace(/\.[^.]*$/, '');
  const stem = basename(navFile).replace(/\.[^.]*$/, '');
  const wanted = (planned || `${stem}_${item.name}`).replace(/[^A-Za-z0-9._+-]+/g, '_');
  return objectionToRoot(wanted) === null ? wanted : 'area';
}

/** What `pacetomo targets export` may be told. */
export interface ExportOptions extends MatrixOptions {
  /** Navigator file that the area is added to, in a copy; without one a file to be merged is made. */
  readonly nav?: string | undefined;
  /** The navigator file to be written; beside the targets file if absent. */
  readonly out?: string | undefined;
  /** Index of the magnification of the Record area; that of the tracking target's map in the navigator file if absent. */
  readonly magnification?: number | undefined;
}

/**
 * `pacetomo targets export FILE_tgts.txt`: writes a navigator file with the area for SerialEM's own parallel tilt series,
 * and gives its path. Throws `bad-input`, `would-overwrite` or `cannot-write`.
 */
export async function exportParallelTs(targetsFile: string, options: ExportOptions): Promise<string> {
  const { area } = await openArea(targetsFile);
  const native = parallelTsOfArea(area, await matricesFrom(options));
  if (native.kind === 'refused') throw new Trouble('bad-input', native.reason);
  const out = options.out ?? join(dirname(targetsFile), `${area.name}_parallelTS.nav`);
  const { navigator, encoding } = options.nav === undefined ? emptyNavigator(out) : await readNavigator(options.nav);
  const tracking = trackingItem(navigator, basename(targetsFile));
  const site = siteOf(tracking, area.targets[0]?.stage ?? null, options.magnification);
  const text = formatNavigator(withArea(navigator, area.name, native, site));
  await createBytes(diskFiles, out, encodeText({ text, encoding }));
  console.log(`${out}: ${area.name} with ${native.targets.length} targets.`);
  const remarks = [
    ...native.remarks,
    ...site.remarks,
    'In SerialEM: select the item, switch Tilt series on for it, and check the parameters.',
  ];
  for (const remark of remarks) console.log(`  ${remark}`);
  return out;
}

/** With the line ends of SerialEM's computer. */
const emptyNavigator = (path: string): ReadNavigator => ({
  navigator: createNavigator(basename(path), { lineEnd: '\r\n' }),
  encoding: 'utf-8',
});
