import { join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Bytes } from '../../api/route.ts';
import type {
  imageSizes,
  RunStarted,
  RunSummary,
  RunView,
  resumeBody,
  Said,
  startBody,
  wishBody,
} from '../../api/runs.ts';
import type { SeriesFile, SeriesView } from '../../api/series.ts';
import type { LiveStatus } from '../../session/liveRun.ts';
import { programVersion } from '../../session/programVersion.ts';
import { journalPath } from '../../session/runFolder.ts';
import { FactsCache } from './factsCache.ts';
import { RunImages } from './images/runImages.ts';
import { RunBeginnings } from './runBeginnings.ts';
import type { RunDeskParts } from './runDeskParts.ts';
import { summaryOf } from './runFacts.ts';
import { bundleOf, logOf } from './runFiles.ts';
import { RunNotices } from './runNotices.ts';
import { type RunPlace, RunShelf } from './runShelf.ts';
import { News, type RunStreamEvent, runStream } from './runStream.ts';
import { RunWatch } from './runWatch.ts';
import { say, stopRun } from './runWishes.ts';
import { SeriesDesk, type SeriesOf, seriesStamp } from './seriesDesk.ts';
import { SeriesWatch } from './seriesWatch.ts';
import { Workers, workOf } from './workers.ts';

/** The runs of a session: begun as processes of their own, watched, asked and read; never worked on here. */
export interface RunDesk {
  summaries(): Promise<readonly RunSummary[]>;
  view(run: string): Promise<RunView>;
  /** Resolves with the address of the first run when its folder is there. Throws Trouble when it does not come to that. */
  start(body: z.infer<typeof startBody>, who: string): Promise<RunStarted>;
  resume(
    run: string,
    realign: z.infer<typeof resumeBody>['realign'],
    expectedSeq: number | null,
    who: string,
  ): Promise<RunStarted>;
  /** Lines of its journal after one of them, and what it is doing, until the signal. */
  events(run: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunStreamEvent>;
  /** Its log from a byte on; null gives the end of it. */
  log(run: string, after: number | null): Promise<Bytes>;
  image(run: string, target: string, step: number, size: keyof typeof imageSizes): Promise<Bytes>;
  /** Its tilt series, finished or not. */
  series(run: string): Promise<readonly SeriesView[]>;
  seriesFile(run: string, target: string, what: SeriesFile): Promise<Bytes>;
  bundle(run: string): Promise<Bytes>;
  wish(run: string, body: z.infer<typeof wishBody>, expectedSeq: number | null, who: string): Promise<Said>;
  stop(run: string, who: string): Promise<Said>;
  close(): Promise<void>;
}

/** Opens the runs of a folder and begins to watch them. */
export async function openRunDesk(parts: RunDeskParts): Promise<RunDesk> {
  const cache = await FactsCache.open(join(parts.folder, '.pacetomo', 'runs.json'), programVersion);
  return new FolderRuns(parts, cache);
}

class FolderRuns implements RunDesk {
  readonly #parts: RunDeskParts;
  readonly #shelf: RunShelf;
  readonly #watch: RunWatch;
  readonly #workers = new Workers();
  readonly #images: RunImages;
  readonly #series = new SeriesDesk();
  readonly #seriesWatch: SeriesWatch;
  readonly #notices: RunNotices;
  readonly #beginnings: RunBeginnings;
  readonly #news = new Map<string, News>();
  readonly #closing = new AbortController();

  constructor(parts: RunDeskParts, cache: FactsCache) {
    this.#parts = parts;
    this.#shelf = new RunShelf(resolve(parts.folder, 'runs'));
    this.#images = new RunImages(join(parts.folder, '.pacetomo', 'thumbs'));
    this.#notices = new RunNotices(parts.changes);
    this.#watch = this.#watching(cache);
    const { folder, changes, microscope, areas, presets } = parts;
    const rest = { shelf: this.#shelf, watch: this.#watch, workers: this.#workers };
    this.#beginnings = new RunBeginnings({ folder, changes, microscope, areas, presets, ...rest });
    this.#watch.start();
    this.#seriesWatch = new SeriesWatch(
      (run) => this.#seriesStamp(run),
      (run) => changes.changed('series', run),
    );
  }

  async summaries(): Promise<readonly RunSummary[]> {
    await this.#watch.ready();
    const summaries: RunSummary[] = [];
    for (const place of await this.#shelf.places()) {
      if ((await this.#shelf.openQuietly(place)) === null) continue;
      const facts = await this.#watch.factsOf(place);
      summaries.push(summaryOf(place.run, place.batch, facts, this.#watch.liveOf(place.run)));
    }
    return summaries.toSorted((a, b) => (b.beganAt ?? '9').localeCompare(a.beganAt ?? '9'));
  }

  async view(run: string): Promise<RunView> {
    const place = await this.#shelf.placeOf(run);
    const { plan } = await this.#shelf.open(place);
    const { facts, live } = await this.#watch.see(place);
    return {
      summary: summaryOf(run, place.batch, facts, live),
      plan,
      images: this.#images.reachOf(facts.directory, this.#parts.microscope.folderMaps),
      live: liveView(live),
    };
  }

  start(body: z.infer<typeof startBody>): Promise<RunStarted> {
    return this.#beginnings.start(body);
  }

  async resume(
    run: string,
    realign: z.infer<typeof resumeBody>['realign'],
    expectedSeq: number | null,
    who: string,
  ): Promise<RunStarted> {
    return this.#beginnings.resume(await this.#shelf.placeOf(run), realign, { expectedSeq, who });
  }

  async *events(run: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<RunStreamEvent> {
    const { path } = await this.#shelf.placeOf(run);
    yield* runStream({
      journal: journalPath(path),
      afterSeq,
      news: this.#newsOf(run),
      live: () => liveView(this.#watch.liveOf(run)),
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  async log(run: string, after: number | null): Promise<Bytes> {
    return logOf((await this.#shelf.placeOf(run)).path, after);
  }

  async image(run: string, target: string, step: number, size: keyof typeof imageSizes): Promise<Bytes> {
    const book = await this.#watch.bookOf(await this.#shelf.placeOf(run));
    return this.#images.image(run, book, { target, step, size }, this.#parts.microscope.folderMaps);
  }

  async series(run: string): Promise<readonly SeriesView[]> {
    const series = await this.#seriesOf(run);
    await this.#seriesWatch.add(run); // before they are read: what is finished meanwhile is told of
    return this.#series.list(series);
  }

  async seriesFile(run: string, target: string, what: SeriesFile): Promise<Bytes> {
    return this.#series.file(await this.#seriesOf(run), target, what);
  }

  async bundle(run: string): Promise<Bytes> {
    return bundleOf(run, (await this.#shelf.placeOf(run)).path);
  }

  async wish(run: string, body: z.infer<typeof wishBody>, expectedSeq: number | null, who: string): Promise<Said> {
    const place = await this.#shelf.placeOf(run);
    const { facts } = await this.#watch.see(place);
    const said = await say(await this.#shelf.open(place), body, { expectedSeq, facts, who });
    await this.#watch.see(place);
    this.#parts.changes.changed('run', run);
    return said;
  }

  async stop(run: string, who: string): Promise<Said> {
    const place = await this.#shelf.placeOf(run);
    const isOurs = this.#workers.isAlive(place.batch ?? run);
    const others = (await this.#shelf.places()).filter(({ batch }) => batch !== null && batch === place.batch);
    const said = await stopRun([place, ...others.filter((other) => other.run !== run)], { who, isOurs });
    await this.#watch.see(place);
    this.#parts.changes.changed('run', run);
    return said;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#seriesWatch.close();
    await this.#watch.close();
    await this.#beginnings.close();
    await this.#images.close();
  }

  async #seriesOf(run: string): Promise<SeriesOf> {
    const place = await this.#shelf.placeOf(run);
    const book = await this.#watch.bookOf(place);
    const maps = this.#parts.microscope.folderMaps;
    return { place, book, maps, outOfReach: this.#images.reachOf(book.facts.directory, maps).why };
  }

  async #seriesStamp(run: string): Promise<string> {
    const place = await this.#shelf.placeOf(run);
    return seriesStamp(place, await this.#watch.factsOf(place), this.#parts.microscope.folderMaps);
  }

  #newsOf(run: string): News {
    const news = this.#news.get(run) ?? new News();
    this.#news.set(run, news);
    return news;
  }

  #watching(cache: FactsCache): RunWatch {
    const { changes } = this.#parts;
    const grown = new Set<string>();
    return new RunWatch(this.#shelf, cache, {
      grown: (run) => {
        grown.add(run);
        this.#newsOf(run).tell();
      },
      stands: (seen, isFirstLook) => {
        changes.changed('run', seen.place.run);
        changes.changed('series', seen.place.run);
        changes.changed('runs');
        this.#newsOf(seen.place.run).tell();
        this.#notices.stands(seen, isFirstLook);
      },
      gone: () => changes.changed('runs'),
      alive: (place, live) => this.#noteLent(place, live),
      working: async (all) => {
        for (const run of grown) changes.changed('run', run); // once a second, however fast its lines come
        grown.clear();
        this.#notices.working(all);
        await this.#workers.settle((work) => this.#isDone(work));
      },
    });
  }

  /** A run that goes on although nobody here has started it: by an earlier desk, or from a terminal. */
  #noteLent(place: RunPlace, live: LiveStatus | 'silent'): void {
    const work = workOf({ place });
    if (live === 'silent' || this.#workers.has(work, live.pid)) return;
    const title = `Tilt series of ${place.run.replace(/^.*~/, '').replace(/_run\d+$/, '')}`;
    const { giveBack } = this.#parts.microscope.noteLent({ kind: 'run', id: place.run, title });
    this.#workers.add(work, live.pid, giveBack);
  }

  /** A process may go on when all of its runs are complete: it finishes the stacks, for which it needs no microscope. */
  async #isDone(work: string): Promise<boolean> {
    const own = (await this.#shelf.places()).filter((place) => workOf({ place }) === work);
    if (own.length === 0) return false;
    for (const place of own) if ((await this.#watch.factsOf(place)).atRest !== 'complete') return false;
    return true;
  }
}

const liveView = (live: LiveStatus | 'silent' | null): RunView['live'] =>
  live === null || live === 'silent'
    ? null
    : { command: live.command, pausedBy: live.pausedBy, stoppedBy: live.stoppedBy };
