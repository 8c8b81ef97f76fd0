import { length } from '../geometry/frames.ts';
import type { Series, SeriesImage } from '../series/series.ts';
import { type Brightness, brightnessOf } from './brightness.ts';
import { defocusErrorsUm } from './defocusErrors.ts';

/**
 * `good`: all that is wanted is known, and right. `fair`: it can be used, but something is amiss or nobody measured it.
 * `bad`: it had better be left out. `unknown`: not even its brightness is known.
 */
export type ImageGrade = 'good' | 'fair' | 'bad' | 'unknown';

/** What is known of one image, and how good that is. What nobody measured is null. */
export interface ImageQuality {
  /** Its section in the stack, from 0, and its step of the schedule. */
  readonly section: number;
  readonly step: number | null;
  readonly tiltDeg: number;
  readonly grade: ImageGrade;
  /** What is amiss, in a few words each: `dark: 4 counts where 350 were expected`. */
  readonly remarks: readonly string[];
  readonly meanCounts: number | null;
  readonly expectedCounts: number | null;
  /** How far the target was from where it should be in the image, µm. */
  readonly offUm: number | null;
  readonly doseEPerA2: number;
  readonly priorDoseEPerA2: number;
  /** As fitted and as wanted, µm, underfocus negative. */
  readonly defocusUm: number | null;
  readonly targetDefocusUm: number | null;
  readonly ctfResolutionA: number | null;
  /** How far the image moved from frame to frame, Å. */
  readonly driftA: number | null;
}

/** Movement from frame to frame, Å, of the image in a section; null when nobody measured it. */
export type DriftOf = (section: number) => number | null;

/**
 * Parts of the expected brightness. Series that went well stay within 2 % of the curve (EMPIAR-10164, cryoCAT); one that
 * lost its target is 14 % above it at once and 78 % two tilts later (SwissOpenEM TS_41). At half of it half the field may
 * lie in a shadow.
 */
const [darkPart, dimPart, lightPart, emptyPart] = [0.5, 0.8, 1.25, 1.7];
/** Of the field of view: what is off by a quarter has lost a quarter of the tomogram, what by less than a seventh hardly more than every series does. */
const [farOffPart, offPart] = [0.25, 0.15];
/** SerialEM's Parallel TS takes fits 0.5 µm off for failed ones; five of them in the median twice as far off are not, µm. */
const defocusOffUm = 1;
/** What moves by two pixels during a frame has lost the finest waves, which are two pixels long: sin(πx)/πx is zero at 1. */
const blurredPx = 2;

/** Each image of a series judged, in the order of acquisition. */
export function judgeImages(series: Series, driftOf: DriftOf = () => null): readonly ImageQuality[] {
  const brightness = brightnessOf(series);
  const defocusErrors = defocusErrorsUm(series.images);
  return series.images.map((image, at) =>
    judge(series, image, {
      brightness: brightness[at] ?? null,
      defocusErrorUm: defocusErrors[at] ?? null,
      driftA: driftOf(image.section),
    }),
  );
}

/** What is known of an image from others. */
interface Besides {
  readonly brightness: Brightness | null;
  readonly defocusErrorUm: number | null;
  readonly driftA: number | null;
}

/** Something amiss, and whether the image is worth nothing for it. */
interface Fault {
  readonly isBad: boolean;
  readonly remark: string;
}

function judge(series: Series, image: SeriesImage, besides: Besides): ImageQuality {
  const { brightness, defocusErrorUm, driftA } = besides;
  const offUm = image.offUm === null ? null : length(image.offUm);
  const faults = [
    brightness === null ? null : brightnessFault(brightness, image.counts?.mean ?? Number.NaN),
    offUm === null ? notFound(series, image) : offFault(offUm, fieldUm(series)),
    defocusFault(defocusErrorUm, image.targetDefocusUm),
    driftFault(driftA, series.pixelSizeA),
  ].filter((fault) => fault !== null);
  const isPlaceKnown = offUm === null ? isFirst(image) : fieldUm(series) !== null;
  return {
    section: image.section,
    step: image.step,
    tiltDeg: image.tiltDeg,
    grade: gradeOf(faults, brightness !== null, isPlaceKnown),
    remarks: faults.map(({ remark }) => remark),
    meanCounts: image.counts?.mean ?? null,
    expectedCounts: brightness?.expectedCounts ?? null,
    offUm,
    doseEPerA2: image.doseEPerA2,
    priorDoseEPerA2: image.priorDoseEPerA2,
    defocusUm: image.ctf?.defocusUm ?? null,
    targetDefocusUm: image.targetDefocusUm,
    ctfResolutionA: image.ctf?.resolutionA ?? null,
    driftA,
  };
}

function gradeOf(faults: readonly Fault[], isBrightnessKnown: boolean, isPlaceKnown: boolean): ImageGrade {
  if (faults.some(({ isBad }) => isBad)) return 'bad';
  if (!isBrightnessKnown) return 'unknown';
  return faults.length === 0 && isPlaceKnown ? 'good' : 'fair';
}

function brightnessFault({ expectedCounts, part }: Brightness, mean: number): Fault | null {
  if (part >= dimPart && part <= lightPart) return null;
  const counts = `${counted(mean)} counts where ${counted(expectedCounts)} were expected`;
  if (part < dimPart) return { isBad: part < darkPart, remark: `${part < darkPart ? 'dark' : 'dim'}: ${counts}` };
  return { isBad: part > emptyPart, remark: `${part > emptyPart ? 'nothing in the way' : 'bright'}: ${counts}` };
}

const counted = (counts: number): string => (Math.abs(counts) < 10 ? counts.toFixed(1) : counts.toFixed(0));

/** The first image of a target is the one that the next is compared with. */
const isFirst = ({ step }: SeriesImage): boolean => step === 0;

function notFound({ ofRun }: Series, image: SeriesImage): Fault | null {
  return ofRun === null || isFirst(image) ? null : { isBad: false, remark: 'the target was not found in it' };
}

/** The shorter side of the field of view, µm. */
export function fieldUm({ size, pixelSizeA }: Series): number | null {
  return size === null || pixelSizeA === null ? null : (Math.min(size.width, size.height) * pixelSizeA) / 1e4;
}

function offFault(offUm: number, field: number | null): Fault | null {
  if (field === null || offUm <= offPart * field) return null;
  const remark = `the target is ${offUm.toFixed(2)} µm off in a field of ${field.toFixed(2)} µm`;
  return { isBad: offUm > farOffPart * field, remark };
}

function defocusFault(errorUm: number | null, targetUm: number | null): Fault | null {
  if (errorUm === null || targetUm === null || Math.abs(errorUm) <= defocusOffUm) return null;
  const remark = `defocus about ${(targetUm + errorUm).toFixed(1)} µm where ${targetUm.toFixed(1)} µm were wanted`;
  return { isBad: false, remark };
}

function driftFault(driftA: number | null, pixelSizeA: number | null): Fault | null {
  if (driftA === null || pixelSizeA === null || driftA <= blurredPx * pixelSizeA) return null;
  return { isBad: false, remark: `it moved by ${driftA.toFixed(1)} Å from frame to frame` };
}
