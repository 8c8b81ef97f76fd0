import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/events.ts';
import { changeAtRest } from '../../src/session/changeAtRest.ts';
import { journalStore, OpenJournal, readJournal, systemClock } from '../../src/session/journalFile.ts';
import { lockRun } from '../../src/session/lock.ts';
import { createRunFolder, journalPath, type RunFolder } from '../../src/session/runFolder.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const opened: RunEvent = { type: 'run.open', runUid: 'u', program: 'test', planSha256: 'p', address: 'here:1' };
const wish = { who: 'ann@krios', change: { kind: 'skip-target', target: '002' } } as const;
let folder: string;
let run: RunFolder;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-change-'));
  run = await createRunFolder(folder, examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3.1, -2.4)]));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function begin(...events: readonly RunEvent[]): Promise<void> {
  const journal = await OpenJournal.open(await journalStore(journalPath(run.path)), systemClock);
  for (const event of events) await journal.note(event);
  await journal.close();
}

test('a run that rests is changed in its journal', async () => {
  await begin(opened, { type: 'suspend', reason: 'stopped by bob' });
  expect(await changeAtRest(run, wish)).toBe('When the run is resumed, target 002 takes no more images.');
  expect((await readJournal(journalPath(run.path))).at(-1)).toMatchObject({ type: 'plan.change', seq: 3, ...wish });
});

test('a run that has not begun, or is complete, is not changed', async () => {
  await expect(changeAtRest(run, wish)).rejects.toMatchObject({ message: expect.stringContaining('has not begun') });
  await begin(opened, { type: 'run.close', status: 'complete', restored: [] });
  await expect(changeAtRest(run, wish)).rejects.toMatchObject({ message: expect.stringContaining('is complete') });
  expect(await readJournal(journalPath(run.path))).toHaveLength(2);
});

test('a target that the run has not is refused', async () => {
  await begin(opened);
  const other = { who: 'ann', change: { kind: 'skip-target', target: '7' } } as const;
  await expect(changeAtRest(run, other)).rejects.toMatchObject({ code: 'bad-input' });
});

test('a run that another process works on is not changed behind its back', async () => {
  await begin(opened);
  const unlock = await lockRun(run.path);
  await expect(changeAtRest(run, wish)).rejects.toMatchObject({ code: 'run-in-use' });
  await unlock();
});
