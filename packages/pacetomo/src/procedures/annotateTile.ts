import type { Stacks } from '../microscope/microscope.ts';
import type { ImageIntent } from '../run/exposureEvents.ts';
import { tileShift } from '../run/montage.ts';
import type { Running } from './running.ts';

/**
 * Writes into the mdoc where a piece of a montage lies from its middle; nothing for other images. Before the commit, so that
 * a crash in between finds the exposure open and does it again.
 */
export async function annotateTile(scope: Stacks, run: Running, { tile }: ImageIntent): Promise<void> {
  const size = run.state.area?.camera?.size;
  if (tile === undefined || size === undefined) return;
  const { x, y } = tileShift(run.settings, size, tile);
  await scope.annotate({ PixelShiftFromCenter: `${Math.round(x)} ${Math.round(y)}` });
}
