import { expect, test } from 'vitest';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { formatLine, parseJournal } from '../../packages/pacetomo/src/session/journalLines.ts';
import { memoryStore } from '../../packages/pacetomo/test/session/memoryStore.ts';
import { CrashWorld } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

/** A journal with one line of every kind that a run has written. */
async function oneLineOfEachKind(): Promise<Buffer> {
  const world = await CrashWorld.create(fourTargetsNineTilts());
  expect(await world.work(null)).toBe('complete');
  await world.end();
  const { events } = parseJournal(world.store.bytes);
  const kinds = [...new Map(events.map((event) => [event.type, event])).values()];
  const numbered = kinds.map((event, i) => ({ ...event, seq: i + 1 }));
  return Buffer.from(numbered.map((event) => formatLine(event, event)).join(''));
}

test('a journal that is torn at any byte reads as the lines before the tear, and goes on after them', async () => {
  const whole = await oneLineOfEachKind();
  let wholeBytes = 0;
  let lines = 0;
  for (let length = 0; length <= whole.length; length++) {
    if (whole[length - 1] === 0x0a) {
      wholeBytes = length;
      lines += 1;
    }
    const store = memoryStore(whole.subarray(0, length).toString());
    const journal = await OpenJournal.open(store, { now: () => new Date(0), monotonicMs: () => 0 });
    expect(journal.past, `torn at byte ${length}`).toHaveLength(lines);
    expect(store.bytes, `torn at byte ${length}`).toHaveLength(wholeBytes);
    await journal.note({ type: 'remark', text: 'It goes on.' });
    expect(parseJournal(store.bytes).events, `torn at byte ${length}`).toHaveLength(lines + 1);
  }
  expect(lines).toBeGreaterThan(12);
});
