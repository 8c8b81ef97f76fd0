import type { FinishFiles } from '../../finish/finishFiles.ts';
import { type MdocFile, readMdoc } from '../../finish/seriesMdoc.ts';
import { stackNames } from '../../finish/stackNames.ts';
import { type InOrder, inOrderOfAcquisition } from '../../series/inOrder.ts';

/** SerialEM's mdoc of a stack, in the order of acquisition. */
export interface AcquiredMdoc extends InOrder {
  /** The file beside the stack, as long as nobody has kept it elsewhere. */
  readonly onlyCopy: MdocFile | null;
}

/** The mdoc of a stack in the order of acquisition, wherever sorting has put it; null without one. */
export async function acquiredMdoc(files: FinishFiles, stack: string): Promise<AcquiredMdoc | null> {
  const names = stackNames(stack);
  const kept = (await readMdoc(files, names.oldMdoc)) ?? (await readMdoc(files, names.formerMdoc));
  if (kept !== null) return { mdoc: kept.mdoc, isSorted: true, onlyCopy: null };
  const beside = await readMdoc(files, names.mdoc);
  return beside === null ? null : { ...inOrderOfAcquisition(beside.mdoc), onlyCopy: beside };
}
