import { readJournal } from './journalFile.ts';
import { journalPath } from './runFolder.ts';

/** A run has begun when the beam was about to go on for it; before that nothing is worth keeping. */
export async function hasBegun(runPath: string): Promise<boolean> {
  return (await readJournal(journalPath(runPath))).some(({ type }) => type === 'expose.intent');
}
