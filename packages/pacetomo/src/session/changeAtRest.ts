import { replay } from '../run/after.ts';
import type { PlanChange } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import { journalStore, OpenJournal, systemClock } from './journalFile.ts';
import { lockRun } from './lock.ts';
import { changeWords, objectionTo } from './planChange.ts';
import { journalPath, type RunFolder } from './runFolder.ts';

/** Changes a run that no process works on: the change is written into its journal. Gives what it means, in a sentence. */
export async function changeAtRest(
  { path, plan }: RunFolder,
  wish: { readonly who: string; readonly change: PlanChange },
): Promise<string> {
  const unlock = await lockRun(path);
  try {
    const journal = await OpenJournal.open(await journalStore(journalPath(path)), systemClock);
    try {
      const objection =
        journal.past.length === 0 ? notBegun(path) : objectionTo(plan, replay(plan, journal.past), wish.change);
      if (objection !== null) throw new Trouble('bad-input', objection);
      await journal.note({ type: 'plan.change', ...wish });
    } finally {
      await journal.close();
    }
    return `When the run is resumed, ${changeWords(plan, wish.change)}.`;
  } finally {
    await unlock();
  }
}

const notBegun = (path: string): string =>
  `The run in ${path} has not begun: its journal is empty. Change the targets file and start a new run.`;
