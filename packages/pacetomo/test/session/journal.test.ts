import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/events.ts';
import { OpenJournal } from '../../src/session/journalFile.ts';
import { parseJournal } from '../../src/session/journalLines.ts';
import { memoryStore } from './memoryStore.ts';

const clock = { now: () => new Date('2026-11-22T03:00:00Z'), monotonicMs: () => 17 };
const events: readonly RunEvent[] = [
  { type: 'run.open', runUid: 'u', program: '0.1.0', planSha256: 'abc', address: '127.0.0.1:48888' },
  { type: 'move.intent', step: 0, tiltDeg: 9 },
  { type: 'move.done', step: 0, readTiltDeg: 9.01 },
  { type: 'slot.skip', target: '002', step: 4, reason: 'would need 21 µm of image shift' },
];

async function written(): Promise<ReturnType<typeof memoryStore>> {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  for (const event of events) await journal.note(event);
  return store;
}

test('what is written is read, numbered from one without gaps', async () => {
  const { bytes } = await written();
  const { events: read, wholeBytes } = parseJournal(bytes);
  expect(read.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(read).toMatchObject(events);
  expect(wholeBytes).toBe(bytes.length);
});

test('a line is a checksum, a blank and JSON that anyone can read', async () => {
  const [, second] = (await written()).bytes.toString().split('\n');
  expect(second).toMatch(
    /^[0-9a-f]{8} \{"v":1,"seq":2,"t":"2026-11-22T03:00:00.000Z","mono":17,"boot":"[0-9a-f-]{36}","type":"move.intent","step":0,"tiltDeg":9\}$/,
  );
});

test('a write torn at any byte is cut off, and the journal goes on from the last whole line', async () => {
  const { bytes } = await written();
  const lineEnds = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
  for (let length = 0; length < bytes.length; length++) {
    const store = memoryStore();
    store.bytes = bytes.subarray(0, length);
    const journal = await OpenJournal.open(store, clock);
    const whole = lineEnds.filter((end) => end <= length).length;
    expect(journal.past).toHaveLength(whole);
    await journal.note({ type: 'suspend', reason: 'the power went off' });
    expect(parseJournal(store.bytes).events.map(({ type }) => type)).toEqual([
      ...events.slice(0, whole).map(({ type }) => type),
      'suspend',
    ]);
  }
});

test.each([
  ['a changed digit', (lines: string[]) => [lines[0]!, lines[1]!.replace('"tiltDeg":9', '"tiltDeg":6'), lines[2]!]],
  ['a missing line', (lines: string[]) => [lines[0]!, lines[2]!, lines[3]!]],
  ['a line twice', (lines: string[]) => [lines[0]!, lines[1]!, lines[1]!, lines[2]!]],
])('%s in the middle is damage, not a crash, and nothing goes on from it', async (_what, damage) => {
  const lines = (await written()).bytes.toString().split('\n').slice(0, -1);
  const content = `${damage(lines).join('\n')}\n`;
  await expect(OpenJournal.open(memoryStore(content), clock)).rejects.toMatchObject({ code: 'damaged-journal' });
});

test('a permit is given only when the intent is on the disk itself', async () => {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  await journal.note({ type: 'move.done', step: 0, readTiltDeg: 3 });
  expect(store.synced).toBe(0);
  await journal.intend({ purpose: 'autofocus', tickBeforeS: 5 });
  expect(store.synced).toBe(store.bytes.length);
});

test('after a failed write or sync there is no second try and no permit', async () => {
  for (const failing of ['append', 'sync'] as const) {
    const store = memoryStore();
    const journal = await OpenJournal.open(store, clock);
    const full = new Error('ENOSPC');
    if (failing === 'append') store.onAppend = () => ({ keep: 3, error: full });
    else
      store.onSync = () => {
        throw full;
      };
    const refused = { code: 'cannot-write', cause: full };
    await expect(journal.intend({ purpose: 'autofocus', tickBeforeS: 5 })).rejects.toMatchObject(refused);
    store.onAppend = () => null;
    store.onSync = () => {};
    await expect(journal.note({ type: 'suspend', reason: 'x' })).rejects.toMatchObject(refused);
  }
});

test('on a full disk the space that was held back lets the journal say why the run ends, and nothing more is written', async () => {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  await journal.note(events[0]!);
  let isFull = true;
  store.onAppend = () =>
    isFull ? { keep: 11, error: Object.assign(new Error('no space'), { code: 'ENOSPC' }) } : null;
  store.makeRoom = async () => {
    isFull = false;
    return true;
  };
  await expect(journal.note(events[1]!)).rejects.toMatchObject({ code: 'cannot-write' });
  const { events: read, wholeBytes } = parseJournal(store.bytes);
  expect(read.at(-1)).toMatchObject({ type: 'suspend', seq: 2, reason: expect.stringContaining('no space') });
  expect(wholeBytes).toBe(store.bytes.length);
  expect(store.synced).toBe(store.bytes.length);
  await expect(journal.intend({ purpose: 'autofocus', tickBeforeS: 5 })).rejects.toMatchObject({
    code: 'cannot-write',
  });
  expect(store.bytes).toHaveLength(wholeBytes);
});

test('without space held back a full disk leaves a torn line, which is cut off', async () => {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  await journal.note(events[0]!);
  store.onAppend = () => ({ keep: 11, error: Object.assign(new Error('no space'), { code: 'ENOSPC' }) });
  await expect(journal.note(events[1]!)).rejects.toMatchObject({ code: 'cannot-write' });
  store.onAppend = () => null;
  expect((await OpenJournal.open(store, clock)).past).toHaveLength(1);
});

test('a failed sync is not tried again, not even for a last line', async () => {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  let asked = false;
  store.makeRoom = async () => {
    asked = true;
    return true;
  };
  store.onSync = () => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  };
  await expect(journal.note(events[0]!)).rejects.toMatchObject({ code: 'cannot-write' });
  expect(asked).toBe(false);
});

test('what was written since is read again from the disk', async () => {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  for (const event of events) await journal.note(event);
  expect(journal.past).toEqual([]);
  expect(await journal.history()).toMatchObject(events);
  store.bytes = store.bytes.subarray(0, store.bytes.length - 5);
  await expect(journal.history()).rejects.toThrow('holds 3 lines, not 4'); // somebody else has cut it
});

test('what could not be read again is not written', async () => {
  const store = memoryStore();
  const journal = await OpenJournal.open(store, clock);
  await expect(journal.note({ type: 'move.done', step: 0, readTiltDeg: Number.NaN })).rejects.toThrow();
  expect(store.bytes).toHaveLength(0);
});
