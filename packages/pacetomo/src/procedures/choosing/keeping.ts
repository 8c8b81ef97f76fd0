import type { Area, AreaTarget } from '../../area/area.ts';
import { numberText, previewMapName, stackName, targetsFileOf, viewMapName } from '../../area/areaNames.ts';
import { addTarget, nextNumber } from '../../area/editTargets.ts';
import { subtract, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope, ItemWords } from '../../microscope/choosing.ts';
import type { ChosenBy } from '../../run/choosingEvents.ts';
import type { Here } from './bearings.ts';
import type { Choosing } from './choosing.ts';

type KeepingScope = Pick<ChoosingMicroscope, 'fileExists' | 'saveAsMap' | 'addPoint'>;

/** A target that is to be kept. */
export interface Keeping {
  readonly by: ChosenBy;
  /** What is centred, or would be. */
  readonly here: Here;
  /** Where the image shift points at the tracking target; null for that one itself. */
  readonly origin: Vec<'specimen'> | null;
  /** What buffer A holds of it. */
  readonly image: 'preview' | 'view' | 'none';
}

/**
 * Keeps a target at once, so that nothing can be lost of it: its map, or a point in the Navigator (behaviour D.5), then its
 * section of the targets file. Never writes over a file. Gives its number as the file names have it.
 */
export async function keepTarget(scope: KeepingScope, choosing: Choosing, keeping: Keeping): Promise<string> {
  const { by, here, origin, image } = keeping;
  const { area } = choosing;
  const number = await freeNumber(scope, area);
  const maps = mapsOf(area, number, image);
  const label = numberText(area.targets.length + 1);
  await showInNavigator(scope, here, maps, wordsFor(area, label, maps.previewMap ?? maps.viewMap));
  const edit = addTarget(area, {
    position: subtract(here.place, origin ?? here.place),
    stage: here.stage,
    stack: stackName(area.name, number),
    ...maps,
  });
  if (edit.kind === 'refused') throw new Error(edit.why);
  await choosing.keep(edit.area);
  const position = subtract(here.place, origin ?? here.place);
  await choosing.note({ type: 'choose.target', target: label, by, position, stage: here.stage });
  return label;
}

interface TargetMaps {
  readonly previewMap: string | null;
  readonly viewMap: string | null;
}

const mapsOf = ({ name }: Area, number: number, image: Keeping['image']): TargetMaps => ({
  previewMap: image === 'preview' ? previewMapName(name, number) : null,
  viewMap: image === 'view' ? viewMapName(name, number) : null,
});

/** The tracking target's item leads to the targets file and is the only one that is marked; the others name their map. */
function wordsFor({ name, targets }: Area, label: string, map: string | null): ItemWords {
  const isTracking = targets.length === 0;
  return { label, note: isTracking ? targetsFileOf(name) : (map ?? ''), acquire: isTracking };
}

async function showInNavigator(
  scope: KeepingScope,
  { stage, zUm }: Here,
  { previewMap, viewMap }: TargetMaps,
  words: ItemWords,
): Promise<void> {
  const file = previewMap ?? viewMap;
  if (file === null) await scope.addPoint({ stage, zUm, group: 0 }, words);
  else await scope.saveAsMap(file, words);
}

/** The next number for which no file of a target exists: a crash may have left a map without its section. */
async function freeNumber(scope: Pick<KeepingScope, 'fileExists'>, area: Area): Promise<number> {
  for (let number = nextNumber(area); ; number++) {
    if (await isFree(scope, filesOfTarget(area.name, number))) return number;
  }
}

/** The files that a target of this number has or will have. */
export const filesOfTarget = (name: string, number: number): readonly string[] =>
  [previewMapName, viewMapName, stackName].map((nameOf) => nameOf(name, number));

/** Whether SerialEM's directory has none of these files. */
export async function isFree(scope: Pick<KeepingScope, 'fileExists'>, files: readonly string[]): Promise<boolean> {
  for (const file of files) if (await scope.fileExists(file)) return false;
  return true;
}

/** The name of a map, or `lamella_tgt_001_2_view.mrc` and so on when it is taken: nothing is overwritten. */
export async function freeMapName(scope: Pick<KeepingScope, 'fileExists'>, wanted: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const file = copy === 1 ? wanted : wanted.replace(/(_view)?\.mrc$/, `_${copy}$1.mrc`);
    if (!(await scope.fileExists(file))) return file;
  }
}

/** Saves the View in buffer A as the map of a target (index from 0) that is in the area already. */
export async function keepView(scope: KeepingScope, choosing: Choosing, index: number, file: string): Promise<void> {
  const { area } = choosing;
  await scope.saveAsMap(file, { label: `v${String(index + 1).padStart(2, '0')}`, note: file, acquire: false });
  await choosing.keep(withView(area, index, file));
}

/** The area with the View map of a target. */
export const withView = (area: Area, index: number, file: string): Area => ({
  ...area,
  targets: area.targets.map((target, i) => (i === index ? { ...target, viewMap: file } : target)),
});

/** The two maps that a target may have. */
export type MapKind = 'viewMap' | 'previewMap';

/**
 * The item of a map of a target (index from 0) in the Navigator; null when there is none. The first image of the tracking
 * target stands for the area: its Preview, or its View where there is no Preview.
 */
export async function itemOfMap(
  scope: Pick<ChoosingMicroscope, 'itemWithNote'>,
  areaName: string,
  {
    index,
    target,
    which,
  }: { readonly index: number; readonly target: Pick<AreaTarget, MapKind>; readonly which: MapKind },
): Promise<number | null> {
  const file = target[which];
  if (file === null) return null;
  const item = await scope.itemWithNote(file);
  const standsForArea = index === 0 && (which === 'previewMap' || target.previewMap === null);
  return item !== null || !standsForArea ? item : scope.itemWithNote(targetsFileOf(areaName));
}
