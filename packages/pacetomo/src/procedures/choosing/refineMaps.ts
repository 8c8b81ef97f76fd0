import type { AreaTarget } from '../../area/area.ts';
import { areaNote, nameOf, type Refining } from './refineContext.ts';

/** Saves the image in buffer A as the new View map of a target. What was its map stays a file and an item of the Navigator. */
export async function saveViewMap(refining: Refining, index: number): Promise<void> {
  const file = await freeFile(refining, index, '_view');
  await refining.scope.saveAsMap(file, { label: nameOf(index), note: file, acquire: false });
  refining.places.nameMap(index, { viewMap: file });
}

/** Saves the image in buffer A as the Preview map of a target. That of the tracking target stands for the whole area. */
export async function savePreviewMap(refining: Refining, index: number): Promise<void> {
  const { scope, places, choosing } = refining;
  const file = await freeFile(refining, index, '');
  const note = index === 0 ? areaNote(choosing.area) : file;
  if (index === 0) await demoteOldItem(refining, places.targetOf(0));
  await scope.saveAsMap(file, { label: nameOf(index), note, acquire: index === 0 });
  places.nameMap(index, { previewMap: file });
}

/** The item that stood for the area becomes an ordinary one, so that the area has one item again. */
async function demoteOldItem({ scope, choosing }: Refining, { previewMap }: AreaTarget): Promise<void> {
  const old = await scope.itemWithNote(areaNote(choosing.area));
  if (old !== null) await scope.changeWords(old, { label: nameOf(0), note: previewMap ?? '', acquire: false });
}

/** The item of a map in the Navigator; null when there is none. The tracking target's Preview map stands for the area. */
export async function mapItem(
  refining: Refining,
  index: number,
  which: 'viewMap' | 'previewMap',
): Promise<number | null> {
  const file = refining.places.targetOf(index)[which];
  if (file === null) return null;
  const item = await refining.scope.itemWithNote(file);
  if (item !== null || index !== 0 || which !== 'previewMap') return item;
  return refining.scope.itemWithNote(areaNote(refining.choosing.area));
}

/** `lamella_tgt_003_view.mrc`, or `lamella_tgt_003_2_view.mrc` when that is taken: nothing is overwritten. */
async function freeFile({ scope, choosing, places }: Refining, index: number, tail: string): Promise<string> {
  const number = /_ts_(\d+)/.exec(places.targetOf(index).stack)?.[1] ?? nameOf(index);
  for (let copy = 1; ; copy++) {
    const file = `${choosing.area.name}_tgt_${number}${copy === 1 ? '' : `_${copy}`}${tail}.mrc`;
    if (!(await scope.fileExists(file))) return file;
  }
}
