import type { RunPlan } from '../plan/plan.ts';
import { replay } from '../run/after.ts';
import { Trouble } from '../run/errors.ts';
import { slotsDue } from '../run/nextStep.ts';
import { doseOf } from '../run/stacks.ts';
import { branchKey, type RunState, slotKey } from '../run/state.ts';
import { askRun } from '../session/askRun.ts';
import { readJournal } from '../session/journalFile.ts';
import type { StampedEvent } from '../session/journalLines.ts';
import type { Answer } from '../session/requests.ts';
import { journalPath, openRunFolder } from '../session/runFolder.ts';

/** How far a run has got. */
interface RunStatus {
  readonly name: string;
  readonly folder: string;
  readonly state: 'empty' | 'complete' | 'suspended' | 'begun';
  /** Why it is suspended, or null. */
  readonly reason: string | null;
  /** An exposure whose end is not known; resuming will find out. */
  readonly openExposure: boolean;
  /** What it waits for, or null. */
  readonly waiting: { readonly guard: string; readonly reason: string } | null;
  readonly taken: number;
  readonly lost: number;
  readonly skipped: number;
  readonly due: number;
  /** UTC, of the last line in the journal. */
  readonly lastAt: string | null;
  readonly targets: readonly {
    readonly target: string;
    readonly stack: string;
    readonly taken: number;
    /** Exposures of which no image was kept: Previews, autofocuses and the like. */
    readonly looks: number;
    /** Of images and looks together. */
    readonly doseEPerA2: number;
    readonly ended: string | null;
  }[];
}

/** `pacetomo status RUN`: the journal, folded and printed, and what the process that works on it says. Changes nothing. */
export async function status(runPath: string, options: { readonly json?: true | undefined }): Promise<void> {
  const { path, plan } = await openRunFolder(runPath);
  const events = await readJournal(journalPath(path));
  const found = statusOf(path, plan, events);
  const live = await askQuietly(path);
  if (options.json) console.log(JSON.stringify({ ...found, live: live?.status ?? null }, null, 2));
  else for (const line of [...sentences(found), ...(live === null ? [] : [live.said])]) console.log(line);
}

/** A process that gives no answer is worth a line, and no reason to be silent about the journal. */
async function askQuietly(path: string): Promise<Answer | null> {
  try {
    return await askRun(path, { type: 'status' });
  } catch (error) {
    if (error instanceof Trouble) return { ok: false, said: error.message };
    throw error;
  }
}

/** The status of a run by its journal. */
function statusOf(folder: string, plan: RunPlan, events: readonly StampedEvent[]): RunStatus {
  const state = replay(plan, events);
  const count = (kind: string): number =>
    [...state.outcomes.values()].filter((outcome) => outcome.kind === kind).length;
  return {
    name: plan.name,
    folder,
    state:
      events.length === 0 ? 'empty' : state.complete ? 'complete' : state.suspended !== null ? 'suspended' : 'begun',
    reason: state.suspended,
    openExposure: state.open !== null,
    waiting: state.waiting,
    taken: count('taken'),
    lost: count('lost'),
    skipped: count('skipped'),
    due: slotsDue(plan, state),
    lastAt: events.at(-1)?.t ?? null,
    targets: plan.targets.map(({ id, stack }) => ({ target: id, stack, ...seriesOf(state, id) })),
  };
}

function seriesOf(state: RunState, target: string): Omit<RunStatus['targets'][number], 'target' | 'stack'> {
  const ended = state.ended.get(branchKey(target, 'plus')) ?? state.ended.get(branchKey(target, 'minus')) ?? null;
  const steps = [...state.schedule.keys()];
  const taken = steps.filter((step) => state.outcomes.get(slotKey({ target, step }))?.kind === 'taken').length;
  const looks = state.looks.filter((look) => look.target === target).length;
  return { taken, looks, doseEPerA2: doseOf(state, target), ended };
}

function sentences(status: RunStatus): readonly string[] {
  const why = status.reason === null ? '' : `: ${status.reason}`;
  const open = status.openExposure
    ? ['One exposure has no known end; resuming finds out what became of it before anything else is exposed.']
    : [];
  return [
    `${status.name} in ${status.folder}`,
    `${status.state}${why}; ${status.taken} images taken, ${status.due} to do, ${status.skipped} left out, ${status.lost} lost.`,
    ...open,
    ...(status.waiting === null ? [] : [`Waiting (${status.waiting.guard}): ${status.waiting.reason}`]),
    ...status.targets.map(
      ({ target, stack, taken, looks, doseEPerA2, ended }) =>
        `  ${target}  ${stack}  ${taken} images${looks === 0 ? '' : `, ${looks} ${looks === 1 ? 'look' : 'looks'}`}, ${doseEPerA2.toFixed(1)} e/Å²${ended === null ? '' : `; ended: ${ended}`}`,
    ),
  ];
}
