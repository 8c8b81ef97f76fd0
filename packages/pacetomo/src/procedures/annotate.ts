import type { Stacks } from '../microscope/microscope.ts';
import type { ImageIntent } from '../run/exposureEvents.ts';
import { tileShift } from '../run/montage.ts';
import type { Running } from './running.ts';

/** Writes keys into the mdoc of a stack's last section. Images without an mdoc are worth having: it is only remarked, once. */
export async function annotate(
  scope: Stacks,
  run: Running,
  stack: string,
  keys: Readonly<Record<string, string>>,
): Promise<void> {
  if (await scope.annotate(keys)) return;
  if (run.withoutMdoc.has(stack)) return;
  run.withoutMdoc.add(stack);
  const text = `SerialEM cannot write into the mdoc of ${stack}, as if it had been lost. The images are saved all the same; what was measured in them is in the journal.`;
  await run.note({ type: 'remark', text });
}

/**
 * Writes into the mdoc where a piece of a montage lies from its middle; nothing for other images. Before the commit, so that
 * a crash in between finds the exposure open and does it again.
 */
export async function annotateTile(scope: Stacks, run: Running, { tile, file }: ImageIntent): Promise<void> {
  const size = run.state.area?.camera?.size;
  if (tile === undefined || size === undefined) return;
  const { x, y } = tileShift(run.settings, size, tile);
  await annotate(scope, run, file, { PixelShiftFromCenter: `${Math.round(x)} ${Math.round(y)}` });
}
