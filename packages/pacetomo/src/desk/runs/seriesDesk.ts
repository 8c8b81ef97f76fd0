import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../api/route.ts';
import type { SeriesFile, SeriesView } from '../../api/series.ts';
import { sectionsOf } from '../../run/stacks.ts';
import { exchangeLine } from '../../session/askRun.ts';
import {
  type ExportPaths,
  exportPaths,
  type FoundExport,
  foundExport,
} from '../../session/exporting/exportedSeries.ts';
import { finishRecordPath } from '../../session/finishRun.ts';
import { type FolderMap, folderHere, reachableFolder } from '../../session/folderMap.ts';
import { placeOfRun } from '../../session/lock.ts';
import { Refusal } from '../refusal.ts';
import type { RunBook } from './runBook.ts';
import type { RunFacts } from './runFacts.ts';
import type { RunPlace } from './runShelf.ts';
import { type SeriesRecord, seriesRecord } from './seriesRecord.ts';
import { standingOfSeries } from './seriesStanding.ts';

/** A run whose series are asked for. */
export interface SeriesOf {
  readonly place: RunPlace;
  readonly book: RunBook;
  readonly maps: readonly FolderMap[];
  /** Why this computer does not reach the stacks; null when it does. */
  readonly outOfReach: string | null;
}

/** What is the same for all series of a run. */
interface Shared extends SeriesOf {
  readonly record: SeriesRecord;
  readonly isWorkedOn: boolean;
}

/** A process that has just completed a run begins with the stacks within seconds, s. */
const soonS = 30;
/** So many manifests are remembered. */
const mostKnown = 2000;

/** The tilt series of runs as their exports tell of them, and their pictures. */
export class SeriesDesk {
  readonly #known = new Map<string, { readonly stamp: string; readonly found: FoundExport }>();

  /** All series of a run, in the order of its targets. */
  async list(run: SeriesOf): Promise<readonly SeriesView[]> {
    const { place, book, maps } = run;
    const record = await seriesRecord(place.path);
    const shared = { ...run, record, isWorkedOn: await isWorkedOn(book.facts, maps) };
    const views: SeriesView[] = [];
    for (const target of book.folder.plan.targets)
      if (!target.skip) views.push(await this.#view(target.id, target.stack, shared));
    return views;
  }

  /** A file of a finished series. Throws `no-series` when there is none. */
  async file(run: SeriesOf, target: string, what: SeriesFile): Promise<Bytes> {
    const view = (await this.list(run)).find((series) => series.target === target);
    if (view === undefined) throw noSeries(`Target ${target} has no tilt series in this run.`);
    if (view.report === null) throw noSeries(`${view.name} is not finished. ${view.why ?? ''}`);
    const { path, type, ending } = fileOf(exportPaths(join(hereOf(run), view.stack)), what);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) throw noSeries(`${path} cannot be read. It may have been moved, or never been made.`);
    return { bytes, type, isFinal: false, saveAs: `${view.name}.${ending}` };
  }

  async #view(target: string, stack: string, shared: Shared): Promise<SeriesView> {
    const { place, book, outOfReach, record, isWorkedOn } = shared;
    const { state, facts } = book;
    const paths = exportPaths(join(hereOf(shared), stack));
    const isLooked = state.complete && outOfReach === null;
    const standing = standingOfSeries({
      ...{ target, area: book.folder.plan.name, runFolder: place.path, beganAt: facts.beganAt },
      isComplete: state.complete,
      sections: sectionsOf(state, target),
      outOfReach,
      exported: isLooked ? await this.#found(paths) : { kind: 'not-there' },
      notDone: record.get(stack) ?? [],
      isWorkedOn,
      isWanted: state.settings.writeExports,
    });
    return { target, name: paths.name, stack, ...standing };
  }

  /** A manifest is read again only when it, or its marker, is another one. */
  async #found(paths: ExportPaths): Promise<FoundExport> {
    const stamp = (await Promise.all([paths.donePath, paths.manifestPath, paths.moviePath].map(stampOf))).join();
    const known = this.#known.get(paths.manifestPath);
    if (known?.stamp === stamp) return known.found;
    const found = await foundExport(paths);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(paths.manifestPath, { stamp, found });
    return found;
  }
}

/** What changes when a series of a complete run is finished, in a word to compare. */
export async function seriesStamp(place: RunPlace, facts: RunFacts, maps: readonly FolderMap[]): Promise<string> {
  if (facts.atRest !== 'complete') return facts.atRest;
  const here = reachableFolder(facts.directory ?? '', maps);
  const names = here === null ? [] : await readdir(join(here, 'export')).catch(() => []);
  const done = names.filter((name) => name.endsWith('.done')).toSorted();
  return [await stampOf(finishRecordPath(place.path)), await isWorkedOn(facts, maps), ...done].join();
}

const hereOf = ({ book, maps }: SeriesOf): string => folderHere(book.state.environment?.directory ?? '', maps);

/** Whoever finishes stacks has their folder to itself; a run that was completed just now is about to. */
async function isWorkedOn({ directory, lastAt, atRest }: RunFacts, maps: readonly FolderMap[]): Promise<boolean> {
  const here = directory === null ? null : reachableFolder(directory, maps);
  if (here === null || atRest !== 'complete') return false;
  if (lastAt !== null && Date.now() - Date.parse(lastAt) < soonS * 1000) return true;
  return (await exchangeLine(await placeOfRun(here), '\n')) !== null;
}

const stampOf = (path: string): Promise<string> =>
  stat(path).then(
    ({ mtimeMs, size }) => `${mtimeMs}:${size}`,
    () => '-',
  );

function fileOf({ picturePath, moviePath, manifestPath }: ExportPaths, what: SeriesFile) {
  switch (what) {
    case 'picture':
      return { path: picturePath, type: 'image/png', ending: 'png' };
    case 'movie':
      return { path: moviePath, type: 'image/gif', ending: 'gif' };
    case 'manifest':
      return { path: manifestPath, type: 'application/json', ending: 'json' };
  }
}

const noSeries = (sentence: string): Refusal => new Refusal(404, 'no-series', sentence.trim());
