import { createHash, type Hash } from 'node:crypto';
import { type Chunking, eachChunk } from './chunks.ts';
import type { FinishFiles } from './finishFiles.ts';
import { bodyOf, openRawStack } from './rawStack.ts';
import { type FinishOptions, noStack, type Refused, refused, type Sorted } from './results.ts';
import { readMdoc } from './seriesMdoc.ts';
import { planSorting, type SortPlan } from './sortPlan.ts';
import type { StackNames } from './stackNames.ts';
import { move, readWhole, sameBytes, withFile, writeWhole } from './wholeFiles.ts';

// The order of the renames is what makes sorting safe. Which files exist, from one step to the next:
//
//   stack   mdoc    setAside oldMdoc   after a crash here
//   old     old     –        –         the temporary files are removed, sorting begins again
//   –       old     old      –         put back, then the same
//   –       –       old      old       put back, then the same
//   new     –       old      old       compared once more, then completed
//   new     new     old      old       compared once more, then completed
//   new     new     –        old       done
//
// Stack and mdoc of different orders never lie beside each other under names that belong together.

/** Puts the new stack and mdoc, which have been verified, in the place of the acquired ones. */
export async function swapIn(files: FinishFiles, names: StackNames): Promise<void> {
  await files.makeFolder(names.oldFolder);
  await files.flushFolder(names.folder);
  await move(files, names.stack, names.setAside);
  await move(files, names.mdoc, names.oldMdoc);
  await move(files, names.newStack, names.stack);
  await move(files, names.newMdoc, names.mdoc);
  await removeAcquired(files, names);
}

async function removeAcquired(files: FinishFiles, names: StackNames): Promise<void> {
  await files.remove(names.setAside);
  await files.flushFolder(names.folder);
}

/** Back to the acquired stack and mdoc where the sorted ones are not in place yet; what was begun is removed. */
export async function putBack(files: FinishFiles, names: StackNames): Promise<void> {
  const there = await look(files, names);
  if (there.setAside && !there.stack) {
    if (there.oldMdoc && !there.mdoc) await move(files, names.oldMdoc, names.mdoc);
    await move(files, names.setAside, names.stack);
  }
  await files.remove(names.newStack);
  await files.remove(names.newMdoc);
}

/** What became of an interrupted sorting: put right, so that one can begin; or now complete; or it needs a person. */
export type Settled = { readonly kind: 'clear' } | Sorted | Refused;

/** Puts right what an interrupted sorting has left behind. */
export async function settle(files: FinishFiles, names: StackNames, options: FinishOptions): Promise<Settled> {
  const there = await look(files, names);
  if (there.setAside && there.stack) return complete(files, names, options);
  if (there.setAside && there.mdoc === there.oldMdoc) {
    const which = there.mdoc ? 'both mdoc files exist' : 'there is no mdoc';
    return refused(
      `a sorting has set ${names.setAside} aside and ${which}; give the stack and its mdoc their names back by hand`,
    );
  }
  if (!there.setAside && !there.stack) throw noStack(names.stack);
  await putBack(files, names);
  return { kind: 'clear' };
}

async function look(files: FinishFiles, names: StackNames) {
  const exists = async (path: string): Promise<boolean> => (await files.sizeBytes(path)) !== null;
  return {
    stack: await exists(names.stack),
    mdoc: await exists(names.mdoc),
    setAside: await exists(names.setAside),
    oldMdoc: await exists(names.oldMdoc),
  };
}

/** Both stacks are there. The acquired one goes only if the other is proved to be the same images, sorted. */
async function complete(files: FinishFiles, names: StackNames, options: FinishOptions): Promise<Settled> {
  const plan = await planOfOld(files, names);
  const sum = options.withSha256 ? createHash('sha256') : null;
  const isProved = plan !== null && (await isSortedCopy(files, names, plan, { chunking: options, sum }));
  const mdoc = await readWhole(files, names.mdoc);
  if (!isProved || (mdoc !== null && !sameBytes(mdoc, plan.mdoc))) {
    return refused(
      `${names.setAside} exists beside it and the one is not the other sorted by tilt; look at both and move one of them away`,
    );
  }
  if (mdoc === null) {
    await files.remove(names.newMdoc);
    await writeWhole(files, names.newMdoc, plan.mdoc);
    await move(files, names.newMdoc, names.mdoc);
  }
  await removeAcquired(files, names);
  return { kind: 'sorted', images: plan.order.length, oldMdoc: names.oldMdoc, sha256: sum?.digest('hex') ?? null };
}

async function planOfOld(files: FinishFiles, names: StackNames): Promise<SortPlan | null> {
  const old = await readMdoc(files, names.oldMdoc);
  if (old === null) return null;
  const plan = await withFile(files, names.setAside, 'read', async (file) =>
    planSorting(await openRawStack(file), old),
  );
  return plan.kind === 'to-sort' ? plan : null;
}

/** Compares every byte of both stacks; what is in the sorted one goes into the sum. */
async function isSortedCopy(
  files: FinishFiles,
  names: StackNames,
  plan: SortPlan,
  { chunking, sum }: { readonly chunking: Chunking; readonly sum: Hash | null },
): Promise<boolean> {
  return withFile(files, names.setAside, 'read', (acquired) =>
    withFile(files, names.stack, 'read', async (sorted) => {
      const body = bodyOf(await openRawStack(acquired), plan.order);
      const wantedBytes = body.reduce((all, { bytes }) => all + bytes, plan.head.length);
      const head = await sorted.read(0, plan.head.length);
      if ((await sorted.size()) !== wantedBytes || !sameBytes(head, plan.head)) return false;
      sum?.update(head);
      let offset = head.length;
      let isSame = true;
      let buffer = new Uint8Array(0);
      await eachChunk(acquired, body, chunking, async (chunk) => {
        if (buffer.length < chunk.length) buffer = new Uint8Array(chunk.length);
        const found = buffer.subarray(0, await sorted.readInto(offset, buffer.subarray(0, chunk.length)));
        isSame &&= sameBytes(found, chunk);
        offset += chunk.length;
        sum?.update(chunk);
      });
      return isSame;
    }),
  );
}
