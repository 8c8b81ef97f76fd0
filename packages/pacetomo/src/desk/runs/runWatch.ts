import { setTimeout as wait } from 'node:timers/promises';
import type { RunStanding } from '../../api/runs.ts';
import { Trouble } from '../../run/errors.ts';
import { askRun } from '../../session/askRun.ts';
import type { LiveStatus } from '../../session/liveRun.ts';
import { journalPath } from '../../session/runFolder.ts';
import type { FactsCache } from './factsCache.ts';
import { sizeOf } from './journalReader.ts';
import { RunBook } from './runBook.ts';
import { type RunFacts, standingOf } from './runFacts.ts';
import type { RunPlace, RunShelf } from './runShelf.ts';

/** How often the journals of runs that go on are looked at, ms: by their size, which also works on a drive of another computer. */
const lookEveryMs = 250;
/** The processes that work on runs are asked at every fourth look, and runs that nobody worked on at every eighth. */
const [asksEvery, searchesEvery] = [4, 8];
/** So many runs at rest are kept in memory. */
const mostAtRest = 6;

/** A run as it stands, and how it stood when it was looked at before; null for one that was not there. */
export interface Seen {
  readonly place: RunPlace;
  readonly facts: RunFacts;
  readonly live: LiveStatus | 'silent' | null;
  readonly standing: RunStanding;
  readonly before: RunStanding | null;
}

/** Who is told of what the watch sees. */
export interface RunWatcher {
  /** Lines were added to its journal. */
  readonly grown: (run: string) => void;
  /** How it stands has changed, or it is new. `isFirstLook`: the desk has just been opened. */
  readonly stands: (seen: Seen, isFirstLook: boolean) => void;
  /** Runs were taken away. */
  readonly gone: () => void;
  /** A process works on a run. Is told before its journal is read, which may take long. */
  readonly alive: (place: RunPlace, live: LiveStatus | 'silent') => void;
  /** All runs that a process works on, once a second. */
  readonly working: (seen: readonly Seen[]) => Promise<void>;
}

/**
 * Knows how all runs of the folder stand, by their journals and the processes that work on them, whoever has started these.
 * It only looks: nothing that it does reaches a run.
 */
export class RunWatch {
  readonly #shelf: RunShelf;
  readonly #cache: FactsCache;
  readonly #watcher: RunWatcher;
  readonly #books = new Map<string, RunBook>();
  readonly #live = new Map<string, LiveStatus | 'silent'>();
  readonly #standings = new Map<string, RunStanding>();
  readonly #ending = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #firstLook: Promise<void> = Promise.resolve();
  #lastSurprise = '';

  constructor(shelf: RunShelf, cache: FactsCache, watcher: RunWatcher) {
    this.#shelf = shelf;
    this.#cache = cache;
    this.#watcher = watcher;
  }

  /** Begins to look. */
  start(): void {
    this.#firstLook = this.#safely(() => this.#search(true));
    this.#loop = this.#firstLook.then(() => this.#look());
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#loop;
    await this.#cache.keep();
  }

  /** Resolves when all runs were looked at once. */
  ready(): Promise<void> {
    return this.#firstLook;
  }

  /** What the process that works on a run has said last; null when none does. */
  liveOf(run: string): LiveStatus | 'silent' | null {
    return this.#live.get(run) ?? null;
  }

  /** Looks at a run now: asks the process that works on it, if one does, and reads its journal. */
  async see(place: RunPlace): Promise<Seen> {
    const live = await this.#ask(place);
    return this.#seen(place, live, false);
  }

  /** A run with its state, kept up with its journal. Throws Trouble when it cannot be read. */
  async bookOf(place: RunPlace): Promise<RunBook> {
    const folder = await this.#shelf.open(place);
    const book = this.#books.get(place.run) ?? new RunBook(folder);
    this.#books.delete(place.run);
    this.#books.set(place.run, book); // the newest comes last
    this.#forgetSome();
    await book.update();
    this.#cache.set(place.run, book.bytes, book.facts);
    return book;
  }

  /** What the journal of a run says. */
  async factsOf(place: RunPlace): Promise<RunFacts> {
    const known = this.#books.has(place.run) ? null : this.#cache.get(place.run, await sizeOf(journalPath(place.path)));
    if (known !== null) return known;
    try {
      return (await this.bookOf(place)).facts;
    } catch (error) {
      const { plan } = await this.#shelf.open(place);
      return unreadable(plan, error);
    }
  }

  async #look(): Promise<void> {
    const { signal } = this.#ending;
    for (let turn = 1; !signal.aborted; turn++) {
      await wait(lookEveryMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await this.#safely(async () => {
        await this.#readOn();
        if (turn % asksEvery === 0) await this.#askAll();
        if (turn % searchesEvery === 0) await this.#search(false);
      });
    }
  }

  /** A desk that looks on is worth more than one that has stopped at the first surprise; a drive that is away comes back. */
  async #safely(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (said !== this.#lastSurprise) console.error(`Looking at the runs went wrong: ${said}`);
      this.#lastSurprise = said;
    }
  }

  /** Follows the journals of runs that go on. */
  async #readOn(): Promise<void> {
    for (const place of await this.#livePlaces()) {
      const book = this.#books.get(place.run);
      if (book !== undefined && (await sizeOf(journalPath(place.path))) === book.bytes) continue;
      await this.factsOf(place);
      this.#watcher.grown(place.run);
    }
  }

  async #askAll(): Promise<void> {
    const working: Seen[] = [];
    for (const place of await this.#livePlaces()) {
      const seen = await this.see(place);
      if (seen.live !== null) working.push(seen);
    }
    await this.#watcher.working(working);
    await this.#cache.keep();
  }

  async #livePlaces(): Promise<readonly RunPlace[]> {
    const places: RunPlace[] = [];
    for (const run of [...this.#live.keys()]) {
      const place = await this.#shelf.placeOf(run).catch(() => null);
      if (place === null)
        this.#live.delete(run); // given up before its first exposure, and taken away
      else places.push(place);
    }
    return places;
  }

  /** Looks for runs that somebody else has begun or goes on with. */
  async #search(isFirstLook: boolean): Promise<void> {
    const places = await this.#shelf.places();
    const others = places.filter(({ run }) => !this.#live.has(run) && this.#standings.get(run) !== 'complete');
    // everybody is asked before a long journal is read: whoever has the microscope has to be known soon
    for (const place of others) await this.#ask(place);
    for (const place of others) {
      if (this.#ending.signal.aborted) return;
      if ((await this.#shelf.openQuietly(place)) !== null) await this.#seen(place, this.liveOf(place.run), isFirstLook);
    }
    const there = new Set(places.map(({ run }) => run));
    const gone = [...this.#standings.keys()].filter((run) => !there.has(run));
    for (const run of gone) {
      for (const known of [this.#standings, this.#live, this.#books]) known.delete(run);
    }
    if (gone.length > 0) this.#watcher.gone();
  }

  async #ask(place: RunPlace): Promise<LiveStatus | 'silent' | null> {
    const live = await askQuietly(place.path);
    if (live === null) this.#live.delete(place.run);
    else this.#live.set(place.run, live);
    if (live !== null && this.#standings.get(place.run) !== 'complete') this.#watcher.alive(place, live);
    return live;
  }

  /** The journal is read after the process was asked: one that has just ended has written its last line. */
  async #seen(place: RunPlace, live: LiveStatus | 'silent' | null, isFirstLook: boolean): Promise<Seen> {
    const facts = await this.factsOf(place);
    const { standing } = standingOf(facts, live);
    const before = this.#standings.get(place.run) ?? null;
    const seen = { place, facts, live, standing, before };
    if (standing !== before) {
      this.#standings.set(place.run, standing);
      this.#watcher.stands(seen, isFirstLook);
    }
    return seen;
  }

  #forgetSome(): void {
    const atRest = [...this.#books.keys()].filter((run) => !this.#live.has(run));
    for (const run of atRest.slice(0, Math.max(0, atRest.length - mostAtRest))) this.#books.delete(run);
  }
}

async function askQuietly(path: string): Promise<LiveStatus | 'silent' | null> {
  try {
    const answer = await askRun(path, { type: 'status' });
    if (answer === null) return null;
    return isStatus(answer.status) ? answer.status : 'silent';
  } catch (error) {
    if (error instanceof Trouble) return 'silent';
    if (isOfDisk(error)) return null; // the folder has gone meanwhile
    throw error;
  }
}

const isOfDisk = (error: unknown): boolean => error instanceof Error && 'code' in error;

/** Programs of another version are asked too. */
function isStatus(value: unknown): value is LiveStatus {
  return typeof value === 'object' && value !== null && 'pid' in value && 'pausedBy' in value && 'stoppedBy' in value;
}

function unreadable({ name, targets }: RunBook['folder']['plan'], error: unknown): RunFacts {
  return {
    area: name,
    targets: targets.length,
    ...{ taken: 0, due: 0, lost: 0, skipped: 0, minutesLeft: null, beganAt: null, lastAt: null },
    atRest: 'interrupted',
    reason: error instanceof Error ? error.message : String(error),
    waiting: null,
    directory: null,
    ...{ seq: 0, decisions: {} },
  };
}
