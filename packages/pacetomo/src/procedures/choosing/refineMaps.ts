import { numberIn, previewMapName, targetsFileOf, viewMapName } from '../../area/areaNames.ts';
import { freeMapName, itemOfMap, type MapKind } from './keeping.ts';
import { nameOf, type Refining } from './refineContext.ts';

/** Saves the image in buffer A as the new View map of a target. What was its map stays a file and an item of the Navigator. */
export async function saveViewMap(refining: Refining, index: number): Promise<void> {
  const file = await freeFile(refining, index, viewMapName);
  await refining.scope.saveAsMap(file, { label: nameOf(index), note: file, acquire: false });
  refining.places.nameMap(index, { viewMap: file });
}

/**
 * Saves the image in buffer A as the Preview map of a target. That of the tracking target stands for the whole area:
 * the old one does so until the new one is saved, whatever happens meanwhile.
 */
export async function savePreviewMap(refining: Refining, index: number): Promise<void> {
  const { scope, places } = refining;
  const file = await freeFile(refining, index, previewMapName);
  const item = await scope.saveAsMap(file, { label: nameOf(index), note: file, acquire: false });
  if (index === 0) await standForArea(refining, item);
  places.nameMap(index, { previewMap: file });
}

/** Makes an item stand for the area, and the one that did an ordinary one, so that the area has one item again. */
async function standForArea({ scope, choosing, places }: Refining, item: number): Promise<void> {
  const note = targetsFileOf(choosing.area.name);
  const old = await scope.itemWithNote(note);
  const { previewMap, viewMap } = places.targetOf(0);
  if (old !== null)
    await scope.changeWords(old, { label: nameOf(0), note: previewMap ?? viewMap ?? '', acquire: false });
  await scope.changeWords(item, { label: nameOf(0), note, acquire: true });
}

/** The item of a map of a target in the Navigator; null when there is none. */
export const mapItem = ({ scope, choosing, places }: Refining, index: number, which: MapKind): Promise<number | null> =>
  itemOfMap(scope, choosing.area.name, { index, target: places.targetOf(index), which });

/** The name that a new map of a target gets: by the number in the name of its stack, as its other maps. */
function freeFile(
  { scope, choosing, places }: Refining,
  index: number,
  nameFor: (area: string, number: number) => string,
): Promise<string> {
  const number = numberIn(places.targetOf(index).stack) ?? index + 1;
  return freeMapName(scope, nameFor(choosing.area.name, number));
}
