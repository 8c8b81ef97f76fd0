import { numberText } from '../../area/areaNames.ts';
import { length, subtract, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { ChosenBy } from '../../run/choosingEvents.ts';
import { goToPlace, whereNow } from './bearings.ts';
import { centreTarget } from './centring.ts';
import { type Hand, pressedSoon } from './dragging.ts';
import { keepTarget } from './keeping.ts';
import { drawOutline } from './outlines.ts';

/** This much of image shift is left for following a target while tilting, µm (behaviour D.4.4). */
const reserveUm = 0.5;

/** What became of one attempt at a target. */
export type Attempt = 'kept' | 'rejected' | 'dropped';

/** The number that the next target will have, as people say it. */
export const nextLabel = ({ choosing }: Hand): string => numberText(choosing.area.targets.length + 1);

/**
 * Centres a further target where the image shift points, and keeps it. `rejected`: the person does not want what is there.
 * `dropped`: it would lie too near to the limit of image shift for what the person wants.
 */
export async function chooseHere(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'>,
  by: ChosenBy,
): Promise<Attempt> {
  const { choosing, bearings, manner } = hand;
  if (!(await centreTarget(scope, hand, nextLabel(hand)))) return 'rejected';
  const here = await whereNow(scope, bearings);
  const farUm = length(subtract(here.place, origin));
  if (!(await isWanted(hand, farUm))) return 'dropped';
  await keepTarget(scope, choosing, { by, here, origin, image: manner.image });
  await drawOutline(scope, hand, here);
  return 'kept';
}

/** A target near the limit of image shift may be lost while tilting: a person decides; without one it is kept and said. */
async function isWanted({ choosing, bearings, manner }: Hand, farUm: number): Promise<boolean> {
  const mostUm = bearings.imageShiftLimitUm - reserveUm;
  if (farUm <= mostUm) return true;
  const warning = `This target is ${farUm.toFixed(1)} µm from the tracking target; beyond ${mostUm.toFixed(1)} µm image shift may not reach it at every tilt.`;
  if (manner.centring !== 'nobody') return choosing.person.askYesNo(`${warning} Keep it all the same?`);
  await choosing.person.say(warning);
  return true;
}

/** Lets a person choose further targets, each from where the last one was, until they have enough (behaviour D.4). */
export async function chooseFurther(scope: ChoosingMicroscope, hand: Hand, origin: Vec<'specimen'>): Promise<void> {
  for (;;) {
    const attempt = await chooseHere(scope, hand, origin, 'drag');
    if (attempt !== 'kept' && (await wantsToEnd(scope, hand))) return;
    if (attempt === 'kept' && !(await hand.choosing.person.askYesNo('Add another target?'))) return;
  }
}

/** Whether a person who did not want a target wants no other one either. */
export async function wantsToEnd(
  scope: Pick<ChoosingMicroscope, 'keyPressed'>,
  { choosing, manner }: Hand,
): Promise<boolean> {
  if (manner.centring === 'keys') return pressedSoon(scope, choosing, 'F');
  return !(await choosing.person.askYesNo('Go on looking for a target?'));
}

/** Goes to a place for a target; false, with a word to the person, when image shift does not reach it. */
export async function reach(
  scope: ChoosingMicroscope,
  { choosing, bearings }: Hand,
  place: Vec<'specimen'>,
  what: string,
): Promise<boolean> {
  if (await goToPlace(scope, bearings, place)) return true;
  const text = `${what} lies ${length(place).toFixed(1)} µm from image shift zero, beyond the limit of ${bearings.imageShiftLimitUm} µm, and was left out.`;
  await choosing.person.say(text);
  await choosing.note({ type: 'choose.remark', text });
  return false;
}
