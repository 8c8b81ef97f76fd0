import { Trouble } from '../run/errors.ts';
import type { Ending } from './acquire.ts';
import type { Batch, BatchArea } from './batchFolder.ts';
import { readJournal } from './journalFile.ts';
import type { StampedEvent } from './journalLines.ts';
import { batchPolicy, type Reached, type Verdict } from './policy.ts';
import { journalPath, openRunFolder, type RunFolder } from './runFolder.ts';

/** What became of an area. */
export type AreaOutcome = { readonly area: BatchArea } & (
  | { readonly kind: 'complete' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'suspended'; readonly why: string; readonly verdict: Verdict }
  | { readonly kind: 'not reached' }
);

/** How a batch ended. */
export interface BatchResult {
  readonly ending: Ending | 'trouble';
  readonly outcomes: readonly AreaOutcome[];
}

/** What a batch asks of whoever carries it out. */
export interface BatchHost {
  /** Begins or resumes the run of an area and works on it. `realign`: the area is to be found again first. */
  readonly work: (folder: RunFolder, realign: boolean) => Promise<Ending>;
  /** An area was completed by this batch. */
  readonly completed: (area: BatchArea) => Promise<void>;
  readonly tell: (sentence: string) => void;
}

/**
 * Acquires the areas of a batch, one after the other. How far each has got is asked of its journal, so a batch that is
 * resumed is the same batch: a complete area is left alone, an interrupted one goes on, the rest is begun. One that was
 * interrupted among its tilts comes first: the stage stands there still.
 */
export async function acquireBatch({ areas }: Batch, host: BatchHost): Promise<BatchResult> {
  const outcomes = new Map<BatchArea, AreaOutcome>();
  let isOver = false;
  for (const { area, isAway } of await inOrder(areas)) {
    if (!isOver) host.tell(`Area ${areas.indexOf(area) + 1} of ${areas.length}: ${area.note}`);
    const outcome: AreaOutcome = isOver
      ? await asItStands(area).catch(() => notReached(area))
      : await acquireArea(area, isAway, host);
    outcomes.set(area, outcome);
    if (outcome.kind === 'suspended') host.tell(`${outcome.why} ${verdictWords[outcome.verdict]}`);
    isOver ||= outcome.kind === 'stopped' || (outcome.kind === 'suspended' && outcome.verdict === 'stop the batch');
  }
  const inTable = areas.flatMap((area) => outcomes.get(area) ?? []);
  return { ending: endingOf(inTable), outcomes: inTable };
}

/** An area, and whether the batch itself has moved the stage away from it in the middle of its tilts. */
interface Turn {
  readonly area: BatchArea;
  readonly isAway: boolean;
}

async function inOrder(areas: readonly BatchArea[]): Promise<readonly Turn[]> {
  const all = await Promise.all(
    areas.map(async (area) => ({ area, events: await eventsOf(area.runPath).catch(() => []) })),
  );
  const lastAt = (events: readonly StampedEvent[]): string => events.at(-1)?.t ?? '';
  const newest =
    all
      .map(({ events }) => lastAt(events))
      .toSorted()
      .at(-1) ?? '';
  const amidTilts = all
    .filter(({ events }) => isAmidTilts(events))
    .toSorted((a, b) => (lastAt(a.events) < lastAt(b.events) ? 1 : -1));
  const others = all.filter(({ events }) => !isAmidTilts(events));
  return [
    ...amidTilts.map(({ area, events }, i) => ({ area, isAway: i > 0 || lastAt(events) < newest })),
    ...others.map(({ area }) => ({ area, isAway: false })),
  ];
}

const isAmidTilts = (events: readonly StampedEvent[]): boolean =>
  events.some(({ type }) => type === 'area.ready') && events.at(-1)?.type !== 'run.close';

const verdictWords: Readonly<Record<Verdict, string>> = {
  'next area': 'The batch goes on with the next area.',
  'stop the batch': 'The batch stops here.',
};

const notReached = (area: BatchArea): AreaOutcome => ({ area, kind: 'not reached' });

function endingOf(outcomes: readonly AreaOutcome[]): BatchResult['ending'] {
  if (outcomes.some(({ kind }) => kind === 'stopped')) return 'stopped';
  return outcomes.every(({ kind }) => kind === 'complete') ? 'complete' : 'trouble';
}

async function acquireArea(area: BatchArea, isAway: boolean, host: BatchHost): Promise<AreaOutcome> {
  try {
    if ((await asItStands(area)).kind === 'complete') {
      host.tell('It is complete; there is nothing left to do.');
      return { area, kind: 'complete' };
    }
    const ending = await host.work(await openRunFolder(area.runPath), isAway);
    if (ending === 'stopped') return { area, kind: 'stopped' };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { area, kind: 'suspended', why: error.message, verdict: await verdictOn(error, area.runPath) };
  }
  await host.completed(area);
  return { area, kind: 'complete' };
}

async function asItStands(area: BatchArea): Promise<AreaOutcome> {
  const isComplete = (await eventsOf(area.runPath)).at(-1)?.type === 'run.close';
  return isComplete ? { area, kind: 'complete' } : notReached(area);
}

const eventsOf = (runPath: string): Promise<readonly StampedEvent[]> => readJournal(journalPath(runPath));

/**
 * What the trouble that ended a run means for the areas after it. A person who wants this run to stand still wants no other
 * one to begin, whatever trouble it ended in.
 */
export async function verdictOn({ code }: Trouble, runPath: string): Promise<Verdict> {
  if (code === 'damaged-journal') return batchPolicy[code].after; // it cannot be asked
  const events = await eventsOf(runPath);
  const last = events.findLast(
    (event) => event.type === 'action' && (event.what === 'stop' || event.what === 'resume'),
  );
  if (last?.type === 'action' && last.what === 'stop') return 'stop the batch';
  const reached: Reached = events.some(({ type }) => type === 'area.ready') ? 'after' : 'before';
  return batchPolicy[code][reached];
}
