import { EmFileError } from '@pacetomo/em-files';
import { Trouble } from '../run/errors.ts';
import type { Chunking } from './chunks.ts';
import type { FinishFiles } from './finishFiles.ts';

/** How a stack is finished. When its signal ends the work, what was begun is removed. */
export interface FinishOptions extends Chunking {
  /** The disk, if it is another than that of this computer. */
  readonly files?: FinishFiles | undefined;
  /** Whether the SHA-256 of a sorted stack is wanted; on the way it costs half the speed of a fast disk, later it costs more. */
  readonly withSha256?: boolean | undefined;
}

/** The stack cannot be finished as it is, and nothing was changed. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

/** A stack that is in the order of tilt now. */
export interface Sorted {
  readonly kind: 'sorted';
  readonly images: number;
  /** The mdoc in the order of acquisition. */
  readonly oldMdoc: string;
  /** Of the sorted stack, hexadecimal; null when it was not wanted. */
  readonly sha256: string | null;
}

export interface Cancelled {
  readonly kind: 'cancelled';
}

export const refused = (reason: string): Refused => ({ kind: 'refused', reason });

/** Does the work on a stack; being cancelled is a value, what is wrong with a file is a trouble. */
export async function finishing<Result>(
  path: string,
  { signal }: FinishOptions,
  work: () => Promise<Result>,
): Promise<Result | Cancelled> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return { kind: 'cancelled' };
    if (error instanceof EmFileError) throw troubleOf(path, error);
    throw error;
  }
}

/** The trouble that there is no such stack. */
export const noStack = (path: string): Trouble =>
  new Trouble('bad-input', `There is no stack ${path}. Give the path of an MRC stack.`);

function troubleOf(path: string, error: EmFileError): Trouble {
  if (['file-busy', 'file-io', 'file-exists'].includes(error.code)) {
    const advice = 'No image is lost; make room or close the programs that use the file, then say it again.';
    return new Trouble('cannot-write', `${path} could not be finished. ${error.message} ${advice}`, { cause: error });
  }
  const advice = 'It was left as it is; look at the stack and its mdoc.';
  return new Trouble('bad-input', `${path} cannot be finished. ${error.message} ${advice}`, { cause: error });
}
