/** Calls back once after a time in milliseconds; what it returns calls it off. Tests put their own clock here. */
export type SetTimer = (afterMs: number, run: () => void) => () => void;

/** The clock of the machine. */
export const machineTimer: SetTimer = (afterMs, run) => {
  const timer = setTimeout(run, afterMs);
  return () => clearTimeout(timer);
};
