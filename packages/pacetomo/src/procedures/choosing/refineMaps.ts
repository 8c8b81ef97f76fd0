import { targetsFileOf } from '../../area/areaNames.ts';
import { itemOfMap, type MapKind } from './keeping.ts';
import { nameOf, type Refining } from './refineContext.ts';

/** Saves the image in buffer A as the new View map of a target. What was its map stays a file and an item of the Navigator. */
export async function saveViewMap(refining: Refining, index: number): Promise<void> {
  const file = await freeFile(refining, index, '_view');
  await refining.scope.saveAsMap(file, { label: nameOf(index), note: file, acquire: false });
  refining.places.nameMap(index, { viewMap: file });
}

/**
 * Saves the image in buffer A as the Preview map of a target. That of the tracking target stands for the whole area:
 * the old one does so until the new one is saved, whatever happens meanwhile.
 */
export async function savePreviewMap(refining: Refining, index: number): Promise<void> {
  const { scope, places } = refining;
  const file = await freeFile(refining, index, '');
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

/** `lamella_tgt_003_view.mrc`, or `lamella_tgt_003_2_view.mrc` when that is taken: nothing is overwritten. */
async function freeFile({ scope, choosing, places }: Refining, index: number, tail: string): Promise<string> {
  const number = /_ts_(\d+)/.exec(places.targetOf(index).stack)?.[1] ?? nameOf(index);
  for (let copy = 1; ; copy++) {
    const file = `${choosing.area.name}_tgt_${number}${copy === 1 ? '' : `_${copy}`}${tail}.mrc`;
    if (!(await scope.fileExists(file))) return file;
  }
}
