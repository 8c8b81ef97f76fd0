import type { RunLive, RunPlan, RunState, RunView, StampedEvent } from 'pacetomo/page';
import { useEffect, useSyncExternalStore } from 'react';
import { addressOf } from '../server/call.ts';
import { listen, type StreamState } from '../server/liveStream.ts';
import { useReply } from '../server/replies.ts';
import { RunFigures } from './figures.ts';
import { Fold } from './fold.ts';
import { inSlices } from './inSlices.ts';

/** A run as it is known now. A new one at most four times a second; `events`, `figures` and `state` grow with it. */
export interface RunStory {
  readonly run: string;
  readonly view: RunView | undefined;
  readonly plan: RunPlan;
  /** The lines of the journal, in their order. */
  readonly events: readonly StampedEvent[];
  readonly state: RunState;
  readonly figures: RunFigures;
  /** Number of the last line that was read. */
  readonly lastSeq: number;
  /** What the process that works on it does; null when none does. */
  readonly live: RunLive | null;
  /** Its past was read; until then it is still growing to what it is now. */
  readonly isCaughtUp: boolean;
  readonly stream: StreamState;
  readonly version: number;
}

type Told = Omit<RunStory, 'view'>;

/** React is told so often, ms; less often while the past is read, of which every line changes something. */
const tellEveryMs = 250;
const tellOfPastEveryMs = 1000;
/** A run that nobody looks at is followed for so much longer, ms: people go back and forth between pages. */
const keptMs = 30_000;

/** Follows one run. */
class Follower {
  readonly #run: string;
  readonly #plan: RunPlan;
  readonly #events: StampedEvent[] = [];
  readonly #fold: Fold;
  readonly #figures = new RunFigures();
  readonly #readers = new Set<() => void>();
  readonly #feed: (events: readonly StampedEvent[]) => void;
  readonly #end: () => void;
  #live: RunLive | null = null;
  #hasPast = false;
  #stream: StreamState = 'connecting';
  #isIdle = true;
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #told: Told;

  constructor(run: string, plan: RunPlan) {
    this.#run = run;
    this.#plan = plan;
    this.#fold = new Fold(plan);
    this.#feed = inSlices(
      (event) => this.#take(event),
      (isIdle) => {
        this.#isIdle = isIdle;
        this.#changed();
      },
    );
    this.#told = this.#now();
    this.#end = listen({
      address: addressOf('runEvents', { run }),
      after: 0,
      on: {
        lines: (data) => this.#feed(JSON.parse(data) as readonly StampedEvent[]), // written by a server of this version
        live: (data) => {
          this.#live = JSON.parse(data) as RunLive | null;
          this.#hasPast = true;
          this.#changed();
        },
      },
      onState: (stream) => {
        this.#stream = stream;
        this.#changed();
      },
    });
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#readers.add(tell);
    return () => this.#readers.delete(tell);
  };

  readonly told = (): Told => this.#told;

  end(): void {
    this.#end();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #take(event: StampedEvent): void {
    if (event.seq <= (this.#events.at(-1)?.seq ?? 0)) return; // sent again after a gap
    this.#isIdle = false;
    this.#events.push(event);
    this.#fold.take(event);
    this.#figures.note(event, this.#fold.schedule);
    if (event.type === 'area.ready' && this.#fold.isTakenOver) this.#figures.adopt(this.#fold.state.outcomes, event.t);
  }

  #changed(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#version += 1;
        this.#told = this.#now();
        for (const tell of this.#readers) tell();
      },
      this.#hasPast && this.#isIdle ? tellEveryMs : tellOfPastEveryMs,
    );
  }

  #now(): Told {
    return {
      run: this.#run,
      plan: this.#plan,
      events: this.#events,
      state: this.#fold.state,
      figures: this.#figures,
      lastSeq: this.#events.at(-1)?.seq ?? 0,
      live: this.#live,
      isCaughtUp: this.#hasPast && this.#isIdle,
      stream: this.#stream,
      version: this.#version,
    };
  }
}

interface Followed {
  readonly follower: Follower;
  readers: number;
  ending: ReturnType<typeof setTimeout> | null;
}

const followed = new Map<string, Followed>();

function follow(run: string, plan: RunPlan): Follower {
  const known = followed.get(run);
  if (known !== undefined) return known.follower;
  const follower = new Follower(run, plan);
  followed.set(run, { follower, readers: 0, ending: null });
  return follower;
}

function hold(run: string): () => void {
  const known = followed.get(run);
  if (known === undefined) return () => {};
  if (known.ending !== null) clearTimeout(known.ending);
  known.ending = null;
  known.readers += 1;
  return () => {
    known.readers -= 1;
    if (known.readers > 0) return;
    known.ending = setTimeout(() => {
      known.follower.end();
      followed.delete(run);
    }, keptMs);
  };
}

const nothing = (): (() => void) => () => {};
const nobody = (): null => null;

/** Follows a run, line by line; null until its plan has come. Several parts of a page may ask: it is followed once. */
export function useRunStory(run: string | null): RunStory | null {
  const { data: view } = useReply('run', { run: run ?? '' }, run !== null);
  const follower = run === null || view === undefined ? null : follow(run, view.plan);
  useEffect(() => (follower === null || run === null ? undefined : hold(run)), [follower, run]);
  const told = useSyncExternalStore<Told | null>(follower?.subscribe ?? nothing, follower?.told ?? nobody);
  return told === null ? null : { ...told, view };
}
