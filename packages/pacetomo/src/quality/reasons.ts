import type { WantedTilt } from '../series/series.ts';
import type { ImageQuality } from './imageQuality.ts';
import type { Quality } from './quality.ts';
import { median, quantile } from './quantile.ts';

/** So many tilts are named with what is amiss; of more the number is enough. */
const mostNamed = 5;

/** AreTomo3 takes no series of fewer tilts (CReadMdoc.cpp, 8a068cf). */
export const fewestTilts = 7;

/** Why a verdict is what it is, in short sentences. `fieldUm`: the shorter side of the field of view. */
export function reasonsFor(quality: Omit<Quality, 'reasons'>, fieldUm: number | null): readonly string[] {
  const { images } = quality;
  return [
    numberOfTilts(quality),
    tooFew(images),
    coverage(quality),
    ...missing(quality.missing),
    named(
      'Better left out',
      images.filter(({ grade }) => grade === 'bad'),
    ),
    named(
      'Not as they should be',
      images.filter(({ grade, remarks }) => grade !== 'bad' && remarks.length > 0),
    ),
    offTarget(images, fieldUm),
    defocus(images),
    unknownBrightness(images),
    quality.doseEPerA2 === null ? 'The dose is not known.' : `Dose ${quality.doseEPerA2.toFixed(0)} e/Å² in all.`,
  ].filter((sentence) => sentence !== null);
}

/** `+15°`, `-0.5°`. */
export function tiltText(tiltDeg: number): string {
  const tenths = Math.round(tiltDeg * 10) / 10 || 0; // no negative zero
  return `${tenths > 0 ? '+' : ''}${tenths}°`;
}

function numberOfTilts({ usableTilts, wantedTilts, images }: Omit<Quality, 'reasons'>): string {
  const usable = images.some(({ grade }) => grade === 'unknown') ? 'known to be usable' : 'usable';
  return wantedTilts === null
    ? `${usableTilts} of ${images.length} images are ${usable}.`
    : `${usableTilts} of ${wantedTilts} wanted tilts are ${usable}.`;
}

function tooFew(images: readonly ImageQuality[]): string | null {
  return images.length < fewestTilts ? `A tomogram takes ${fewestTilts} tilts at least.` : null;
}

function coverage({ coverage: part, usableTilts }: Omit<Quality, 'reasons'>): string | null {
  if (part === null) return null;
  const beyond = usableTilts - part.images;
  const rest = beyond === 0 ? '' : `; ${beyond} more lie beyond a wide gap`;
  return `They reach from ${tiltText(part.fromDeg)} to ${tiltText(part.toDeg)}, the widest gap is ${part.widestGapDeg.toFixed(1)}°${rest}.`;
}

function missing(tilts: readonly WantedTilt[]): readonly string[] {
  const reasons = new Set(tilts.map(reasonOf));
  return [...reasons].map((reason) => {
    const same = tilts.filter((tilt) => reasonOf(tilt) === reason).toSorted((a, b) => a.tiltDeg - b.tiltDeg);
    return `${list(same.map(({ tiltDeg }) => tiltText(tiltDeg)))} ${reason}.`;
  });
}

function reasonOf({ became, why }: WantedTilt): string {
  const what = became === 'lost' ? 'exposed, but no image was saved' : 'not exposed';
  return why === null ? what : `${what}: ${why.replace(/\.$/, '')}`;
}

function named(what: string, images: readonly ImageQuality[]): string | null {
  if (images.length === 0) return null;
  const sorted = images.toSorted((a, b) => a.tiltDeg - b.tiltDeg);
  return `${what}: ${list(sorted.map(({ tiltDeg, remarks }) => `${tiltText(tiltDeg)} (${remarks.join('; ')})`))}.`;
}

function list(items: readonly string[]): string {
  const rest = items.length - mostNamed;
  return rest > 0 ? `${items.slice(0, mostNamed).join(', ')} and ${rest} more` : items.join(', ');
}

function offTarget(images: readonly ImageQuality[], fieldUm: number | null): string | null {
  const offs = images.flatMap(({ offUm }) => offUm ?? []);
  const notMeasured = images.filter(({ offUm, step }) => offUm === null && step !== 0).length;
  const gap = notMeasured === 0 ? '' : ` Nobody measured it in ${notMeasured} of ${images.length} images.`;
  if (offs.length === 0) return gap === '' ? null : 'How far the target is off is not known.';
  const field = fieldUm === null ? '' : ` in a field of ${nm(fieldUm)}`;
  return `The target is ${nm(median(offs))} off in the median, ${nm(Math.max(...offs))} at most${field}.${gap}`;
}

function defocus(images: readonly ImageQuality[]): string | null {
  const errors = images.flatMap(({ defocusUm, targetDefocusUm }) =>
    defocusUm === null || targetDefocusUm === null ? [] : Math.abs(defocusUm - targetDefocusUm),
  );
  if (errors.length === 0) return 'The defocus of the images was not measured.';
  const resolutions = images.flatMap(({ ctfResolutionA }) => ctfResolutionA ?? []);
  const rings = resolutions.length === 0 ? '' : `; rings are seen to ${median(resolutions).toFixed(1)} Å`;
  return (
    `Defocus was measured in ${errors.length} of ${images.length} images and is ${median(errors).toFixed(2)} µm ` +
    `beside the wanted one in the median, within ${quantile(errors, 0.9).toFixed(2)} µm in nine of ten${rings}.`
  );
}

function unknownBrightness(images: readonly ImageQuality[]): string | null {
  const count = images.filter(({ expectedCounts }) => expectedCounts === null).length;
  if (count === 0) return null;
  return count === images.length
    ? 'Whether images are dark is not known.'
    : `Whether ${count} of ${images.length} images are dark is not known.`;
}

const nm = (um: number): string => `${(um * 1000).toFixed(0)} nm`;
