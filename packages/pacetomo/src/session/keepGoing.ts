import type { SerialEmClient } from '@pacetomo/serialem-link';
import { Trouble } from '../run/errors.ts';
import { type Acquisition, acquire, type Ending, endStopped, isLostLink, suspend } from './acquire.ts';
import { observedBy } from './commandWatch.ts';
import type { RunFolder } from './runFolder.ts';

/** How to reach SerialEM once more, and how time passes. */
export interface Reconnecting {
  /** Throws Trouble when nobody answers there. */
  readonly connect: () => Promise<SerialEmClient>;
  /** How long a command may stay unanswered before `connect`'s client gives the connection up, ms. */
  readonly replyTimeoutMs: number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
  /** Tells people what is going on. */
  readonly tell: (sentence: string) => void;
}

/** Waits before one attempt and the next, s; the last one again and again. */
const waitsS = [1, 2, 5, 10] as const;
/** After this long a person has to look at the specimen before anything is exposed, s (reliability 5.5). */
const longestGapS = 120;
/** So many losses within so long are no accident: another program wants the port. */
const mostLosses = 3;
const withinS = 600;

/**
 * Works on a run like `acquire`, and goes on by itself after a lost connection: only in a run that has begun, only if nobody
 * wanted it to stand still, and only if everything is as it was. Otherwise the trouble ends the run, as it would have.
 */
export async function keepGoing(
  folder: RunFolder,
  acquisition: Omit<Acquisition, 'unattended'>,
  link: Reconnecting,
): Promise<Ending> {
  const silence = new Silence(link.replyTimeoutMs);
  const watched = {
    ...acquisition,
    observer: observedBy(silence, ...(acquisition.observer ? [acquisition.observer] : [])),
  };
  const lossesMs: number[] = [];
  let work = (): Promise<Ending> => acquire(folder, watched);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Trouble) || silence.timedOut || !(await mayGoOn(error, acquisition))) throw error;
      lossesMs.push(link.nowMs());
      if (isTooOften(lossesMs)) throw await givenUp(acquisition, tooOften(error));
      link.tell(`${error.message} Trying to go on.`);
      work = () => goOn(folder, watched, link, error);
    }
  }
}

/** Whether this is a case for going on without a person. */
async function mayGoOn(
  trouble: Trouble,
  { journal, control }: Pick<Acquisition, 'journal' | 'control'>,
): Promise<boolean> {
  if (!isLostLink(trouble) || control.stopping) return false;
  return (await journal.history()).some(({ type }) => type === 'expose.intent');
}

/** Connects again and works on, as soon as somebody answers; gives up when that takes too long. */
async function goOn(
  folder: RunFolder,
  acquisition: Omit<Acquisition, 'unattended'>,
  link: Reconnecting,
  loss: Trouble,
): Promise<Ending> {
  const lostAtMs = link.nowMs();
  const { control, journal } = acquisition;
  let last = loss;
  for (let attempt = 0; link.nowMs() - lostAtMs < longestGapS * 1000; attempt++) {
    await rest((waitsS[attempt] ?? waitsS[3]) * 1000, control, link.sleep);
    if (control.stopping) return endStopped(journal, control);
    const outcome = await attemptOnce(folder, acquisition, link);
    if (!(outcome instanceof Trouble)) return outcome;
    last = outcome;
  }
  throw await givenUp(acquisition, tooLong(last));
}

/** One attempt; gives the trouble when SerialEM was not to be had, and throws all other trouble. */
async function attemptOnce(
  folder: RunFolder,
  acquisition: Omit<Acquisition, 'unattended'>,
  link: Reconnecting,
): Promise<Ending | Trouble> {
  let client: SerialEmClient | null = null;
  try {
    client = await link.connect();
    link.tell('SerialEM answers again; the run goes on if everything is as it was.');
    return await acquire(folder, { ...acquisition, client, realign: undefined, unattended: true });
  } catch (error) {
    const isAway = client === null ? isLostLink : ({ code }: Trouble) => code === 'serialem-busy';
    if (error instanceof Trouble && isAway(error)) return error;
    throw error;
  } finally {
    client?.close();
  }
}

/** So that a stop need not wait for the end of a pause, ms. */
const sliceMs = 250;

async function rest(ms: number, control: Acquisition['control'], sleep: Reconnecting['sleep']): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !control.stopping; leftMs -= sliceMs) await sleep(Math.min(leftMs, sliceMs));
}

const isTooOften = (lossesMs: readonly number[]): boolean => {
  const first = lossesMs.at(-mostLosses);
  const last = lossesMs.at(-1);
  return first !== undefined && last !== undefined && last - first < withinS * 1000;
};

/** The journal says last why nobody goes on. */
async function givenUp({ journal }: Pick<Acquisition, 'journal'>, trouble: Trouble): Promise<Trouble> {
  await suspend(journal, trouble.message).catch(() => {}); // the trouble itself is what counts
  return trouble;
}

function tooOften(cause: Trouble): Trouble {
  return new Trouble(
    'needs-person',
    `The connection to SerialEM was lost ${mostLosses} times within ${withinS / 60} minutes: another program connects to the port, and SerialEM serves the newest one only, or the network is bad. Find the other program and end it, then resume. (${cause.message})`,
    { cause },
  );
}

function tooLong(cause: Trouble): Trouble {
  return new Trouble(
    'needs-person',
    `SerialEM could not be reached again within ${longestGapS / 60} minutes. See to it, look at the specimen, then resume. (${cause.message})`,
    { cause },
  );
}

/**
 * Notices a command that stayed unanswered for the whole time that it was given: SerialEM hangs, or asks a person something
 * on its screen. Connecting once more would help neither.
 */
class Silence {
  readonly #replyTimeoutMs: number;
  timedOut = false;

  constructor(replyTimeoutMs: number) {
    this.#replyTimeoutMs = replyTimeoutMs;
  }

  sent(): void {}

  answered(_name: string, outcome: object, tookMs: number): void {
    this.timedOut ||= 'error' in outcome && tookMs >= 0.99 * this.#replyTimeoutMs; // two clocks
  }
}
