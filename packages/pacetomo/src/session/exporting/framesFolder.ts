import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Mdoc, parseMdoc, sectionsOf, textOf } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import type { KnownOfRun } from '../../series/knownOfRun.ts';
import type { Series } from '../../series/series.ts';

/** The folder of the frames of a series as SerialEM names it; null when nobody names one. */
export function framesFolderOf(mdoc: Mdoc, known: KnownOfRun | null): string | null {
  const byMdoc = sectionsOf(mdoc, 'ZValue').flatMap((section) => textOf(section, 'SubFramePath') ?? []);
  const byJournal = [...(known?.images.values() ?? [])].flatMap(({ frames }) => frames?.path ?? []);
  const [path] = [...byMdoc, ...byJournal];
  return path === undefined ? null : (/^(.*)[\\/][^\\/]+$/.exec(path)?.[1] ?? null);
}

/**
 * Lays the mdoc beside the frames, where AreTomo3 and Scipion want it, unless the stacks lie there too: RELION would find two
 * mdoc files of one series. Gives what there is to say.
 */
export async function besideFrames(
  { name, images }: Series,
  mdoc: string,
  { framesHere, stack }: { readonly framesHere: string; readonly stack: string },
): Promise<readonly string[]> {
  if (!images.some(({ frames }) => frames !== null)) return [];
  if (resolve(framesHere) === resolve(dirname(stack)))
    return [
      `The frames of ${name} lie in the folder of the stacks, so no mdoc was laid beside them: for AreTomo3 and Scipion copy export/mdoc/${name}.mdoc and the frames into a folder of their own.`,
    ];
  const path = join(framesHere, `${name}.mdoc`);
  const there = await readFile(path, 'utf8').catch(() => null);
  const isOurs = there === null || textOf(parseMdoc(there).globals, 'ImageFile') === `${name}.mrc`;
  if (!isOurs) return [`${path} is there already and belongs to something else; it was left as it is.`];
  await replaceFile(path, mdoc);
  return [];
}
