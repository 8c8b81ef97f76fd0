/** A slice lasts so long, ms: then whoever clicks has a turn. */
const sliceMs = 12;

/** Calls back as soon as the browser has done what waits, without the delay of a timer. */
function soon(work: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    work();
  };
  port2.postMessage(null);
}

/**
 * Does something with each of many things, in slices so short that nobody notices. Gives what feeds it; `onSlice` is told after
 * each slice whether all is done.
 */
export function inSlices<T>(
  work: (thing: T) => void,
  onSlice: (isIdle: boolean) => void,
): (things: readonly T[]) => void {
  let waiting: T[] = [];
  let at = 0;
  let isGoing = false;
  const slice = (): void => {
    const endMs = performance.now() + sliceMs;
    while (at < waiting.length && performance.now() < endMs) {
      const thing = waiting[at];
      at += 1;
      if (thing !== undefined) work(thing);
    }
    isGoing = at < waiting.length;
    if (isGoing) soon(slice);
    else [waiting, at] = [[], 0];
    onSlice(!isGoing);
  };
  return (things) => {
    waiting.push(...things);
    if (isGoing) return;
    isGoing = true;
    soon(slice);
  };
}
