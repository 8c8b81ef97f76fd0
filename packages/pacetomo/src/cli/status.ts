import type { RunPlan } from '../plan/plan.ts';
import { slotsDue } from '../run/nextStep.ts';
import { branchKey, type RunState, replay, slotKey } from '../run/state.ts';
import { readJournal } from '../session/journalFile.ts';
import type { StampedEvent } from '../session/journalLines.ts';
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
    readonly doseEPerA2: number;
    readonly ended: string | null;
  }[];
}

/** `pacetomo status RUN`: the journal, folded and printed. Reads only. */
export async function status(runPath: string, options: { readonly json?: true | undefined }): Promise<void> {
  const { path, plan } = await openRunFolder(runPath);
  const events = await readJournal(journalPath(path));
  const found = statusOf(path, plan, events);
  if (options.json) console.log(JSON.stringify(found, null, 2));
  else for (const line of sentences(found)) console.log(line);
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
    taken: count('taken'),
    lost: count('lost'),
    skipped: count('skipped'),
    due: slotsDue(plan, state),
    lastAt: events.at(-1)?.t ?? null,
    targets: plan.targets.map(({ id, stack }) => ({ target: id, stack, ...seriesOf(state, id) })),
  };
}

function seriesOf(
  state: RunState,
  target: string,
): { readonly taken: number; readonly doseEPerA2: number; readonly ended: string | null } {
  const images = [...state.schedule.keys()].flatMap((step) => {
    const outcome = state.outcomes.get(slotKey({ target, step }));
    return outcome === undefined || outcome.kind === 'skipped' ? [] : [outcome];
  });
  const ended = state.ended.get(branchKey(target, 'plus')) ?? state.ended.get(branchKey(target, 'minus')) ?? null;
  const taken = images.filter(({ kind }) => kind === 'taken').length;
  return { taken, doseEPerA2: images.reduce((sum, { doseEPerA2 }) => sum + doseEPerA2, 0), ended };
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
    ...status.targets.map(
      ({ target, stack, taken, doseEPerA2, ended }) =>
        `  ${target}  ${stack}  ${taken} images, ${doseEPerA2.toFixed(1)} e/Å²${ended === null ? '' : `; ended: ${ended}`}`,
    ),
  ];
}
