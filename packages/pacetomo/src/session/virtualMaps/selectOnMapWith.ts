import { join } from 'node:path';
import type { Area } from '../../area/area.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { imageConditionsBehind } from '../../serialem/imageConditions.ts';
import { type ChoosingSite, chooseOn, type FoundForChoosing } from '../choosing/chooseOn.ts';
import { folderHere, reachableFolder } from '../folderMap.ts';
import type { AreaFolder } from './diskCuts.ts';
import { kindInSerialEm } from './imageConditions.ts';
import { type NavigatorRead, readNavigator } from './mapFiles.ts';
import { type AskedOfSerialEm, type MapSelection, selectOnMap, type WishedPoints } from './selectOnMap.ts';

/** A selection with SerialEM, where its Navigator tells what is not said. */
export interface SelectionInSerialEm extends Omit<MapSelection, 'points'> {
  /** Null for the group of the current item. */
  readonly points: WishedPoints | null;
}

/**
 * Makes the targets of an area on a map of SerialEM's Navigator, without an exposure, and adds the cut maps to it. The
 * Navigator's own file is saved by SerialEM and read here; it is never written.
 */
export async function selectOnMapWith(
  site: ChoosingSite,
  area: Area,
  folder: AreaFolder,
  selection: SelectionInSerialEm,
): Promise<Area> {
  return chooseOn(site, area, async (scope, choosing, found) => {
    const navigator = await savedNavigator(scope, selection);
    const points = selection.points ?? (await currentGroup(scope, navigator));
    const serialEm = await askedOf(scope, site, found);
    return selectOnMap(choosing, navigator, folder, { ...selection, points }, serialEm);
  });
}

/** The folder in which SerialEM works, on this computer. Throws Trouble `bad-input` when it is not there. */
export function workingFolder(there: string, { folderMaps }: Pick<MapSelection, 'folderMaps'>): AreaFolder {
  const here = reachableFolder(there, folderMaps);
  if (here !== null) return { here, there };
  throw new Trouble(
    'bad-input',
    `SerialEM works in ${there}, which is not on this computer, so the cut maps cannot be put there. Say where it is with --folder-map "${there}=FOLDER"; nothing was written.`,
  );
}

async function savedNavigator(
  scope: ChoosingMicroscope,
  { folderMaps }: Pick<MapSelection, 'folderMaps'>,
): Promise<NavigatorRead> {
  const file = (await scope.saveNavigator()) ? await scope.navigatorFile() : null;
  if (file !== null) {
    const [, folder = '', name = file] = /^(.*)[\\/]([^\\/]+)$/.exec(file) ?? [];
    return readNavigator(join(folderHere(folder, folderMaps), name));
  }
  throw new Trouble(
    'bad-input',
    'The Navigator has no file yet, and the places of maps are read from it. Save it in SerialEM once, then say this again; nothing was written.',
  );
}

async function currentGroup(scope: ChoosingMicroscope, navigator: NavigatorRead): Promise<WishedPoints> {
  const current = await scope.currentItem();
  const group = current === null ? null : navigator.groupOfItem(current.item);
  if (group !== null) return { kind: 'group', group };
  throw new Trouble(
    'bad-input',
    `The current item of the Navigator${current === null ? '' : `, ${current.label},`} is in no group. Select a point of the group of targets, or give --group or --at; nothing was written.`,
  );
}

async function askedOf(
  scope: ChoosingMicroscope,
  { client, control }: ChoosingSite,
  { imageShiftLimitUm }: FoundForChoosing,
): Promise<AskedOfSerialEm> {
  await scope.goToArea('R');
  const asking = { ...scope, ...imageConditionsBehind(client, control) };
  return {
    stageToSpecimen: await scope.stageToSpecimen(),
    reachUm: imageShiftLimitUm,
    kindOf: (name, map) => kindInSerialEm(name, map, asking),
    merge: (path) => scope.mergeNavigatorFile(path),
  };
}
