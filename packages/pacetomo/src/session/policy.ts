import type { TroubleCode } from '../run/errors.ts';

/** What the trouble of one area means for the areas after it. */
export type Verdict = 'next area' | 'stop the batch';

/** How far an area had got: `before` its first tilt nothing is recorded yet, and set-up has moved nothing that matters to others. */
export type Reached = 'before' | 'after';

const goOn = { before: 'next area', after: 'next area' } as const;
const stop = { before: 'stop the batch', after: 'stop the batch' } as const;
const dependsOn = { before: 'next area', after: 'stop the batch' } as const;

/**
 * What the troubles of one area mean for the rest of a batch. A trouble that belongs to the area leaves the others alone;
 * one of the microscope, the connection, the disk or a person would meet them all. docs/errors.md has the same table.
 */
export const batchPolicy: Readonly<Record<TroubleCode, Readonly<Record<Reached, Verdict>>>> = {
  'bad-input': goOn,
  'cannot-connect': stop,
  'serialem-busy': stop,
  'serialem-refused': dependsOn, // before: a stage position that is out of reach; after: the instrument as it stands
  'reply-lost': stop,
  'exposure-failed': stop, // a camera that fails at one area would cost every other its dose
  'user-stop': stop,
  'would-overwrite': goOn,
  'cannot-write': stop,
  limit: stop,
  'needs-person': dependsOn, // before: the target was not found; after: disk, microscope and journal disagree
  'run-in-use': stop,
  'damaged-journal': stop,
  'autofocus-failed': goOn,
};
