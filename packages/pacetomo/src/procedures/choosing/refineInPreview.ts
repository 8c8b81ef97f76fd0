import { add, length, subtract, type Vec } from '../../geometry/frames.ts';
import { nameOf, object, pointAt, pointedAt, type Refining, takeLook } from './refineContext.ts';
import { outOfReach, tooFar } from './refineInView.ts';
import { mapItem, savePreviewMap } from './refineMaps.ts';
import { letPersonCentre } from './refinePerson.ts';

/** Where Record has the target in the middle; or why nobody knows. */
type Found = { readonly found: Vec<'specimen'> } | { readonly reason: string };

/** A Preview whose middle is farther than this from its target is no map of it, µm: another one is taken. */
const centredUm = 0.03;

/** However well a place is known, a Preview may move it by this much, µm: about ten times what an alignment misses by. */
const leastDoubtUm = 0.2;
/** A correction beyond so many standard deviations of what is expected is not believed. */
const enoughSds = 5;

/** Takes a Preview of one target, finds the target in it, and gives it a Preview map if it has none that shows it there. */
export async function refineInPreview(refining: Refining, index: number): Promise<void> {
  const { places, wish, choosing } = refining;
  const expected = places.placeOf(index);
  if (!(await pointAt(refining, expected))) return object(refining, index, outOfReach);
  const hadMap = wish.centreOn === 'map' && places.targetOf(index).previewMap !== null;
  const found = await findInPreview(refining, index);
  if ('reason' in found) return object(refining, index, `${found.reason}.`);
  const by = subtract(found.found, expected);
  const limitUm = believedUm(refining, index);
  if (length(by) > limitUm) return object(refining, index, tooFar('Preview', length(by), limitUm));
  places.find(index, found.found);
  await choosing.note({ type: 'choose.corrected', target: nameOf(index), with: 'preview', by });
  if (!hadMap) await givePreviewMap(refining, index, expected);
}

/**
 * How far a Preview is believed to move a target, µm. The better its View has said where it is, the less; correlation peaks
 * that are wrong lie anywhere.
 */
function believedUm({ wish, places }: Refining, index: number): number {
  if (wish.centreOn === 'person') return Infinity;
  const sighting = places.sightingOf(index);
  if (sighting === null) return wish.previewLimitUm;
  const errorNm = sighting.isAdjusted ? places.errorNm(index) : 0;
  if (errorNm === null) return wish.previewLimitUm;
  return Math.min(wish.previewLimitUm, Math.max(leastDoubtUm, (enoughSds * errorNm) / 1000));
}

async function findInPreview(refining: Refining, index: number): Promise<Found> {
  const { scope, choosing, wish } = refining;
  if (wish.centreOn === 'person') {
    await takeLook(refining, index, 'preview');
    const word = await letPersonCentre(scope, choosing, nameOf(index));
    return word === 'leave' ? { reason: 'left as it was, as was wished' } : { found: await pointedAt(refining) };
  }
  const previewMap = wish.centreOn === 'map' ? await mapItem(refining, index, 'previewMap') : null;
  return previewMap === null ? findByView(refining, index) : findByPreviewMap(refining, index, previewMap);
}

async function findByPreviewMap(refining: Refining, index: number, item: number): Promise<Found> {
  const { scope, wish } = refining;
  if (!(await scope.loadItemMap(item))) return { reason: 'SerialEM cannot load its Preview map' };
  await takeLook(refining, index, 'preview');
  const movedUm = await scope.centreOnReference(wish.previewLimitUm);
  return movedUm === null
    ? { reason: `its Preview map was not found in a Preview within ${wish.previewLimitUm} µm` }
    : { found: await pointedAt(refining) };
}

/** Aligns the Preview to the View map. Where that shows the target beside its middle, Record has it as far beside. */
async function findByView(refining: Refining, index: number): Promise<Found> {
  const { scope, places } = refining;
  const item = await mapItem(refining, index, 'viewMap');
  if (item === null) return { reason: 'it has neither a Preview map nor a View map in the Navigator' };
  if (!(await scope.loadItemMap(item))) return { reason: 'SerialEM cannot load its View map' };
  await takeLook(refining, index, 'preview');
  const movedUm = await scope.centreBetweenMagnifications();
  if (movedUm === null) return { reason: 'its Preview was not found in its View' };
  const middle = await pointedAt(refining);
  const sighting = refining.wish.centreOn === 'map' ? null : places.sightingOf(index);
  return { found: sighting === null ? middle : add(middle, subtract(sighting.seen, sighting.mapAt)) };
}

/** Makes the Preview a map of its target; takes another one first when it was too far off. */
async function givePreviewMap(refining: Refining, index: number, takenAt: Vec<'specimen'>): Promise<void> {
  const place = refining.places.placeOf(index);
  if (length(subtract(place, takenAt)) > centredUm) {
    if (!(await pointAt(refining, place))) return object(refining, index, outOfReach);
    await takeLook(refining, index, 'preview');
  }
  await savePreviewMap(refining, index);
}
