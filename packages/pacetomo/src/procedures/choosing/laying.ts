import { length, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { ChosenBy } from '../../run/choosingEvents.ts';
import { type Here, stageOfPlace } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { keepTarget } from './keeping.ts';

/**
 * Keeps targets at places without going there and without an image, as points of the Navigator (behaviour D.8). `tracking` is
 * what is centred at the tracking target, `places` count from where image shift is zero, as it does. Those that image shift
 * does not reach are left out; gives how many.
 */
export async function layDown(
  scope: ChoosingMicroscope,
  hand: Hand,
  tracking: Here,
  places: readonly Vec<'specimen'>[],
  by: ChosenBy,
): Promise<number> {
  const { choosing, bearings } = hand;
  const within = places.filter((place) => length(place) <= bearings.imageShiftLimitUm);
  for (const place of within) {
    await choosing.control.checkpoint();
    const here = { place, stage: stageOfPlace(bearings, tracking, place), zUm: tracking.zUm };
    await keepTarget(scope, choosing, { by, here, origin: tracking.place, image: 'none' });
  }
  return places.length - within.length;
}
