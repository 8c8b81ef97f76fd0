/** What one action costs in virtual seconds is known to the caller; the clock only adds up, and waits if it is asked to. */
export interface VirtualClock {
  /** Seconds since the virtual SerialEM was started. */
  readonly nowS: number;
  /** What the computer's clock shows, as seconds since the start: the same, until somebody sets it. */
  readonly wallS: number;
  /** Somebody sets the computer's clock by some seconds; durations and ticks go on as before. */
  setWallClock(byS: number): void;
  /** Lets the virtual time pass. Waits cost/speed seconds of real time when the speed is above zero. */
  spend(costS: number): Promise<void>;
  /** Notes that something settles for some seconds from now; only the next exposure waits for it. */
  settle(durationS: number): void;
  /** Lets the virtual time pass until everything has settled. */
  spendSettling(): Promise<void>;
  /** Nothing waits in real time until `resume`: somebody has pressed STOP. */
  interrupt(): void;
  /** Things wait in real time again. */
  resume(): void;
  /** From now on nothing waits in real time, what waits now included: the program is closing. */
  stopWaiting(): void;
}

/** How a clock waits in real time: given milliseconds. */
export type Wait = (ms: number) => Promise<void>;

/** Shorter waits are saved up: a timer of the computer cannot keep them. */
const shortestWaitMs = 4;

/**
 * Nothing lasts longer than a day: a script that asks for a delay of a thousand years would otherwise have every walk and
 * every filling in between computed.
 */
const longestActionS = 86_400;

const waitWithTimer: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A clock that starts at zero. Speed 0 never waits, so a series takes as long as the computing; speed 1 is real time,
 * speed 60 makes a minute of a second.
 */
export function createClock(speed: number, wait: Wait = waitWithTimer): VirtualClock {
  let nowS = 0;
  let settledAtS = 0;
  let wallAheadS = 0;
  let owedMs = 0;
  let isWaiting = speed > 0;
  let release = (): void => {};
  let isInterrupted = false;
  let wake = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    release = resolve;
  });
  const spend = async (wantedS: number): Promise<void> => {
    const costS = wantedS > 0 ? Math.min(wantedS, longestActionS) : 0;
    nowS += costS;
    if (!isWaiting || isInterrupted) return;
    owedMs += (1000 * costS) / speed;
    if (owedMs < shortestWaitMs) return;
    const due = owedMs;
    owedMs = 0;
    const interrupted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([wait(due), stopped, interrupted]);
  };
  return {
    get nowS() {
      return nowS;
    },
    get wallS() {
      return nowS + wallAheadS;
    },
    setWallClock(byS) {
      wallAheadS += byS;
    },
    spend,
    settle(durationS) {
      settledAtS = Math.max(settledAtS, nowS + durationS);
    },
    spendSettling: () => spend(Math.max(0, settledAtS - nowS)),
    interrupt() {
      isInterrupted = true;
      wake();
    },
    resume() {
      isInterrupted = false;
    },
    stopWaiting() {
      isWaiting = false;
      release();
    },
  };
}
