import type { Stacks } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { Slot } from '../run/slot.ts';
import { referenceOf, sectionsOf } from '../run/stacks.ts';
import { targetOf } from '../run/state.ts';
import type { Running } from './running.ts';

/** Opens the slot's stack and makes sure that it holds what the journal says, before anything is exposed for it. */
export async function openStack(scope: Stacks, run: Running, slot: Slot): Promise<void> {
  await openFile(scope, targetOf(run.plan, slot.target).stack, sectionsOf(run.state, slot.target));
}

/** Opens a stack and makes sure that it holds so many sections. */
export async function openFile(scope: Stacks, file: string, expected: number): Promise<void> {
  const found = await scope.open(file, expected);
  if (found === expected) return;
  await scope.close();
  throw new Trouble(
    'needs-person',
    `${file} has ${found} sections, but this run has saved ${expected} in it. Somebody else has written to it or replaced it. Put the right file back, then resume; nothing was exposed.`,
  );
}

/** Reads what the next image will be aligned to; false when there is nothing. */
export async function readReference(scope: Stacks, run: Running, slot: Slot): Promise<boolean> {
  const reference = referenceOf(run.plan, run.state, slot);
  if (reference === null) return false;
  if (reference.kind === 'map') return scope.readReferenceMap(reference.file);
  await scope.readReference(reference.section);
  return true;
}

/** Saves buffer A and waits until it is on disk. If it did not arrive the buffer is saved once more; nothing is exposed again. */
export async function saveNewest(scope: Stacks, run: Running, stack: string, sectionsBefore: number): Promise<void> {
  for (let tries = 0; tries < 2; tries++) {
    await run.note({ type: 'save.requested', file: stack });
    await scope.save();
    const sections = await scope.sections();
    if (sections === sectionsBefore + 1) return;
    if (sections !== sectionsBefore) break;
  }
  throw new Trouble(
    'needs-person',
    `The image could not be saved in ${stack}. It is still in SerialEM’s buffer A: look at the disk, make room, then resume; it will be saved from there.`,
  );
}
