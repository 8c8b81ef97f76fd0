import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until the signal, one look after the other; keeps no process alive by itself. */
export async function keepLooking(everyMs: number, signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await wait(everyMs, undefined, { signal, ref: false }).catch(() => {});
    if (!signal.aborted) await look();
  }
}
