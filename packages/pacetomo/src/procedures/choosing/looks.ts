import type { Roaming } from '../../microscope/choosing.ts';
import type { Beam, NewestImage, Optics, Stage } from '../../microscope/microscope.ts';
import type { Bearings } from './bearings.ts';
import type { Choosing } from './choosing.ts';
import { lookAt } from './looking.ts';

/** The images that targets are chosen in. */
export type ChoosingLook = 'view' | 'search' | 'preview';

/** Takes an image where the image shift points, into buffer A. The optics of its area are on afterwards. */
export async function take(
  scope: Stage & Optics & NewestImage & Beam & Roaming,
  choosing: Choosing,
  { toSpecimen }: Pick<Bearings, 'toSpecimen'>,
  look: ChoosingLook,
  target: string | null,
): Promise<void> {
  await choosing.control.checkpoint();
  await lookAt(scope, choosing, { look, target, toSpecimen }, (permit) => scope[look](permit));
}
