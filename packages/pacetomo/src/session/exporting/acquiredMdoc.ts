import { type AutodocSection, numberOf, sectionsOf, textOf } from '@pacetomo/em-files';
import type { FinishFiles } from '../../finish/finishFiles.ts';
import { type Refused, refused } from '../../finish/results.ts';
import { type MdocFile, readMdoc } from '../../finish/seriesMdoc.ts';
import { stackNames } from '../../finish/stackNames.ts';
import { type InOrder, inOrderOfAcquisition } from '../../series/inOrder.ts';

/** SerialEM's mdoc of a stack, in the order of acquisition. */
export interface AcquiredMdoc extends InOrder {
  readonly kind: 'found';
  /** The file beside the stack, as long as nobody has kept it elsewhere. */
  readonly onlyCopy: MdocFile | null;
}

/** The mdoc of a stack in the order of acquisition, wherever sorting has put it; refused without one, or with one of another series. */
export async function acquiredMdoc(files: FinishFiles, stack: string): Promise<AcquiredMdoc | Refused> {
  const names = stackNames(stack);
  const kept = (await readMdoc(files, names.oldMdoc)) ?? (await readMdoc(files, names.formerMdoc));
  const beside = await readMdoc(files, names.mdoc);
  if (kept === null) {
    if (beside === null) return refused('it has no mdoc');
    return { kind: 'found', ...inOrderOfAcquisition(beside.mdoc), onlyCopy: beside };
  }
  if (beside !== null && !areOfOneSeries(kept, beside))
    return refused(
      `the mdoc that an earlier sorting has kept, ${names.oldMdoc}, describes other images than ${names.mdoc}; move the one that does not belong here away`,
    );
  return { kind: 'found', mdoc: kept.mdoc, isSorted: true, onlyCopy: null };
}

/** Whether two mdoc files describe the same images, in whatever order: their tilts and counts say it. */
function areOfOneSeries(one: MdocFile, other: MdocFile): boolean {
  const [a, b] = [one, other].map(({ mdoc }) => sectionsOf(mdoc, 'ZValue').map(imageKey).toSorted());
  return a?.join() === b?.join();
}

const imageKey = (image: AutodocSection): string =>
  `${numberOf(image, 'TiltAngle')?.toFixed(2)} ${textOf(image, 'MinMaxMean')?.trim()}`;
