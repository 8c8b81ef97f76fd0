import {
  appendSection,
  createMdoc,
  createMrc,
  formatMdoc,
  type MrcPixels,
  type RandomAccess,
  tiltAxisTitle,
} from '@pacetomo/em-files';
import type { Vec } from '../geometry/frames.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { type CutShape, lowDoseSetOf } from './imageKind.ts';

/** Everything about a cut that goes into its files. */
export interface CutFacts {
  readonly shape: CutShape;
  /** Navigator position of its centre, µm. */
  readonly at: Vec<'stage'>;
  /** The read-out of the stage that this is, µm, and its z. */
  readonly readOut: Vec<'stage'>;
  readonly zUm: number;
  readonly tiltDeg: number;
  /** The map that it was cut from, for people. */
  readonly from: string;
  /** How often the Navigator's binning contains that of mdoc files: 2 for cameras that count super-resolution pixels. */
  readonly navigatorBinningFactor: number;
}

const angstromsPerNm = 10;
/** MRC labels have room for 80 characters. */
const longestLabel = 80;

/** Writes a cut as the only section of a new MRC file, with its statistics in the header. Whole numbers are kept where they fit. */
export async function writeCut(file: RandomAccess, image: GreyImage, facts: CutFacts): Promise<void> {
  const pixels = pixelsOf(image);
  const stack = await createMrc(file, {
    width: image.widthPx,
    height: image.heightPx,
    mode: pixels instanceof Int16Array ? 1 : 2,
    pixelSizeA: facts.shape.pixelSizeNm * angstromsPerNm,
    labels: titlesOf(facts),
  });
  await stack.appendSection(pixels);
  await stack.flush();
}

/** Rows from the lowest on, as a file has them; 16-bit numbers unless the counts go beyond them. */
function pixelsOf({ widthPx, heightPx, data }: GreyImage): MrcPixels {
  const [least, largest] = rangeOf(data);
  const pixels = least >= -32768 && largest <= 32767 ? new Int16Array(data.length) : new Float32Array(data.length);
  const isWhole = pixels instanceof Int16Array;
  for (let row = 0; row < heightPx; row++) {
    const from = (heightPx - 1 - row) * widthPx;
    for (let column = 0; column < widthPx; column++) {
      const value = data[from + column] ?? 0;
      pixels[row * widthPx + column] = isWhole ? Math.round(value) : value;
    }
  }
  return pixels;
}

/** The smallest and the largest count of an image. */
export function rangeOf(data: Float32Array): readonly [least: number, largest: number] {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return [least, largest];
}

/** SerialEM takes the binning of an image without an mdoc from the second title. */
function titlesOf(facts: CutFacts): readonly string[] {
  const { shape, from, navigatorBinningFactor } = facts;
  const own = `PACEtomo: ${shape.kind.name} cut from map ${from}, no exposure`.replace(/[^ -~]/g, '?');
  const axis = tiltAxisTitle({
    axisAngleDeg: imageRotationDeg(shape) - 90,
    binning: shape.binning / navigatorBinningFactor,
    spotSize: shape.kind.conditions.spotSize ?? 0,
    camera: 0,
  });
  return [own.slice(0, longestLabel), axis];
}

/**
 * Direction of the tilt axis in an image, from +x counter-clockwise, degrees: SerialEM's RotationAngle. The specimen lies
 * turned by 180° against the stage, so its x is the way along stage −X.
 */
export function imageRotationDeg({ matrix: { xx, yx } }: Pick<CutShape, 'matrix'>): number {
  return (Math.atan2(yx, -xx) * 180) / Math.PI;
}

/**
 * The metadata beside a cut, so that SerialEM knows it as an image of its kind; null when the magnification is not known,
 * for an mdoc without it would say that the image was taken at none.
 */
export function cutMdoc(fileName: string, facts: CutFacts): string | null {
  const { shape, readOut, zUm, tiltDeg, navigatorBinningFactor } = facts;
  const { magIndex, exposureS, spotSize } = shape.kind.conditions;
  if (magIndex === null) return null;
  const spacingA = shape.pixelSizeNm * angstromsPerNm;
  const mdoc = createMdoc({
    globals: [
      ['PixelSpacing', spacingA],
      ['ImageFile', fileName],
      ['ImageSize', [shape.widthPx, shape.heightPx]],
    ],
    titles: titlesOf(facts),
  });
  const known: readonly (readonly [string, number | null])[] = [
    ['SpotSize', spotSize],
    ['ExposureTime', exposureS],
  ];
  const values = [
    ['TiltAngle', tiltDeg],
    ['StagePosition', [readOut.x, readOut.y]],
    ['StageZ', zUm],
    ['PixelSpacing', spacingA],
    ['ImageShift', [0, 0]],
    ['RotationAngle', imageRotationDeg(shape)],
    ['Binning', shape.binning / navigatorBinningFactor],
    ['MagIndex', magIndex],
    ['LowDoseConSet', lowDoseSetOf[shape.kind.name]],
    ...known.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
  ] as const;
  return formatMdoc(appendSection(mdoc, { type: 'ZValue', name: '0', values }));
}
