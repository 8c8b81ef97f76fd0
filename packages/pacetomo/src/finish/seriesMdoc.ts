import {
  type AutodocSection,
  type DecodedText,
  decodeText,
  encodeText,
  formatMdoc,
  type Mdoc,
  numberOf,
  parseMdoc,
  sectionsOf,
  textOf,
} from '@pacetomo/em-files';
import type { FinishFiles } from './finishFiles.ts';
import { type Refused, refused } from './results.ts';
import { readWhole } from './wholeFiles.ts';

/** An mdoc as it lies on disk. */
export interface MdocFile {
  readonly bytes: Uint8Array;
  readonly encoding: DecodedText['encoding'];
  readonly mdoc: Mdoc;
}

/** The mdoc in a file, or null if there is none. */
export async function readMdoc(files: FinishFiles, path: string): Promise<MdocFile | null> {
  const bytes = await readWhole(files, path);
  if (bytes === null) return null;
  const { text, encoding } = decodeText(bytes);
  return { bytes, encoding, mdoc: parseMdoc(text) };
}

/** The bytes of a changed mdoc, in the encoding that the file had. */
export const mdocBytes = ({ encoding }: MdocFile, changed: Mdoc): Uint8Array =>
  encodeText({ text: formatMdoc(changed), encoding });

/** The image sections of a tilt series in the order of its stack: `[ZValue = z]` describes section z. */
export function imagesOf(mdoc: Mdoc, sections: number): readonly AutodocSection[] | Refused {
  const images = sectionsOf(mdoc, 'ZValue');
  const isMontage =
    textOf(mdoc.globals, 'Montage') === '1' ||
    sectionsOf(mdoc, 'MontSection').length > 0 ||
    images.some((image) => textOf(image, 'PieceCoordinates') !== null);
  if (isMontage) return refused('it is a montage, whose pieces stay as they are');
  if (images.length !== sections)
    return refused(`the stack has ${sections} images and its mdoc describes ${images.length}`);
  const byZ = new Map(images.map((image) => [image.name, image]));
  const ordered = images.flatMap((_, z) => byZ.get(String(z)) ?? []);
  if (ordered.length !== sections)
    return refused(`its mdoc does not number the images from 0 to ${sections - 1}, each once`);
  return ordered;
}

/** The tilt of each image, degrees. */
export function tiltsOf(images: readonly AutodocSection[]): readonly number[] | Refused {
  const tiltsDeg = images.flatMap((image) => numberOf(image, 'TiltAngle') ?? []);
  if (tiltsDeg.length === images.length) return tiltsDeg;
  const without = images.find((image) => numberOf(image, 'TiltAngle') === null);
  return refused(`its mdoc has no TiltAngle for image ${without?.name}`);
}

/**
 * The mdoc with its images in another order, numbered anew. Sections of other types stay where they are, and so do
 * empty lines, which the last section of a file often lacks.
 */
export function reorderedMdoc(mdoc: Mdoc, images: readonly AutodocSection[], order: readonly number[]): Mdoc {
  const ordered = order.flatMap((z) => images[z] ?? []).values();
  let nextZ = 0;
  const sections = mdoc.sections.map((place) => {
    const image = place.type === 'ZValue' ? ordered.next().value : undefined;
    if (image === undefined) return place;
    const lines = [...image.lines.slice(0, endOfText(image)), ...place.lines.slice(endOfText(place))];
    return { ...image, name: String(nextZ++), lines };
  });
  return { ...mdoc, sections };
}

function endOfText({ lines }: AutodocSection): number {
  return lines.findLastIndex(({ kind }) => kind !== 'blank') + 1;
}
