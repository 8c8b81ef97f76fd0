import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { formatNavigator, formatTargets } from '@pacetomo/em-files';
import type { Area } from '../../area/area.ts';
import { targetsFileFrom } from '../../area/areaFile.ts';
import { targetsFileName } from '../../area/areaNames.ts';
import { diskFiles } from '../../finish/finishFiles.ts';
import { move, withFile, writeWhole } from '../../finish/wholeFiles.ts';
import { cutMdoc, writeCut } from '../../maps/cutFile.ts';
import { navigatorOfCuts } from '../../maps/cutItems.ts';
import type { CutFiles } from '../../procedures/choosing/virtualMapsCuts.ts';

/** Where the files of an area go on this computer, and how SerialEM's computer names the folder. */
export interface AreaFolder {
  readonly here: string;
  readonly there: string;
}

/** MapIDs are whole numbers below this. */
const idsBelow = 2 ** 31 - 1;

/** The cuts of an area on the disk of this computer. `merge` adds a navigator file to SerialEM's Navigator. */
export function diskCuts(
  folder: AreaFolder,
  takenIds: ReadonlySet<number>,
  merge: (pathThere: string) => Promise<void>,
): CutFiles {
  const taken = new Set(takenIds);
  const asSerialEmNames = (file: string): string => inFolderThere(folder.there, file);
  return {
    asSerialEmNames,
    writeCut: async (file, image, facts) => {
      const path = join(folder.here, file);
      const mdoc = cutMdoc(file, facts);
      // the image comes under its name last: whoever sees it finds its mdoc too
      if (mdoc !== null) await writeText(`${path}.mdoc`, mdoc);
      await withFile(diskFiles, `${path}.part`, 'create', (open) => writeCut(open, image, facts));
      await move(diskFiles, `${path}.part`, path);
    },
    newMapId: () => {
      let id = randomInt(1, idsBelow);
      while (taken.has(id)) id = randomInt(1, idsBelow);
      taken.add(id);
      return id;
    },
    addToNavigator: async (file, source, items) => {
      await writeText(join(folder.here, file), formatNavigator(navigatorOfCuts(asSerialEmNames(file), source, items)));
      await merge(asSerialEmNames(file));
    },
  };
}

/** Writes the targets file of an area that has none yet, and gives its path. */
export async function writeNewArea({ here }: AreaFolder, area: Area): Promise<string> {
  const path = join(here, targetsFileName({ root: area.name, copy: null }));
  await writeText(path, formatTargets(targetsFileFrom(area)));
  return path;
}

const writeText = (path: string, text: string): Promise<void> =>
  writeWhole(diskFiles, path, new TextEncoder().encode(text));

/** A file in a folder of SerialEM's computer, with the separator that is used there. */
function inFolderThere(folder: string, file: string): string {
  const separator = /^[a-z]:|\\/i.test(folder) ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}${file}` : `${folder}${separator}${file}`;
}
