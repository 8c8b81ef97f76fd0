/** What one action costs in virtual seconds is known to the caller; the clock only adds up, and waits if it is asked to. */
export interface VirtualClock {
  /** Seconds since the virtual SerialEM was started. */
  readonly nowS: number;
  /** Lets the virtual time pass. Waits cost/speed seconds of real time when the speed is above zero. */
  spend(costS: number): Promise<void>;
  /** Notes that something settles for some seconds from now; only the next exposure waits for it. */
  settle(durationS: number): void;
  /** Lets the virtual time pass until everything has settled. */
  spendSettling(): Promise<void>;
  /** From now on nothing waits in real time, what waits now included: the program is closing. */
  stopWaiting(): void;
}

/** How a clock waits in real time: given milliseconds. */
export type Wait = (ms: number) => Promise<void>;

/** Shorter waits are saved up: a timer of the computer cannot keep them. */
const shortestWaitMs = 4;

const waitWithTimer: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A clock that starts at zero. Speed 0 never waits, so a series takes as long as the computing; speed 1 is real time,
 * speed 60 makes a minute of a second.
 */
export function createClock(speed: number, wait: Wait = waitWithTimer): VirtualClock {
  let nowS = 0;
  let settledAtS = 0;
  let owedMs = 0;
  let isWaiting = speed > 0;
  let release = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    release = resolve;
  });
  const spend = async (costS: number): Promise<void> => {
    nowS += costS;
    if (!isWaiting) return;
    owedMs += (1000 * costS) / speed;
    if (owedMs < shortestWaitMs) return;
    const due = owedMs;
    owedMs = 0;
    await Promise.race([wait(due), stopped]);
  };
  return {
    get nowS() {
      return nowS;
    },
    spend,
    settle(durationS) {
      settledAtS = Math.max(settledAtS, nowS + durationS);
    },
    spendSettling: () => spend(Math.max(0, settledAtS - nowS)),
    stopWaiting() {
      isWaiting = false;
      release();
    },
  };
}
