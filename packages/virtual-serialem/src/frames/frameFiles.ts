import type { AutodocValue, Mdoc } from '@pacetomo/em-files';

/** A key of an mdoc with its value. */
export type MdocEntry = readonly [key: string, value: AutodocValue];

/** The mdoc that a script keeps for the frame files of a session. */
export interface FrameMdoc {
  readonly path: string;
  mdoc: Mdoc;
}

/** What SerialEM remembers of frame files. Lost when the program dies. */
export class FrameFiles {
  /** Path of the last frame file; null before the first. */
  lastPath: string | null = null;
  /** How many frames were in it. */
  lastCount = 0;
  /** Number of the last numbered name. */
  lastNumber = 0;
  /** Entries for the mdoc of the next frame file. */
  nextEntries: readonly MdocEntry[] = [];
  /** The frame mdoc that a script has opened; null when none is open. */
  mdoc: FrameMdoc | null = null;
}
