/** What a target does in a run. */
export type TargetRole = 'tracking' | 'acquire' | 'skipped';

/** The original's colours (behaviour E.2). What a target is, is told by its shape too. */
export const roleColours = {
  tracking: '#c92b27',
  acquire: '#5689bf',
  skipped: '#aaaaaa',
  geometry: '#fab182',
} as const;

export const roleWords: Readonly<Record<TargetRole, string>> = {
  tracking: 'tracking target',
  acquire: 'acquired',
  skipped: 'skipped',
};

/** What the target of an index from 0 does. */
export const roleOf = (index: number, skip: boolean): TargetRole =>
  index === 0 ? 'tracking' : skip ? 'skipped' : 'acquire';
