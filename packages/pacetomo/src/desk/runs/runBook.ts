import { setImmediate as breathe } from 'node:timers/promises';
import { after } from '../../run/after.ts';
import { paceAfter, unknownPace } from '../../run/pace.ts';
import { initialState, type RunState } from '../../run/state.ts';
import { eventOfJson, type StampedEvent } from '../../session/journalLines.ts';
import { journalPath, type RunFolder } from '../../session/runFolder.ts';
import { JournalReader, sizeOf } from './journalReader.ts';
import { factsOf, type Noted, type RunFacts } from './runFacts.ts';

/** Others are served after so long, ms: a long journal takes seconds to fold. */
const sliceMs = 8;

const nothingNoted: Noted = {
  seq: 0,
  beganAt: null,
  lastAt: null,
  decisions: {},
  isStopped: false,
  waitingSince: null,
  pace: unknownPace,
};

/** A run as its journal tells it, kept up with line by line. Nothing of the journal itself is kept. */
export class RunBook {
  readonly folder: RunFolder;
  readonly #path: string;
  #reader: JournalReader;
  #state: RunState;
  #noted: Noted = nothingNoted;
  #reading: Promise<void> = Promise.resolve();
  #facts: { readonly seq: number; readonly facts: RunFacts } | null = null;
  #unreadable: unknown = null;

  constructor(folder: RunFolder) {
    this.folder = folder;
    this.#path = journalPath(folder.path);
    this.#reader = new JournalReader(this.#path);
    this.#state = initialState(folder.plan);
  }

  /** What the run knew at the last line that was read. */
  get state(): RunState {
    return this.#state;
  }

  /** The run as a whole, at the last line that was read. */
  get facts(): RunFacts {
    if (this.#facts?.seq !== this.#noted.seq) {
      this.#facts = { seq: this.#noted.seq, facts: factsOf(this.folder.plan, this.#state, this.#noted) };
    }
    return this.#facts.facts;
  }

  /** Bytes of the journal that were read. */
  get bytes(): number {
    return this.#reader.offset;
  }

  /** Reads what is new. Throws `damaged-journal`. */
  update(): Promise<void> {
    this.#reading = this.#reading.catch(() => {}).then(() => this.#readOn());
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    if ((await sizeOf(this.#path)) < this.#reader.offset) this.#begin(); // it was put back from a copy
    if (this.#unreadable !== null) throw this.#unreadable;
    try {
      await this.#fold();
    } catch (error) {
      this.#unreadable = error; // what follows a line that is not understood would be misunderstood
      throw error;
    }
  }

  async #fold(): Promise<void> {
    let sinceMs = performance.now();
    for (let lines = await this.#reader.next(); lines.length > 0; lines = await this.#reader.next()) {
      for (const { json } of lines) {
        this.#take(eventOfJson(json));
        if (performance.now() - sinceMs < sliceMs) continue;
        await breathe();
        sinceMs = performance.now();
      }
    }
  }

  #begin(): void {
    this.#reader = new JournalReader(this.#path);
    this.#state = initialState(this.folder.plan);
    this.#noted = nothingNoted;
    this.#facts = null;
    this.#unreadable = null;
  }

  #take(event: StampedEvent): void {
    this.#state = after(this.folder.plan, this.#state, event);
    const { isStopped, waitingSince, decisions, beganAt, pace } = this.#noted;
    const decider = deciderOf(event);
    this.#noted = {
      seq: event.seq,
      beganAt: beganAt ?? event.t,
      lastAt: event.t,
      decisions: decider === null ? decisions : { ...decisions, [decider]: event.seq },
      isStopped: stopAfter(event) ?? isStopped,
      waitingSince: this.#state.waiting === null ? null : (waitingSince ?? event.t),
      pace: paceAfter(pace, event),
    };
  }
}

/** Who has decided something by an event, no name for the run itself; null where nothing is decided. */
function deciderOf(event: StampedEvent): string | null {
  if (event.type === 'action' || event.type === 'plan.change') return event.who;
  return event.type === 'suspend' || event.type === 'run.close' ? '' : null;
}

function stopAfter(event: StampedEvent): boolean | null {
  if (event.type !== 'action') return null;
  return event.what === 'stop' ? true : event.what === 'resume' ? false : null;
}
