import { numberIn, numberText, viewMapName } from '../../area/areaNames.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { goToPlace } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { reach } from './further.ts';
import { itemOfMap, keepView, withView } from './keeping.ts';
import { take } from './looks.ts';
import { placeOfTarget } from './placeOfTarget.ts';

/** What became of the Views. */
export interface SavedViews {
  readonly taken: number;
  /** Files that were there already; no exposure was needed. */
  readonly found: number;
  readonly beyondReach: number;
}

/**
 * Saves a View of every target that has none, as a map, and a picture of each as a JPEG (behaviour E.5). Targets that are
 * skipped are looked at too, as in the original, unless `skipped` is false. The area is kept after each; at the end the image
 * shift points at the tracking target.
 */
export async function saveViews(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'>,
  { skipped = true }: { readonly skipped?: boolean } = {},
): Promise<SavedViews> {
  const count = { taken: 0, found: 0, beyondReach: 0 };
  for (const [index, target] of hand.choosing.area.targets.entries()) {
    if (target.skip && !skipped) continue;
    const place = placeOfTarget(hand.bearings, hand.choosing.area, origin, target);
    if (place === null) await hand.choosing.person.say(`Target ${numberText(index + 1)} has no position, so no View.`);
    else count[await saveView(scope, hand, place, index)] += 1;
  }
  await goToPlace(scope, hand.bearings, origin);
  return count;
}

async function saveView(
  scope: ChoosingMicroscope,
  hand: Hand,
  place: Vec<'specimen'>,
  index: number,
): Promise<keyof SavedViews> {
  const { choosing, bearings } = hand;
  const file = viewFile(hand, index);
  if (await scope.fileExists(file)) {
    if (choosing.area.targets[index]?.viewMap !== file) await choosing.keep(withView(choosing.area, index, file));
    const previewMap = choosing.area.targets[index]?.previewMap ?? null;
    const target = { viewMap: file, previewMap };
    const item = await itemOfMap(scope, choosing.area.name, { index, target, which: 'viewMap' });
    if (item !== null && (await scope.showMap(item))) await savePictureOnce(scope, file);
    return 'found';
  }
  const label = numberText(index + 1);
  if (!(await reach(scope, hand, place, `The View of target ${label}`))) return 'beyondReach';
  await take(scope, choosing, bearings, 'view', label);
  await keepView(scope, choosing, index, file);
  await savePictureOnce(scope, file);
  return 'taken';
}

function viewFile({ choosing: { area } }: Hand, index: number): string {
  const target = area.targets[index];
  return target?.viewMap ?? viewMapName(area.name, numberIn(target?.stack ?? '') ?? index + 1);
}

/** A picture that is there already is left alone. */
async function savePictureOnce(scope: ChoosingMicroscope, map: string): Promise<void> {
  const picture = map.replace(/\.mrc$/, '.jpg');
  if (!(await scope.fileExists(picture))) await scope.savePicture(picture);
}
