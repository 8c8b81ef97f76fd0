import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type BinResult, binStack } from '../finish/binStack.ts';
import type { FinishOptions } from '../finish/results.ts';
import { type SortResult, sortByTilt } from '../finish/sortByTilt.ts';
import { Trouble } from '../run/errors.ts';
import type { ExportResult } from '../session/exporting/exportSeries.ts';
import { lockRun } from '../session/lock.ts';
import { finishProgress } from './finishProgress.ts';

/** `pacetomo sort STACK…`: one line for each stack. */
export function sort(stacks: readonly string[]): Promise<void> {
  return finishEach(stacks, async (path, how) => {
    const result = await sortByTilt(path, how);
    return { ...result, line: sortLine(result) };
  });
}

/** `pacetomo bin STACK… --factor N`: one line for each stack. */
export function bin(stacks: readonly string[], { factor }: { readonly factor: number }): Promise<void> {
  return finishEach(stacks, async (path, how) => {
    const result = await binStack(path, factor, how);
    return { ...result, line: binLine(result) };
  });
}

/** What is said of a stack. */
export interface Finished {
  readonly kind: (SortResult | BinResult | ExportResult)['kind'];
  readonly line: string;
}

/** Stack by stack; one that cannot be finished does not keep the others from it. Ctrl-C ends the work before the next chunk. */
export async function finishEach(
  stacks: readonly string[],
  finish: (path: string, how: FinishOptions) => Promise<Finished>,
): Promise<void> {
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    for (const path of stacks) {
      const { onBytes, end } = finishProgress(path, process.stdout.isTTY);
      const how = { signal: ending.signal, onBytes };
      const { kind, line } = await finishAlone(path, () => finish(path, how)).finally(end);
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
      return `${result.images} images sorted by tilt; the order of acquisition is kept in ${oldMdocLine(result.oldMdoc)}.`;
    case 'already-sorted':
      return `${result.images} images, in the order of tilt already.`;
    case 'no-mdoc':
      return 'left as it is, because it has no mdoc.';
    default:
      return unfinishedLine(result);
  }
}

const oldMdocLine = (path: string): string => `${basename(dirname(path))}/${basename(path)}`;

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
