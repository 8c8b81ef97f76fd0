import type { Series } from '../series/series.ts';
import { decimals } from './decimals.ts';
import { type ExportFile, linesOf, type Made } from './exportFile.ts';
import { lacking, withheld } from './lacking.ts';
import { addedToTiltDeg } from './levelling.ts';
import { asAcquired, asInStack } from './orders.ts';

/**
 * For IMOD, and for all that read its lists: tilts and doses in the order of the stack as it lies on the disk, what is known
 * to batchruntomo, and the order of acquisition.
 */
export function forImod(series: Series): Made {
  const why = lacking(series, ['sections']);
  if (why.length > 0) return withheld('IMOD', series, why);
  const { name } = series;
  const levelDeg = addedToTiltDeg(series);
  const noDose = lacking(series, ['dose']);
  const files: readonly (ExportFile | null)[] = [
    { path: `imod/${name}.rawtlt`, text: tilts(series, 0) },
    levelDeg === null ? null : { path: `imod/${name}_level.rawtlt`, text: tilts(series, levelDeg) },
    noDose.length > 0 ? null : { path: `imod/${name}.dose`, text: doses(series) },
    { path: `imod/${name}_order.csv`, text: order(series, noDose.length === 0) },
    { path: `imod/${name}.adoc`, text: directives(series) },
  ];
  const notes = noDose.length === 0 ? [] : [`IMOD has no list of doses of ${name}: ${noDose.join(', and ')}.`];
  return { files: files.filter((file) => file !== null), notes };
}

/** One tilt a line (.rawtlt), in hundredths of a degree as SerialEM's headers have them. */
function tilts(series: Series, addedDeg: number): string {
  return linesOf(asInStack(series).map(({ image }) => decimals(image.tiltDeg + addedDeg, 2)));
}

/** The dose before an image and its own, a line each: `mtffilter -dtype 2 -dfile` (mtffilter, IMOD 5). */
function doses(series: Series): string {
  return linesOf(
    asInStack(series).map(({ image }) => `${decimals(image.priorDoseEPerA2, 4)} ${decimals(image.doseEPerA2, 4)}`),
  );
}

/** In the order of acquisition, from 1; sections from 0, degrees, e/Å². A dose that is not known has an empty cell. */
function order(series: Series, doseKnown: boolean): string {
  const dose = (value: number): string => (doseKnown ? decimals(value, 4) : '');
  return linesOf([
    'order,section,tilt,dose,prior_dose',
    ...asAcquired(series).map(({ image, order }) =>
      [order, image.section, decimals(image.tiltDeg, 2), dose(image.doseEPerA2), dose(image.priorDoseEPerA2)].join(','),
    ),
  ]);
}

/**
 * What a series alone knows of batchruntomo's directives; gold, thickness and the way of alignment are a person's (IMOD's
 * com/directives.csv). The tilts are those of the stack's own header, which SerialEM fills and sorting keeps.
 */
function directives(series: Series): string {
  const { name, pixelSizeA, axisAngleDeg, binning, voltageKv } = series;
  const defocusNm = underfocusNm(series);
  const known: readonly (readonly [string, string | null])[] = [
    ['name', name],
    ['dual', '0'],
    ['pixel', pixelSizeA === null ? null : decimals(pixelSizeA / 10, 5)],
    ['rotation', axisAngleDeg === null ? null : decimals(axisAngleDeg, 2)],
    ['extract', '1'],
    ['binning', Number.isInteger(binning) ? String(binning) : null],
    ['voltage', voltageKv === null ? null : decimals(voltageKv, 0)],
    ['defocus', defocusNm === null ? null : decimals(defocusNm, 0)],
  ];
  return linesOf(known.flatMap(([key, value]) => (value === null ? [] : [`setupset.copyarg.${key} = ${value}`])));
}

/** The mean of the defocus that was aimed at, nm, underfocus positive as IMOD has it; null when an image has none. */
function underfocusNm({ images }: Series): number | null {
  const wantedUm = images.flatMap(({ targetDefocusUm }) => targetDefocusUm ?? []);
  if (wantedUm.length < images.length || wantedUm.some((um) => um >= 0)) return null;
  return (-1000 * wantedUm.reduce((sum, um) => sum + um, 0)) / wantedUm.length;
}
