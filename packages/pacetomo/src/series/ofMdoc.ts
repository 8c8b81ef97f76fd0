import {
  type AutodocSection,
  type Mdoc,
  numberOf,
  numbersOf,
  sectionsOf,
  textOf,
  tiltAxisAngleDeg,
} from '@pacetomo/em-files';
import { growing } from './dateTime.ts';
import type { KnownImage, KnownOfRun } from './knownOfRun.ts';
import type { Series, SeriesImage } from './series.ts';
import { seriesName } from './seriesName.ts';

/** What an mdoc is to be read with. */
export interface MdocSource {
  /** File name of the stack. */
  readonly stack: string;
  /** Whether the stack on the disk is sorted by tilt; the mdoc is in the order of acquisition either way. */
  readonly isSorted: boolean;
  /** What the journal of its run knows; null for a stack of somebody else. */
  readonly known: KnownOfRun | null;
}

/** SerialEM's title `Tilt axis angle` is its key RotationAngle less this, degrees. */
const axisToRotationDeg = 90;

/**
 * A series by its mdoc, which has to be in the order of acquisition (`inOrderOfAcquisition`), and by the journal of its run, which knows better where
 * both say something of dose. An image without a tilt is left out.
 */
export function seriesOfMdoc(mdoc: Mdoc, { stack, isSorted, known }: MdocSource): Series {
  const sections = sectionsOf(mdoc, 'ZValue').filter((section) => numberOf(section, 'TiltAngle') !== null);
  const [first] = sections;
  const size = numbersOf(mdoc.globals, 'ImageSize');
  const [width, height] = size ?? [];
  return {
    name: seriesName(stack),
    stack,
    ofRun: known === null ? null : { area: known.area, target: known.target },
    voltageKv: positive(numberOf(mdoc.globals, 'Voltage') ?? numberIn(first, 'Voltage')),
    pixelSizeA: positive(numberOf(mdoc.globals, 'PixelSpacing') ?? numberIn(first, 'PixelSpacing')),
    frameScale: null,
    binning: positive(numberIn(first, 'Binning')),
    size: width === undefined || height === undefined ? null : { width, height },
    axisAngleDeg: axisAngleOf(mdoc, first),
    slope: known?.slope ?? null,
    images: imagesOf(sections, isSorted, known),
    wanted: known?.wanted ?? null,
  };
}

const numberIn = (section: AutodocSection | undefined, key: string): number | null =>
  section === undefined ? null : numberOf(section, key);

const positive = (value: number | null): number | null => (value !== null && value > 0 ? value : null);

/** By SerialEM's title, or by RotationAngle, from which SerialEM makes the title. */
export function axisAngleOf(mdoc: Mdoc, first: AutodocSection | undefined): number | null {
  const rotationDeg = numberIn(first, 'RotationAngle');
  return tiltAxisAngleDeg(mdoc) ?? (rotationDeg === null ? null : rotationDeg - axisToRotationDeg);
}

function imagesOf(
  sections: readonly AutodocSection[],
  isSorted: boolean,
  known: KnownOfRun | null,
): readonly SeriesImage[] {
  const dateTimes = growing(sections.map((section) => textOf(section, 'DateTime')));
  const tiltsDeg = sections.map((section) => numberOf(section, 'TiltAngle') ?? 0);
  const places = isSorted ? placesByTilt(tiltsDeg) : [...sections.keys()];
  let soFarEPerA2 = 0;
  return sections.map((section, z) => {
    const image = imageOf(section, known?.images.get(Number(section.name)) ?? null, soFarEPerA2);
    soFarEPerA2 = image.priorDoseEPerA2 + image.doseEPerA2;
    return { ...image, section: places[z] ?? z, tiltDeg: tiltsDeg[z] ?? 0, dateTime: dateTimes[z] ?? '' };
  });
}

/** Where each image comes to lie when they are sorted by tilt; equal tilts keep their order. */
function placesByTilt(tiltsDeg: readonly number[]): readonly number[] {
  const order = [...tiltsDeg.entries()].sort(([, one], [, other]) => one - other).map(([z]) => z);
  const places = new Array<number>(order.length);
  for (const [place, z] of order.entries()) places[z] = place;
  return places;
}

type OfImage = Omit<SeriesImage, 'section' | 'tiltDeg' | 'dateTime'>;

function imageOf(section: AutodocSection, known: KnownImage | null, soFarEPerA2: number): OfImage {
  const [least, most, mean] = numbersOf(section, 'MinMaxMean') ?? [];
  const fitUm = numberOf(section, 'Ctfplotter') ?? numberOf(section, 'CtfFind');
  return {
    step: known?.step ?? null,
    doseEPerA2: known?.doseEPerA2 || (numberOf(section, 'ExposureDose') ?? 0),
    priorDoseEPerA2: known?.priorDoseEPerA2 ?? numberOf(section, 'PriorRecordDose') ?? soFarEPerA2,
    exposureS: positive(numberOf(section, 'ExposureTime')),
    frames: framesOf(section, known),
    targetDefocusUm: known?.targetDefocusUm ?? numberOf(section, 'TargetDefocus'),
    counts: least === undefined || most === undefined || mean === undefined ? null : { least, most, mean },
    offUm: known?.offUm ?? null,
    ctf: known?.ctf ?? (fitUm === null ? null : { defocusUm: fitUm, resolutionA: null }),
  };
}

/** What SerialEM has written of frames comes first: it is what became of them. */
function framesOf(section: AutodocSection, known: KnownImage | null): SeriesImage['frames'] {
  const path = textOf(section, 'SubFramePath')?.trim() || known?.frames?.path;
  if (path === undefined) return null;
  const count = numberOf(section, 'NumSubFrames') ?? known?.frames?.count ?? null;
  return { file: path.replace(/^.*[\\/]/, ''), count };
}
