import { diskFiles, type FinishFiles } from './finishFiles.ts';
import { checksumsOf, openRawStack, ownPiecesOf, piecesOf, sameChecksums } from './rawStack.ts';
import { type Cancelled, type FinishOptions, finishing, type Refused, refused } from './results.ts';
import { type MdocFile, readMdoc } from './seriesMdoc.ts';
import { planSorting, type SortPlan } from './sortPlan.ts';
import { isSetAside, type StackNames, stackNames } from './stackNames.ts';
import { putBack, settle, swapIn } from './swapIn.ts';
import { notAsWritten, readWhole, sameBytes, withFile, writeWhole } from './wholeFiles.ts';

/** What became of a stack that was to be sorted. */
export type SortResult =
  | { readonly kind: 'sorted'; readonly images: number; readonly oldMdoc: string }
  | { readonly kind: 'already-sorted'; readonly images: number }
  | { readonly kind: 'no-mdoc' }
  | Refused
  | Cancelled;

/**
 * Brings the sections of a stack, their records and their mdoc into the order of tilt. A new stack is written section
 * by section and read again before it takes the name of the acquired one, which is removed last. After a crash, at any
 * moment, saying it again completes it. Nobody else may write to the stack meanwhile, nor sort it.
 *
 * Throws `Trouble` for files that are not there, no MRC stacks, or cannot be written.
 */
export function sortByTilt(path: string, options: FinishOptions = {}): Promise<SortResult> {
  return finishing(path, options, () => sort(options.files ?? diskFiles, stackNames(path), options.signal));
}

async function sort(files: FinishFiles, names: StackNames, signal?: AbortSignal): Promise<SortResult> {
  if (isSetAside(names)) return refused('it was set aside by an interrupted sorting; sort it by the name that it had');
  const settled = await settle(files, names, signal);
  if (settled.kind === 'refused') return settled;
  if (settled.kind === 'completed') return { kind: 'sorted', images: settled.images, oldMdoc: names.oldMdoc };
  const stackBytes = await files.sizeBytes(names.stack);
  const mdoc = await readMdoc(files, names.mdoc);
  if (mdoc === null) return { kind: 'no-mdoc' };
  const plan = await withFile(files, names.stack, 'read', async (file) => planSorting(await openRawStack(file), mdoc));
  if (plan.kind !== 'to-sort') return plan;
  if ((await files.sizeBytes(names.oldMdoc)) !== null)
    return refused(`${names.oldMdoc} exists already, so it was sorted before and may be in order; look at both`);
  try {
    await writeSorted(files, names, plan, signal);
    if (!(await isUnchanged(files, names, { stackBytes, mdoc }))) {
      await putBack(files, names);
      return refused('it is still being written');
    }
    await swapIn(files, names);
  } catch (error) {
    await putBack(files, names).catch(() => {}); // the first error is the one to be heard of; the next call tries again
    throw error;
  }
  return { kind: 'sorted', images: plan.order.length, oldMdoc: names.oldMdoc };
}

/** Writes the sorted stack and mdoc under temporary names and reads both again. */
async function writeSorted(files: FinishFiles, names: StackNames, plan: SortPlan, signal?: AbortSignal): Promise<void> {
  const written = await withFile(files, names.stack, 'read', (source) =>
    withFile(files, names.newStack, 'create', async (copy) => {
      const checksums = await checksumsOf(piecesOf(await openRawStack(source), plan, signal), copy);
      await copy.flush();
      return checksums;
    }),
  );
  const found = await withFile(files, names.newStack, 'read', async (file) =>
    checksumsOf(ownPiecesOf(await openRawStack(file), signal)),
  );
  if (!sameChecksums(written, found)) throw notAsWritten(names.newStack);
  await writeWhole(files, names.newMdoc, plan.mdoc);
}

/** Whether nobody has appended an image meanwhile: the stack would be longer, or its mdoc. */
async function isUnchanged(
  files: FinishFiles,
  names: StackNames,
  before: { readonly stackBytes: number | null; readonly mdoc: MdocFile },
): Promise<boolean> {
  const mdoc = await readWhole(files, names.mdoc);
  const stackBytes = await files.sizeBytes(names.stack);
  return stackBytes === before.stackBytes && mdoc !== null && sameBytes(mdoc, before.mdoc.bytes);
}
