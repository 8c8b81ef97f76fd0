import type { RunStanding, RunSummary } from '../../api/runs.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { type Pace, secondsLeft, whatIsDue } from '../../run/pace.ts';
import type { RunState } from '../../run/state.ts';

/** What the journal of a run says of it as a whole. */
export interface RunFacts
  extends Pick<
    RunSummary,
    'area' | 'targets' | 'taken' | 'due' | 'lost' | 'skipped' | 'minutesLeft' | 'beganAt' | 'lastAt'
  > {
  /** How it would stand if no process worked on it. */
  readonly atRest: 'empty' | 'stopped' | 'suspended' | 'interrupted' | 'complete';
  /** Why it would stand still, or does. */
  readonly reason: string | null;
  /** What it waits for, and since when; null when it does not. */
  readonly waiting: { readonly reason: string; readonly since: string } | null;
  /** Folder of its stacks, as SerialEM names it; null before it has answered. */
  readonly directory: string | null;
  /** Number of the last line. */
  readonly seq: number;
  /** Number of the last line that each person has decided; under no name, that the run itself has: it suspends or ends. */
  readonly decisions: Readonly<Record<string, number>>;
}

/** What is noted of a journal beside the state that it folds to. */
export interface Noted {
  readonly seq: number;
  readonly beganAt: string | null;
  readonly lastAt: string | null;
  readonly decisions: RunFacts['decisions'];
  readonly isStopped: boolean;
  readonly waitingSince: string | null;
  readonly pace: Pace;
}

/** The facts of a run from its state. */
export function factsOf(plan: RunPlan, state: RunState, noted: Noted): RunFacts {
  const counts = { taken: 0, lost: 0, skipped: 0 };
  for (const { kind } of state.outcomes.values()) counts[kind] += 1;
  const due = state.complete ? { images: 0, turns: 0 } : whatIsDue(plan, state);
  const leftS = secondsLeft(noted.pace, due);
  const { waiting } = state;
  return {
    area: plan.name,
    targets: plan.targets.filter(({ skip }) => !skip).length,
    ...counts,
    due: due.images,
    minutesLeft: leftS === null ? null : leftS / 60,
    beganAt: noted.beganAt,
    lastAt: noted.lastAt,
    ...restOf(state, noted),
    waiting: waiting && { reason: waiting.reason, since: noted.waitingSince ?? noted.lastAt ?? '' },
    directory: state.environment?.directory ?? null,
    seq: noted.seq,
    decisions: noted.decisions,
  };
}

function restOf({ complete, suspended }: RunState, { seq, isStopped }: Noted): Pick<RunFacts, 'atRest' | 'reason'> {
  if (seq === 0) return { atRest: 'empty', reason: null };
  if (complete) return { atRest: 'complete', reason: null };
  if (suspended !== null) return { atRest: isStopped ? 'stopped' : 'suspended', reason: suspended };
  return { atRest: 'interrupted', reason: 'Its process is gone and said nothing. What was acquired is safe.' };
}

/** What the process that works on a run says of itself; `silent` when there is one that gives no answer. */
export type Liveness =
  | 'silent'
  | {
      readonly pid: number;
      readonly pausedBy: string | null;
      readonly stoppedBy: string | null;
      readonly waiting: { readonly reason: string } | null;
    };

/** How a run stands and why it stands still, from its journal and from the process that works on it, if one does. */
export function standingOf(
  facts: Pick<RunFacts, 'atRest' | 'reason' | 'waiting'>,
  live: Liveness | null,
): { readonly standing: RunStanding; readonly reason: string | null } {
  if (live === null || facts.atRest === 'complete') return { standing: facts.atRest, reason: facts.reason };
  if (live === 'silent') return { standing: 'working', reason: 'A process works on it, but gives no answer.' };
  if (live.stoppedBy !== null) return { standing: 'being-stopped', reason: `Being stopped by ${live.stoppedBy}.` };
  if (live.pausedBy !== null) return { standing: 'paused', reason: `Paused by ${live.pausedBy}.` };
  const waiting = live.waiting ?? facts.waiting;
  if (waiting !== null) return { standing: 'waiting', reason: waiting.reason };
  return { standing: 'working', reason: null };
}

/** A line of the list of runs. */
export function summaryOf(run: string, batch: string | null, facts: RunFacts, live: Liveness | null): RunSummary {
  const { area, targets, taken, due, lost, skipped, minutesLeft, beganAt, lastAt } = facts;
  const known = { area, targets, taken, due, lost, skipped, minutesLeft, beganAt, lastAt };
  return { run, ...known, ...standingOf(facts, live), batch };
}
