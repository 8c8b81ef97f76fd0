/** The time, for what happens by itself when nobody does anything. Tests give another one. */
export interface DeskClock {
  now(): Date;
  /** Does something later, unless what it gives is called before. */
  after(ms: number, act: () => void): () => void;
}

/** The time of this computer. */
export const computerClock: DeskClock = {
  now: () => new Date(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
