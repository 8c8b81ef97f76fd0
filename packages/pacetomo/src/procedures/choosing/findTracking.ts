import { targetsFileOf } from '../../area/areaNames.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { type Bearings, goToPlace, whereNow } from './bearings.ts';
import type { Choosing } from './choosing.ts';
import { lookAt } from './looking.ts';
import { take } from './looks.ts';
import { saveViewOfTracking } from './tracking.ts';

/**
 * Finds the tracking target of an area that was chosen before, by SerialEM's own realigning to its map, and gives where the
 * image shift points at it (behaviour E.2, realign to tracking). The stage stands at the tilt of the area: ask `refuseOtherTilt`.
 *
 * Throws `needs-person` when no map of the area is in the Navigator, or when it is not found.
 */
export async function findTracking(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  bearings: Bearings,
): Promise<Vec<'specimen'>> {
  const item = await mapOfTracking(scope, choosing);
  const [first] = choosing.area.targets;
  if (first?.viewMap === null && first.previewMap !== null) return findByPreview(scope, choosing, bearings, item);
  await lookAt(scope, choosing, { look: 'realign', target: '001', toSpecimen: bearings.toSpecimen }, (permit) =>
    scope.realignToItem(item, permit),
  );
  return (await whereNow(scope, bearings)).place;
}

/**
 * After a crash between the first target and its View there is nothing to realign by: SerialEM wants more around the middle
 * of a map than a Preview shows (FindMapForRealigning in NavHelper.cpp). The stage misses by less than a Preview is wide, so
 * one Preview finds it; then its View is saved.
 */
async function findByPreview(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  bearings: Bearings,
  item: number,
): Promise<Vec<'specimen'>> {
  await goToPlace(scope, bearings, { x: 0, y: 0 });
  await scope.moveToItem(item);
  const hasMap = await scope.loadItemMap(item);
  if (hasMap) await take(scope, choosing, bearings, 'preview', '001');
  if (!hasMap || (await scope.centreOnReference(null)) === null) throw notFound(choosing.area.name);
  const { place } = await whereNow(scope, bearings);
  await saveViewOfTracking(scope, { choosing, bearings });
  return place;
}

const notFound = (name: string): Trouble =>
  new Trouble(
    'needs-person',
    `The tracking target of ${name} was not found by its Preview, and it has no View map. Centre it by hand, then add targets with --unmoved, or choose the area anew.`,
  );

/** The Preview map if there is one; the View map of a pattern, whose item of the area is a mere point. */
async function mapOfTracking(scope: ChoosingMicroscope, { area }: Choosing): Promise<number> {
  const [first] = area.targets;
  const ofArea = targetsFileOf(area.name);
  const notes = first?.previewMap === null && first.viewMap !== null ? [first.viewMap, ofArea] : [ofArea];
  for (const note of notes) {
    const item = await scope.itemWithNote(note);
    if (item !== null) return item;
  }
  throw new Trouble(
    'needs-person',
    `No item of the Navigator has the Note ${notes.join(' or ')}, so the tracking target of ${area.name} cannot be found. Open the navigator file of that session, then begin again; nothing was exposed.`,
  );
}
