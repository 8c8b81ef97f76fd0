import {
  type AutodocSection,
  type AutodocValue,
  appendSection,
  createMdoc,
  keysOf,
  type Mdoc,
  mdocTitles,
  numberOf,
  numbersOf,
  sectionsOf,
  textOf,
  tiltAxisAngleDeg,
  tiltAxisTitle,
} from '@pacetomo/em-files';
import type { KnownImage, KnownOfRun } from './knownOfRun.ts';
import { ownPrefix, placeOfKey } from './mdocKeys.ts';
import { axisAngleOf } from './ofMdoc.ts';
import type { Series, SeriesImage } from './series.ts';

type Entry = readonly [key: string, value: AutodocValue];

/** Which of the two mdocs of a series is made. */
export interface TidyWish {
  /** What it is the mdoc of: `lamella_ts_001.mrc`. */
  readonly imageFile: string;
  /** `acquired`: image n is the n-th exposure. `stack`: image n is section n of the stack on the disk. */
  readonly order: 'acquired' | 'stack';
  readonly known: KnownOfRun | null;
}

/**
 * The mdoc of a series so that every reader of users-peers-interop 5a takes it (the rules of 5b): SerialEM's keys in SerialEM's
 * order, one `=` in each line, no empty value, nothing twice, lines below 250 bytes, images numbered from 0, date and time
 * with four digits of the year and growing, dose and frames as they really were, our own keys last. `mdoc` is SerialEM's, in
 * the order of acquisition, `series` what `seriesOfMdoc` made of it.
 */
export function tidyMdoc(mdoc: Mdoc, series: Series, { imageFile, order, known }: TidyWish): Mdoc {
  const sections = sectionsOf(mdoc, 'ZValue').filter((section) => numberOf(section, 'TiltAngle') !== null);
  const head = createMdoc({ globals: globalsOf(mdoc, imageFile), titles: titlesOf(mdoc, sections[0]) });
  const images = sections.flatMap((section, z) => {
    const image = series.images[z];
    return image === undefined
      ? []
      : [{ image, values: valuesOf(section, image, known?.images.get(Number(section.name)) ?? null) }];
  });
  const ordered =
    order === 'acquired' ? images : images.toSorted((one, other) => one.image.section - other.image.section);
  return ordered.reduce(
    (made, { values }, z) => appendSection(made, { type: 'ZValue', name: String(z), values }),
    head,
  );
}

const leadingGlobals = ['PixelSpacing', 'Voltage', 'Version', 'ImageFile', 'ImageSize', 'DataMode'];

function globalsOf(mdoc: Mdoc, imageFile: string): readonly Entry[] {
  const others = keysOf(mdoc.globals).filter((key) => key !== 'T' && !leadingGlobals.includes(key));
  return [...leadingGlobals, ...new Set(others)].flatMap((key) => {
    const value = key === 'ImageFile' ? imageFile : textOf(mdoc.globals, key);
    return value === null ? [] : writable([key, value]);
  });
}

/** One title alone may name the axis, which TOMOMAN wants in exactly one line. Without one it is made from RotationAngle. */
function titlesOf(mdoc: Mdoc, first: AutodocSection | undefined): readonly string[] {
  const others = mdocTitles(mdoc).filter((title) => !/Tilt axis angle/.test(title));
  const axisAngleDeg = axisAngleOf(mdoc, first);
  const named = mdocTitles(mdoc).find((title) => /Tilt axis angle = -?[\d.]+, binning = /.test(title));
  if (named !== undefined && tiltAxisAngleDeg(mdoc) !== null) return [...others, named];
  if (axisAngleDeg === null || first === undefined) return others;
  const [binning, spotSize, camera] = ['Binning', 'SpotSize', 'CameraIndex'].map((key) => numberOf(first, key) ?? 1);
  return [
    ...others,
    tiltAxisTitle({ axisAngleDeg, binning: binning ?? 1, spotSize: spotSize ?? 1, camera: camera ?? 0 }),
  ];
}

function valuesOf(section: AutodocSection, image: SeriesImage, known: KnownImage | null): readonly Entry[] {
  const found = new Map<string, AutodocValue>();
  for (const key of keysOf(section)) if (!found.has(key)) found.set(key, textOf(section, key)?.trim() ?? '');
  for (const [key, value] of trueValues(section, image, known)) found.set(key, value);
  const kept = [...found].filter(([key]) => !key.startsWith(ownPrefix)).flatMap(writable);
  const sorted = kept.toSorted(([one], [other]) => placeOfKey(one) - placeOfKey(other)); // stable
  return [...sorted, ...ownValues(image, known)];
}

/** What SerialEM did not know, or not rightly. */
function trueValues(section: AutodocSection, image: SeriesImage, known: KnownImage | null): readonly Entry[] {
  const { doseEPerA2, priorDoseEPerA2, targetDefocusUm, dateTime } = image;
  const path = framePathOf(section, known);
  const count = image.frames?.count ?? null;
  return [
    ...(doseEPerA2 > 0 ? ([['ExposureDose', decimals(doseEPerA2)]] as const) : []),
    ...(targetDefocusUm === null ? [] : ([['TargetDefocus', decimals(targetDefocusUm)]] as const)),
    ['PriorRecordDose', decimals(priorDoseEPerA2)],
    ...(path === null ? [] : ([['SubFramePath', path]] as const)),
    ...(count === null ? [] : ([['NumSubFrames', count]] as const)),
    ...framesOfDose(section, doseEPerA2, count),
    ['DateTime', dateTime],
  ];
}

/** AreTomo3, nextPYP and cryoem_tools read a path without any folder wrongly, with the blank before it. */
function framePathOf(section: AutodocSection, known: KnownImage | null): string | null {
  const path = textOf(section, 'SubFramePath')?.trim() || known?.frames?.path;
  if (path === undefined) return null;
  return /[\\/]/.test(path) ? path : `./${path}`;
}

/** The dose of each frame, `0.3 10`, where SerialEM has not told it, or told of none. */
function framesOfDose(section: AutodocSection, doseEPerA2: number, count: number | null): readonly Entry[] {
  const [told = 0] = numbersOf(section, 'FrameDosesAndNumber') ?? [];
  if (told > 0 || doseEPerA2 <= 0 || count === null || count === 0) return [];
  return [['FrameDosesAndNumber', `${decimals(doseEPerA2 / count)} ${count}`]];
}

/** What was planned, predicted and measured. */
function ownValues({ offUm, ctf }: SeriesImage, known: KnownImage | null): readonly Entry[] {
  if (known === null) return [];
  const { step, plannedDeg, aim } = known;
  const values: readonly (readonly [key: string, value: string | null])[] = [
    ['Step', String(step)],
    ['PlannedTilt', decimals(plannedDeg)],
    ['PredictedImageShift', aim === null ? null : `${decimals(aim.imageShift.x)} ${decimals(aim.imageShift.y)}`],
    ['PredictedDefocus', aim === null ? null : decimals(aim.defocusUm)],
    ['OffBy', offUm === null ? null : `${decimals(offUm.x)} ${decimals(offUm.y)}`],
    ['FitDefocus', ctf === null ? null : decimals(ctf.defocusUm)],
    ['FitResolution', ctf === null || ctf.resolutionA === null ? null : decimals(ctf.resolutionA)],
  ];
  return values.flatMap(([key, value]) => (value === null ? [] : [[`${ownPrefix}${key}`, value] as const]));
}

/** Bytes that a line may have: AreTomo3 reads lines of 255. */
const longestLine = 249;

/** What can stand in a line that every reader takes: a value that is something, without a second `=`, and not too long. */
function writable([key, value]: Entry): readonly Entry[] {
  const text = typeof value === 'string' ? value.trim() : value;
  if (text === '' || (typeof text === 'string' && text.includes('='))) return [];
  const bytes = new TextEncoder().encode(`${key} = ${text}`).length;
  return typeof text === 'string' && bytes > longestLine ? [] : [[key, text]];
}

/** Five decimals, no exponent. */
const decimals = (value: number): string => (Math.round(value * 1e5) / 1e5 || 0).toString();
