import type { RunStanding, RunSummary } from 'pacetomo/page';

/** How a run stands, in a word or two. */
export const standingWords: Readonly<Record<RunStanding, string>> = {
  empty: 'not begun',
  working: 'working',
  paused: 'paused',
  waiting: 'waiting',
  'being-stopped': 'being stopped',
  stopped: 'stopped',
  suspended: 'suspended',
  interrupted: 'interrupted',
  complete: 'complete',
};

/** And as a colour. */
export const standingColours: Readonly<Record<RunStanding, string>> = {
  empty: 'gray',
  working: 'ice',
  paused: 'yellow',
  waiting: 'yellow',
  'being-stopped': 'orange',
  stopped: 'orange',
  suspended: 'red',
  interrupted: 'red',
  complete: 'teal',
};

/** Whether a process works on it. */
export const isAtWork = (standing: RunStanding): boolean =>
  standing === 'working' || standing === 'paused' || standing === 'waiting' || standing === 'being-stopped';

/** Whether it could be gone on with. */
export const canResume = (standing: RunStanding): boolean =>
  standing === 'stopped' || standing === 'suspended' || standing === 'interrupted';

/** `3 h 05 min`, `12 min`, `less than a minute`. */
export function minutesWords(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  return hours === 0 ? `${whole} min` : `${hours} h ${String(whole % 60).padStart(2, '0')} min`;
}

/** `14:05:09`. */
export const clock = (at: string | number): string => new Date(at).toLocaleTimeString([], { hour12: false });

/** `28.11.2026, 14:05`, as this computer writes dates. */
export const dateAndClock = (at: string): string =>
  new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short', hour12: false });

/** `1 image`, `2,304 images`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** What is left of all runs that were begun together, minutes; null when nobody knows or it is this run alone. */
export function batchMinutesLeft({ run, batch }: RunSummary, all: readonly RunSummary[]): number | null {
  if (batch === null) return null;
  const others = all.filter((one) => one.batch === batch && one.run !== run);
  if (others.length === 0) return null;
  return others.reduce((sum, one) => sum + (one.minutesLeft ?? 0), 0);
}

/** Share of the images that were planned and are done with, 0 to 1. */
export function progressOf({ taken, lost, skipped, due }: RunSummary): number {
  const all = taken + lost + skipped + due;
  return all === 0 ? 0 : (all - due) / all;
}
