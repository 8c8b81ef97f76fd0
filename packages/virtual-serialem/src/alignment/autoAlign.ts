import { type BinnedImage, binBy, commonBinning } from './binning.ts';
import { correlate } from './correlate.ts';
import { cutOut, type GreyImage } from './greyImage.ts';
import { bestPeak, refineShift, type Shift } from './peaks.ts';
import { applyMap, invertMap, type PlaneMap, stretchAcross, stretchImage } from './stretch.ts';
import { trimDarkBorders } from './trim.ts';

/** An image as it lies in a buffer, with what autoalignment has to know of it. */
export interface AlignableImage extends BinnedImage {
  /** Size of a (binned) pixel, µm. */
  readonly pixelSizeUm: number;
  /** null: not known, then no stretch. */
  readonly tiltDeg: number | null;
  /** Angle from camera +x to the tilt axis, degrees, counter-clockwise. null: not known, then no stretch. */
  readonly tiltAxisDeg: number | null;
  /** Its own alignment shift, binned px, y down. */
  readonly shiftPx: Shift;
}

/** What the operator may ask of one alignment. */
export interface AlignOptions {
  /** Only shifts within this distance of the reference's own are allowed, µm. Default: any. */
  readonly limitUm?: number;
  /** false: borders are not trimmed. Default true. */
  readonly trim?: boolean;
  /** The alignment shift to be expected for the image if the reference's own were 0, binned px of the image, y down. Default 0. */
  readonly expectedShiftPx?: Shift;
  /** Width of a Gaussian around the expected shift that weighs the peaks, binned px of the image. Default: no weighting. */
  readonly sigmaPx?: number;
}

/** What came of an alignment. */
export type Alignment =
  | {
      readonly aligned: true;
      /**
       * The new alignment shift of the image, its binned px, y down: what lies at p from the centre of the image lies at p + shift in the reference
       * as that is shifted itself.
       */
      readonly shiftPx: Shift;
      /** Height of the correlation peak, relative to the images' correlation with themselves. */
      readonly peak: number;
      /** Correlation coefficient over the overlap, −1…1. */
      readonly coefficient: number;
    }
  | { readonly aligned: false; readonly reason: 'no-peak-in-limit' };

/** Differences of the foreshortening below this are not worth an interpolation: 0.05 px at the border. */
const UNSEEN_STRETCH = 2e-4;
const NO_STRETCH: PlaneMap = [1, 0, 0, 1];

/**
 * Finds the shift of an image against a reference as SerialEM's autoalignment does (physics document, section 9): both binned to 512 px or less,
 * the more tilted one stretched across the tilt axis, trimmed, faded out, padded, band-passed and correlated; of up to ten peaks the one
 * with the best correlation coefficient over the overlap wins. The two images have to be of one magnification.
 */
export function autoAlign(image: AlignableImage, reference: AlignableImage, options: AlignOptions = {}): Alignment {
  const binning = commonBinning(image, reference);
  const [imageFactor, referenceFactor] = [binning / image.binning, binning / reference.binning];
  const stretch = stretchBetween(image, reference);
  const moving = prepare(binBy(image, imageFactor), stretch.ofImage, options);
  const fixed = prepare(binBy(reference, referenceFactor), stretch.ofReference, options);

  // A shift of arrays becomes one of images by the places of their centres, and one of the image as taken by undoing its stretch.
  const offset = { x: moving.centre.x - fixed.centre.x, y: moving.centre.y - fixed.centre.y };
  const undo = invertMap(stretch.ofImage);
  const asTaken = ({ x, y }: Shift) => scaled(applyMap(undo, { x: x + offset.x, y: y + offset.y }), imageFactor);

  // The reference's own shift, as long as it looks at the tilt of the image.
  const own = scaled(applyMap(stretch.fromReference, reference.shiftPx), reference.binning / image.binning);
  const peak = bestPeak(correlate(moving, fixed), (shift) => weightOf(asTaken(shift), own, image, options));
  if (!peak) return { aligned: false, reason: 'no-peak-in-limit' };
  const shiftPx = plus(asTaken(refineShift(moving, fixed, peak.shift)), own);
  return { aligned: true, shiftPx, peak: peak.height, coefficient: peak.coefficient };
}

interface Stretch {
  readonly ofImage: PlaneMap;
  readonly ofReference: PlaneMap;
  /** What a vector in the reference becomes in the image. */
  readonly fromReference: PlaneMap;
}

/** Whichever is foreshortened more is stretched, so that nothing has to be invented at the borders. */
function stretchBetween(image: AlignableImage, reference: AlignableImage): Stretch {
  const none = { ofImage: NO_STRETCH, ofReference: NO_STRETCH, fromReference: NO_STRETCH };
  if (image.tiltDeg === null || reference.tiltDeg === null || image.tiltAxisDeg === null) return none;
  const factor = cosine(reference.tiltDeg) / cosine(image.tiltDeg);
  if (!Number.isFinite(factor) || Math.abs(factor - 1) < UNSEEN_STRETCH) return none;
  const fromReference = stretchAcross(image.tiltAxisDeg, 1 / factor);
  return factor > 1
    ? { ...none, ofImage: stretchAcross(image.tiltAxisDeg, factor), fromReference }
    : { ...none, ofReference: fromReference, fromReference };
}

function prepare(binned: GreyImage, stretch: PlaneMap, options: AlignOptions): GreyImage {
  const stretched = stretch === NO_STRETCH ? binned : stretchImage(binned, stretch);
  return options.trim === false ? stretched : cutOut(stretched, trimDarkBorders(stretched));
}

/** The limit is one of the whole shift, the reference's own included. */
function weightOf(shiftPx: Shift, own: Shift, image: AlignableImage, options: AlignOptions): number {
  const { limitUm, sigmaPx, expectedShiftPx = { x: 0, y: 0 } } = options;
  const whole = plus(shiftPx, own);
  if (limitUm !== undefined && Math.hypot(whole.x, whole.y) * image.pixelSizeUm > limitUm) return 0;
  if (sigmaPx === undefined || sigmaPx <= 0) return 1;
  const distance = Math.hypot(shiftPx.x - expectedShiftPx.x, shiftPx.y - expectedShiftPx.y);
  return Math.exp(-(distance ** 2) / (2 * sigmaPx ** 2));
}

function plus(a: Shift, b: Shift): Shift {
  return { x: a.x + b.x, y: a.y + b.y };
}

function scaled({ x, y }: Shift, factor: number): Shift {
  return { x: factor * x, y: factor * y };
}

function cosine(deg: number): number {
  return Math.cos((deg * Math.PI) / 180);
}
