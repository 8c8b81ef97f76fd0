import { sectionsOf } from '@pacetomo/em-files';
import { diskFiles } from '../../../finish/finishFiles.ts';
import { imagesOf, readMdoc, tiltsOf } from '../../../finish/seriesMdoc.ts';
import { stackNames } from '../../../finish/stackNames.ts';

/** Where an image lies now. */
export interface ImagePlace {
  readonly path: string;
  readonly section: number;
}

/**
 * Where the image of a section, counted in the order of acquisition, lies: in the stack itself; in the one that is set aside
 * while it is sorted; or, once it is sorted, where its tilt comes in the order of tilts, by the mdoc that sorting keeps. Null
 * when that mdoc does not say it.
 */
export async function imagePlace(stack: string, section: number): Promise<ImagePlace | null> {
  const names = stackNames(stack);
  if ((await diskFiles.sizeBytes(names.setAside)) !== null) return { path: names.setAside, section };
  const acquired = (await readMdoc(diskFiles, names.oldMdoc)) ?? (await readMdoc(diskFiles, names.formerMdoc));
  if (acquired === null) return { path: stack, section };
  const images = imagesOf(acquired.mdoc, sectionsOf(acquired.mdoc, 'ZValue').length);
  const tiltsDeg = 'reason' in images ? images : tiltsOf(images);
  if ('reason' in tiltsDeg) return null;
  const sorted = tiltsDeg.map((tiltDeg, z) => ({ tiltDeg, z })).sort((one, other) => one.tiltDeg - other.tiltDeg);
  const place = sorted.findIndex(({ z }) => z === section);
  return place < 0 ? null : { path: stack, section: place };
}
