import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { Said, wishBody } from '../../api/runs.ts';
import type { PlanChange } from '../../run/control.ts';
import { Trouble } from '../../run/errors.ts';
import { askRun } from '../../session/askRun.ts';
import { changeAtRest } from '../../session/changeAtRest.ts';
import type { Request } from '../../session/requests.ts';
import type { RunFolder } from '../../session/runFolder.ts';
import { stopFilePath } from '../../session/stopFile.ts';
import { Refusal } from '../refusal.ts';
import type { RunFacts } from './runFacts.ts';
import type { RunPlace } from './runShelf.ts';

type Wish = z.infer<typeof wishBody>;

/** Who wishes, and what they have read of the run. */
export interface WishOf {
  readonly who: string;
  readonly expectedSeq: number | null;
  readonly facts: Pick<RunFacts, 'decisions' | 'area'>;
}

/**
 * Refuses a wish that rests on how a run stood before somebody else decided something. A run writes lines all the time, and
 * an image more changes nothing for whoever wants a target skipped; so only decisions count: what other people did, a
 * suspension, the end. What one has decided oneself one knows, even if the page has not read it yet.
 */
export function refuseOutdated({ who, expectedSeq, facts }: WishOf): void {
  const others = Object.entries(facts.decisions).filter(([decider]) => decider !== who);
  if (expectedSeq === null || others.every(([, seq]) => expectedSeq >= seq)) return;
  throw new Refusal(
    409,
    'run-moved-on',
    `Something was decided about ${facts.area} that this page had not shown yet. Look at how it stands now, then say it again.`,
  );
}

/** Passes a wish on to the process that works on a run, or writes a change into its journal when none does. */
export async function say(folder: RunFolder, wish: Wish, of: WishOf): Promise<Said> {
  refuseOutdated(of);
  const request = requestOf(wish, of.who);
  const answer = await askRun(folder.path, request);
  if (answer !== null) {
    if (!answer.ok) throw new Trouble('bad-input', answer.said);
    return { said: forPage(answer.said) };
  }
  if (request.type === 'plan.change') return { said: await changeAtRest(folder, request) };
  throw new Trouble(
    'bad-input',
    `No process of this computer works on ${of.facts.area}; there is nothing to pause. A run that rests is resumed.`,
  );
}

type Wished = Extract<Request, { readonly type: 'action' | 'plan.change' }>;

function requestOf(wish: Wish, who: string): Wished {
  if (wish.wish === 'pause' || wish.wish === 'go-on') return { type: 'action', who, what: wish.wish };
  return { type: 'plan.change', who, change: changeOf(wish) };
}

function changeOf(wish: Exclude<Wish, { readonly wish: 'pause' | 'go-on' }>): PlanChange {
  if (wish.wish === 'range') return { kind: 'range', minDeg: wish.minDeg, maxDeg: wish.maxDeg };
  if (wish.wish === 'skip-target') return { kind: 'skip-target', target: wish.target };
  return { kind: 'end-branch', target: wish.target, branch: wish.branch };
}

/** The words for the terminal name a command that the page has a button for. */
const forPage = (said: string): string => said.replace('“pacetomo go” ends the pause', '“Go on” ends the pause');

/**
 * Stops the run that goes on among some of one batch, the one that was asked for first. A process that gives no answer, or
 * has not begun to listen yet, finds the file STOP.
 */
export async function stopRun(
  places: readonly RunPlace[],
  { who, isOurs }: { readonly who: string; readonly isOurs: boolean },
): Promise<Said> {
  for (const { path } of places) {
    const answer = await askRun(path, { type: 'action', who, what: 'stop' }).catch((error: unknown) => {
      if (error instanceof Trouble) return 'silence' as const;
      throw error;
    });
    if (answer === 'silence') return stopByFile(path);
    if (answer !== null) return { said: answer.said };
  }
  const [asked] = places;
  if (asked !== undefined && isOurs) return stopByFile(asked.path);
  throw new Trouble(
    'bad-input',
    'No process of this computer works on this run; there is nothing to stop. If another computer does, make a file STOP in the folder of the run: it stops when it sees it.',
  );
}

async function stopByFile(path: string): Promise<Said> {
  try {
    await writeFile(stopFilePath(path), '');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `The process that works on this run gives no answer, and the file STOP could not be made in ${path} (${why}). Press STOP in SerialEM.`,
      { cause },
    );
  }
  return {
    said: 'The process that works on this run gave no answer. A file STOP was made for it, which it looks for four times a second; if the run goes on all the same, press STOP in SerialEM.',
  };
}
