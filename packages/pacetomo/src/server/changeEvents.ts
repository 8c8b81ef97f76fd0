import type { Changes } from '../desk/changes.ts';
import type { SentEvent } from './handler.ts';

/** Where the numbers of this process begin: beyond those of any server before it, so that a page that comes back to a new one is told to read everything again. */
const base = Date.now() * 1000;

/**
 * What has changed, for one page: first `ready`, or `resync` when more has happened since its last event than is kept; then
 * each change as it comes.
 */
export async function* changeEvents(
  changes: Changes,
  lastEventId: number,
  signal: AbortSignal,
): AsyncGenerator<SentEvent> {
  let wake = (): void => {};
  const unlisten = changes.listen(() => wake());
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    const isNew = lastEventId === 0;
    let last = isNew ? changes.last : lastEventId - base;
    if (!isNew && (last < 0 || changes.after(last) === null)) {
      last = changes.last;
      yield { id: base + last, event: 'resync', data: '{}' };
    } else yield { id: base + last, event: 'ready', data: '{}' };
    while (!signal.aborted) {
      const news = changes.after(last);
      if (news === null) {
        last = changes.last;
        yield { id: base + last, event: 'resync', data: '{}' };
        continue;
      }
      for (const { id, event } of news) {
        yield { id: base + id, event: 'change', data: JSON.stringify(event) };
        last = id;
      }
      if (changes.last === last && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unlisten();
    signal.removeEventListener('abort', onAbort);
  }
}
