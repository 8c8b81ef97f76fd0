import { add, length, subtract, type Vec } from '../../geometry/frames.ts';
import { nameOf, object, pointAt, pointedAt, type Refining, takeLook } from './refineContext.ts';
import { nearestHole } from './refineHole.ts';
import { mapItem, saveViewMap } from './refineMaps.ts';
import { letPersonCentre } from './refinePerson.ts';

/** Where a target is seen, as an image shift that has it in the middle of the View; or why it is not. */
type Seen = { readonly seen: Vec<'specimen'> } | { readonly reason: string };

/** A View whose middle is farther than this from its target is no map of it, µm: another one is taken. */
const centredUm = 0.1;

/** Takes a View of one target, finds the target in it, and gives it a View map if it has none that shows it there. */
export async function refineInView(refining: Refining, index: number): Promise<void> {
  const { places, wish, choosing } = refining;
  const expected = places.placeOf(index);
  if (!(await pointAt(refining, expected))) return object(refining, index, outOfReach);
  const seen = await findInView(refining, index, expected);
  if ('reason' in seen) return object(refining, index, `${seen.reason}; it stays where it was.`);
  const isAdjusted = isChosenInView(refining, index);
  const place = isAdjusted ? places.adjusting.placeOf(seen.seen) : seen.seen;
  const by = subtract(place, expected);
  const isBelieved = wish.centreOn === 'person' || length(by) <= wish.viewLimitUm;
  if (!isBelieved) return object(refining, index, tooFar('View', length(by), wish.viewLimitUm));
  places.see(index, { seen: seen.seen, mapAt: expected, isAdjusted });
  await choosing.note({ type: 'choose.corrected', target: nameOf(index), with: 'view', by });
  if (wish.centreOn !== 'map') await giveViewMap(refining, index, expected);
}

/** A target was chosen in a View, and its middle is where it is to be, unless it was centred in a Preview. */
function isChosenInView({ wish, places }: Refining, index: number): boolean {
  return wish.centreOn !== 'map' || places.targetOf(index).previewMap === null;
}

/** Takes a View where the image shift points and looks for the target in it. */
async function findInView(refining: Refining, index: number, expected: Vec<'specimen'>): Promise<Seen> {
  if (refining.wish.centreOn === 'map') return findByMap(refining, index);
  await takeLook(refining, index, 'view');
  if (refining.wish.centreOn === 'hole') return findByHole(refining, expected);
  const word = await letPersonCentre(refining.scope, refining.choosing, nameOf(index));
  return word === 'leave' ? { reason: 'left as it was, as was wished' } : { seen: await pointedAt(refining) };
}

async function findByMap(refining: Refining, index: number): Promise<Seen> {
  const { scope, wish } = refining;
  const item = await mapItem(refining, index, 'viewMap');
  if (item === null) return { reason: 'it has no View map in the Navigator' };
  if (!(await scope.loadItemMap(item))) return { reason: 'SerialEM cannot load its View map' };
  await takeLook(refining, index, 'view');
  const movedUm = await scope.centreOnReference(wish.viewLimitUm);
  return movedUm === null
    ? { reason: `its View map was not found in a View within ${wish.viewLimitUm} µm` }
    : { seen: await pointedAt(refining) };
}

async function findByHole(refining: Refining, expected: Vec<'specimen'>): Promise<Seen> {
  const at = await pointedAt(refining);
  const hole = await nearestHole(refining.scope, refining.findHoles, subtract(seenFor(refining, expected), at));
  return 'reason' in hole ? { reason: `no hole was found: ${hole.reason}` } : { seen: add(at, hole.offset) };
}

/** Where View shows what Record finds at a place, as well as is known: the displacement changes little in between. */
function seenFor({ places }: Refining, place: Vec<'specimen'>): Vec<'specimen'> {
  return subtract(place, subtract(places.adjusting.placeOf(place), place));
}

/** Makes the View a map of its target; takes another one first when it was too far off, and looks again in that. */
async function giveViewMap(refining: Refining, index: number, takenAt: Vec<'specimen'>): Promise<void> {
  const { places, wish } = refining;
  const place = places.placeOf(index);
  if (length(subtract(place, takenAt)) <= centredUm) return saveViewMap(refining, index);
  if (!(await pointAt(refining, place))) return object(refining, index, outOfReach);
  await takeLook(refining, index, 'view');
  await saveViewMap(refining, index);
  const again = wish.centreOn === 'hole' ? await findByHole(refining, place) : { reason: 'a person has centred it' };
  const { seen, isAdjusted } = places.sightingOf(index) ?? { seen: place, isAdjusted: true };
  const isBetter = 'seen' in again && length(subtract(again.seen, seen)) <= wish.viewLimitUm / 2;
  places.see(index, { seen: isBetter ? again.seen : seen, mapAt: place, isAdjusted });
}

export const outOfReach = 'SerialEM does not go there with image shift; it stays where it was.';

/** Why a correction is not believed. */
export const tooFar = (what: string, offUm: number, limitUm: number): string =>
  `its ${what} would move it by ${offUm.toFixed(2)} µm, more than ${limitUm} µm; that is not believed, and it stays where it was.`;
