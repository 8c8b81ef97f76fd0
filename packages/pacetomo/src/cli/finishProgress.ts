import { statSync } from 'node:fs';
import { SingleBar } from 'cli-progress';

/** Below this a stack is done before anybody has read a bar. */
const worthABarBytes = 1e9;

/** Shows how far a large stack is, on a terminal. */
export interface FinishProgress {
  /** Told how many bytes more were gone through. */
  readonly onBytes: (bytes: number) => void;
  readonly end: () => void;
}

/** A bar in GB with the time remaining; nothing for small stacks, and where no terminal is. */
export function finishProgress(path: string, terminal: boolean): FinishProgress {
  const totalBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (!terminal || totalBytes < worthABarBytes) return { onBytes: () => {}, end: () => {} };
  const format = `${path}  {bar} {doneGb} of {totalGb} GB  {eta_formatted} left`;
  const gb = (bytes: number): string => (bytes / 1e9).toFixed(1);
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  let doneBytes = 0;
  bar.start(totalBytes, 0, { doneGb: gb(0), totalGb: gb(totalBytes) });
  return {
    onBytes: (bytes) => {
      doneBytes += bytes;
      bar.update(doneBytes, { doneGb: gb(doneBytes) });
    },
    end: () => bar.stop(),
  };
}
