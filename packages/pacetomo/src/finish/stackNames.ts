import { basename, dirname, extname, join } from 'node:path';

/** The files of one tilt series. While it is sorted, which of them exist says how far it has got. */
export interface StackNames {
  readonly folder: string;
  /** `lamella_ts_001` of `lamella_ts_001.mrc`. */
  readonly stem: string;
  readonly stack: string;
  readonly mdoc: string;
  /** The acquired stack, while the sorted one takes its name. */
  readonly setAside: string;
  /** The mdoc in the order of acquisition, which is kept: in a folder of its own, for RELION and Warp take every mdoc beside a stack. */
  readonly oldMdoc: string;
  readonly oldFolder: string;
  /** Where PACEtomo.py and our earlier versions left it: such a stack was sorted already. */
  readonly formerMdoc: string;
  /** Being written; nobody needs them after a crash. */
  readonly newStack: string;
  readonly newMdoc: string;
}

const asideMark = '_unsorted';
const oldFolderName = 'unsorted';

/** The names that belong to a stack. */
export function stackNames(stack: string): StackNames {
  const extension = extname(stack);
  const stem = basename(stack, extension);
  const folder = dirname(stack);
  const aside = join(folder, `${stem}${asideMark}${extension}`);
  const sorted = join(folder, `${stem}_sorted${extension}`);
  return {
    folder,
    stem,
    stack,
    mdoc: `${stack}.mdoc`,
    setAside: aside,
    oldMdoc: join(folder, oldFolderName, `${basename(stack)}.mdoc`),
    oldFolder: join(folder, oldFolderName),
    formerMdoc: `${aside}.mdoc`,
    newStack: `${sorted}.tmp`,
    newMdoc: `${sorted}.mdoc.tmp`,
  };
}

/** Whether a name is that of an acquired stack that an interrupted sorting has set aside. */
export const isSetAside = ({ stem }: StackNames): boolean => stem.endsWith(asideMark);

/** The files of a binned stack, beside the one that it is made from. */
export function binnedNames({ folder, stem, stack }: StackNames, factor: number) {
  const binned = join(folder, `${stem}_bin${factor}${extname(stack)}`);
  return { stack: binned, mdoc: `${binned}.mdoc`, newStack: `${binned}.tmp`, newMdoc: `${binned}.mdoc.tmp` } as const;
}
