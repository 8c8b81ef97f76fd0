import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Changes } from '../../src/desk/changes.ts';
import { changeEvents } from '../../src/server/changeEvents.ts';
import type { SentEvent } from '../../src/server/handler.ts';
import { eventStream } from '../../src/server/streams.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => vi.useRealTimers());

const text = (value: Uint8Array | undefined): string => new TextDecoder().decode(value);

function streamOf(events: AsyncIterable<SentEvent>, signal = new AbortController().signal) {
  const leave = vi.fn();
  const cutOff = vi.fn();
  const onError = vi.fn();
  return { reader: eventStream({ events, leave, signal, cutOff, onError }).getReader(), leave, cutOff, onError };
}

test('events come with their numbers and names', async () => {
  async function* events() {
    yield { id: 7, event: 'change', data: '{"a":1}' };
    yield { id: 9, data: '2' };
  }
  const { reader, leave } = streamOf(events());
  expect(text((await reader.read()).value)).toMatch(/^:/);
  expect(text((await reader.read()).value)).toBe('id: 7\nevent: change\ndata: {"a":1}\n\n');
  expect(text((await reader.read()).value)).toBe('id: 9\ndata: 2\n\n');
  expect(await reader.read()).toEqual({ done: true, value: undefined });
  expect(leave).toHaveBeenCalledOnce();
});

test('a silent stream says every 10 s that it is there', async () => {
  async function* silence(): AsyncGenerator<SentEvent> {
    await new Promise(() => {});
  }
  const { reader } = streamOf(silence());
  await reader.read();
  vi.advanceTimersByTime(10_000);
  expect(text((await reader.read()).value)).toBe(': still here\n\n');
});

test('a reader who does not read is cut off, and little waits for it', async () => {
  let made = 0;
  async function* endless() {
    for (;;) yield { id: ++made, data: JSON.stringify('x'.repeat(10_000)) };
  }
  const { cutOff, leave } = streamOf(endless());
  await vi.waitFor(() => expect(made).toBeGreaterThan(50));
  const before = made;
  vi.advanceTimersByTime(30_000);
  expect(cutOff).toHaveBeenCalledOnce();
  expect(leave).toHaveBeenCalledOnce();
  expect(made).toBe(before);
  expect(made * 10_000).toBeLessThan(1.2 * 1024 * 1024);
});

test('a bug in what the events come from ends the stream and is told', async () => {
  async function* broken(): AsyncGenerator<SentEvent> {
    yield { id: 1, data: 'two\nlines' };
  }
  const { reader, onError } = streamOf(broken());
  await reader.read();
  expect((await reader.read()).done).toBe(true);
  expect(onError).toHaveBeenCalledOnce();
});

test('the end of a token ends the stream', async () => {
  const leaving = new AbortController();
  const changes = new Changes();
  const { reader } = streamOf(changeEvents(changes, 0, leaving.signal), leaving.signal);
  await reader.read();
  leaving.abort();
  const rest = [await reader.read(), await reader.read()];
  expect(rest.some(({ done }) => done)).toBe(true);
});

/** The next events of a stream of changes. */
async function take(events: AsyncGenerator<SentEvent>, count: number): Promise<readonly SentEvent[]> {
  const taken: SentEvent[] = [];
  while (taken.length < count) taken.push((await events.next()).value);
  return taken;
}

test('a page that comes back gets what it has missed', async () => {
  const changes = new Changes();
  const none = new AbortController().signal;
  const [ready] = await take(changeEvents(changes, 0, none), 1);
  changes.changed('runs');
  changes.changed('area', 'lamella');
  const [again, first, second] = await take(changeEvents(changes, ready!.id, none), 3);
  expect(again!.event).toBe('ready');
  expect(JSON.parse(first!.data)).toEqual({ type: 'changed', what: 'runs', id: null });
  expect(JSON.parse(second!.data)).toMatchObject({ what: 'area', id: 'lamella' });
  expect(second!.id).toBe(ready!.id + 2);
});

test('a page that was away for too long, or comes from an earlier server, reads everything again', async () => {
  const changes = new Changes();
  const none = new AbortController().signal;
  const [ready] = await take(changeEvents(changes, 0, none), 1);
  for (let i = 0; i < 1200; i++) changes.changed('runs');
  expect((await take(changeEvents(changes, ready!.id, none), 1))[0]).toMatchObject({ event: 'resync' });
  expect((await take(changeEvents(changes, 500, none), 1))[0]).toMatchObject({ event: 'resync' });
});
