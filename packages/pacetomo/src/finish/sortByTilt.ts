import { createHash } from 'node:crypto';
import { checkedCopy } from './checkedCopy.ts';
import { eachChunk } from './chunks.ts';
import { diskFiles, type FinishFiles } from './finishFiles.ts';
import { bodyOf, openRawStack } from './rawStack.ts';
import { type Cancelled, type FinishOptions, finishing, type Refused, refused, type Sorted } from './results.ts';
import { type MdocFile, readMdoc } from './seriesMdoc.ts';
import { planSorting, type SortPlan } from './sortPlan.ts';
import { isSetAside, type StackNames, stackNames } from './stackNames.ts';
import { putBack, settle, swapIn } from './swapIn.ts';
import { notAsWritten, readWhole, sameBytes, withFile, writeWhole } from './wholeFiles.ts';

/** What became of a stack that was to be sorted. */
export type SortResult =
  | Sorted
  | { readonly kind: 'already-sorted'; readonly images: number }
  | { readonly kind: 'no-mdoc' }
  | Refused
  | Cancelled;

/**
 * Brings the sections of a stack, their records and their mdoc into the order of tilt. A new stack is written, every chunk
 * of it read again, before it takes the name of the acquired one, which is removed last; the acquired mdoc is kept in the
 * folder `unsorted`. Memory does not depend on the size of stack or images. After a crash, at any moment, saying it
 * again completes it. Nobody else may write to the stack meanwhile, nor sort it.
 *
 * Throws `Trouble` for files that are not there, no MRC stacks, or cannot be written.
 */
export function sortByTilt(path: string, options: FinishOptions = {}): Promise<SortResult> {
  return finishing(path, options, () => sort(options.files ?? diskFiles, stackNames(path), options));
}

async function sort(files: FinishFiles, names: StackNames, options: FinishOptions): Promise<SortResult> {
  if (isSetAside(names)) return refused('it was set aside by an interrupted sorting; sort it by the name that it had');
  const settled = await settle(files, names, options);
  if (settled.kind !== 'clear') return settled;
  const stackBytes = await files.sizeBytes(names.stack);
  const mdoc = await readMdoc(files, names.mdoc);
  if (mdoc === null) return { kind: 'no-mdoc' };
  const plan = await withFile(files, names.stack, 'read', async (file) => planSorting(await openRawStack(file), mdoc));
  if (plan.kind !== 'to-sort') return plan;
  for (const earlier of [names.oldMdoc, names.formerMdoc]) {
    if ((await files.sizeBytes(earlier)) !== null)
      return refused(`${earlier} exists already, so it was sorted before and may be in order; look at both`);
  }
  try {
    const sha256 = await writeSorted(files, names, plan, options);
    if (!(await isUnchanged(files, names, { stackBytes, mdoc }))) {
      await putBack(files, names);
      return refused('it is still being written');
    }
    await swapIn(files, names);
    return { kind: 'sorted', images: plan.order.length, oldMdoc: names.oldMdoc, sha256 };
  } catch (error) {
    await putBack(files, names).catch(() => {}); // the first error is the one to be heard of; the next call tries again
    throw error;
  }
}

/** While one chunk is written another is read back: neither waits for the other on a busy computer. */
const writtenAtOnce = 3;

/** Writes the sorted stack and mdoc under temporary names, each checked. Gives the SHA-256 of the stack, if it is wanted. */
async function writeSorted(
  files: FinishFiles,
  names: StackNames,
  plan: SortPlan,
  options: FinishOptions,
): Promise<string | null> {
  const sum = options.withSha256 ? createHash('sha256') : null;
  await withFile(files, names.stack, 'read', (source) =>
    withFile(files, names.newStack, 'create', async (file) => {
      const copy = checkedCopy(file, names.newStack, sum);
      await copy.append(plan.head);
      await eachChunk(source, bodyOf(await openRawStack(source), plan.order), options, copy.append, writtenAtOnce);
      await copy.finish();
    }),
  );
  const found = await withFile(files, names.newStack, 'read', openRawStack);
  if (found.sections !== plan.order.length || !sameBytes(found.head, plan.head)) throw notAsWritten(names.newStack);
  await writeWhole(files, names.newMdoc, plan.mdoc);
  return sum?.digest('hex') ?? null;
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
