import { add, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { whereNow } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { chooseHere, nextLabel, reach } from './further.ts';
import { placeOfTarget } from './placeOfTarget.ts';
import { chooseTracking } from './tracking.ts';

/** Where shifts count from. */
export type ShiftFrom = 'tracking' | 'last';

/** Shifts in µm on the specimen that are known beforehand, or those that a person says one by one. */
export interface ShiftWish {
  readonly from: ShiftFrom;
  readonly shifts: readonly Vec<'specimen'>[] | 'asked';
}

/**
 * Chooses targets at given distances from the tracking target, or each from the one before (behaviour D.4.1). An attempt that
 * was rejected changes nothing of where the next one counts from (H69). `origin` as for dragging.
 */
export async function chooseByShift(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'> | null,
  wish: ShiftWish,
): Promise<void> {
  const tracking = origin ?? (await chooseTracking(scope, hand, 'shift')).origin;
  let base = wish.from === 'tracking' ? tracking : lastPlace(hand, tracking);
  for (let i = 0; ; i++) {
    const shift = wish.shifts === 'asked' ? await askShift(hand) : wish.shifts[i];
    if (shift === undefined || shift === null) return;
    if (!(await reach(scope, hand, add(base, shift), `The shift to target ${nextLabel(hand)}`))) continue;
    const attempt = await chooseHere(scope, hand, tracking, 'shift');
    if (attempt === 'kept' && wish.from === 'last') base = (await whereNow(scope, hand.bearings)).place;
  }
}

/** The place of the last target that was kept. */
function lastPlace({ choosing: { area }, bearings }: Hand, tracking: Vec<'specimen'>): Vec<'specimen'> {
  const last = area.targets.at(-1);
  const place = last === undefined ? tracking : placeOfTarget(bearings, area, tracking, last);
  if (place !== null) return place;
  throw new Trouble(
    'bad-input',
    `The last target of ${area.name} has no position, so no shift can count from it. Say --from tracking.`,
  );
}

/** Null when the person has no more to say. */
async function askShift(hand: Hand): Promise<Vec<'specimen'> | null> {
  const { person } = hand.choosing;
  const target = nextLabel(hand);
  const x = await person.askNumber(`Shift to target ${target} along the tilt axis (x), µm; cancel to end`, 0, 2);
  if (x === null) return null;
  const y = await person.askNumber(`Shift to target ${target} across the tilt axis (y), µm`, 0, 2);
  return y === null ? null : { x, y };
}
