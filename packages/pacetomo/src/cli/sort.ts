import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type BinResult, binStack } from '../finish/binStack.ts';
import { type SortResult, sortByTilt } from '../finish/sortByTilt.ts';
import { Trouble } from '../run/errors.ts';
import { lockRun } from '../session/lock.ts';

/** `pacetomo sort STACK…`: one line for each stack. */
export function sort(stacks: readonly string[]): Promise<void> {
  return finishEach(stacks, async (path, signal) => {
    const result = await sortByTilt(path, { signal });
    return { ...result, line: sortLine(result) };
  });
}

/** `pacetomo bin STACK… --factor N`: one line for each stack. */
export function bin(stacks: readonly string[], { factor }: { readonly factor: number }): Promise<void> {
  return finishEach(stacks, async (path, signal) => {
    const result = await binStack(path, factor, { signal });
    return { ...result, line: binLine(result) };
  });
}

/** What is said of a stack. */
interface Finished {
  readonly kind: (SortResult | BinResult)['kind'];
  readonly line: string;
}

/** Stack by stack; one that cannot be finished does not keep the others from it. */
async function finishEach(
  stacks: readonly string[],
  finish: (path: string, signal: AbortSignal) => Promise<Finished>,
): Promise<void> {
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    for (const path of stacks) {
      const { kind, line } = await finishAlone(path, () => finish(path, ending.signal));
      console.log(`${path}: ${line}`);
      if (kind === 'cancelled') {
        process.exitCode = 130;
        return;
      }
      if (kind === 'refused') process.exitCode = 1;
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Two programs that sort one stack would take each other's files away. */
async function finishAlone(path: string, finish: () => Promise<Finished>): Promise<Finished> {
  try {
    if (!existsSync(dirname(path))) return await finish(); // which says so
    const unlock = await lockRun(dirname(path));
    return await finish().finally(unlock);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { kind: 'refused', line: error.message };
  }
}

export function sortLine(result: SortResult): string {
  switch (result.kind) {
    case 'sorted':
      return `${result.images} images sorted by tilt; the order of acquisition is kept in ${basename(result.oldMdoc)}.`;
    case 'already-sorted':
      return `${result.images} images, in the order of tilt already.`;
    case 'no-mdoc':
      return 'left as it is, because it has no mdoc.';
    default:
      return unfinishedLine(result);
  }
}

export function binLine(result: BinResult): string {
  switch (result.kind) {
    case 'binned':
      return `${result.images} images binned into ${basename(result.path)}.`;
    case 'already-binned':
      return `${basename(result.path)} is there already.`;
    default:
      return unfinishedLine(result);
  }
}

function unfinishedLine(result: Extract<SortResult, { readonly kind: 'refused' | 'cancelled' }>): string {
  return result.kind === 'cancelled' ? 'stopped, left as it was.' : `left as it is, because ${result.reason}.`;
}
