import type { Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { Hand } from './dragging.ts';
import { chooseFurther } from './further.ts';
import { chooseTracking } from './tracking.ts';

/**
 * Lets a person choose targets by dragging them to the middle of images in SerialEM (behaviour D.3, D.4), the tracking target
 * first. `origin`: where the image shift points at the tracking target of an area that has targets already; null for a new one.
 */
export async function chooseByDragging(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'> | null,
): Promise<void> {
  if (origin !== null) return chooseFurther(scope, hand, origin);
  const anchor = await chooseTracking(scope, hand, 'drag');
  if (await hand.choosing.person.askYesNo('Add another target?')) await chooseFurther(scope, hand, anchor.origin);
}
