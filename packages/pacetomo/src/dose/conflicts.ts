import type { ExposureWhat } from './plannedExposure.ts';
import type { NeighbourDose, ReceivedDose } from './received.ts';

/** A target that receives more from others than is wanted. */
export interface Conflict {
  readonly target: string;
  /** The neighbour; null for all of them together. */
  readonly from: string | null;
  /** Where it is largest on the target's frame, e/Å². */
  readonly doseEPerA2: number;
  readonly text: string;
}

/** Dose from neighbours that is worth a sentence, e/Å²: a third of a usual Record image, and what is given in trials (estimate). */
export const usualLimitEPerA2 = 1;

/**
 * Says which targets receive more than `limitEPerA2` from one neighbour, anywhere on their frame; and which ones do so only from
 * all of them together, as from a hundred Views.
 */
export function conflictsOf(received: readonly ReceivedDose[], limitEPerA2: number): readonly Conflict[] {
  return received.flatMap((dose): readonly Conflict[] => {
    const large = dose.neighbours.filter(({ mostEPerA2 }) => mostEPerA2 >= limitEPerA2);
    if (large.length > 0) return large.map((neighbour) => oneNeighbour(dose.target, neighbour));
    return dose.fromOthers.mostEPerA2 < limitEPerA2 ? [] : [allTogether(dose)];
  });
}

function oneNeighbour(target: string, neighbour: NeighbourDose): Conflict {
  const { from, what, mostEPerA2, centreEPerA2, coveredFraction, exposures } = neighbour;
  const where = coveredFraction === 1 ? 'all over its frame' : `over ${percent(coveredFraction)} of its frame`;
  const middle = centreEPerA2 > 0 ? `${eA(centreEPerA2)} in its middle` : 'none in its middle';
  const text = `Target ${target} receives ${eA(mostEPerA2)} from ${sourceWords(what, from)} at ${tiltWords(neighbour)}, ${where}, ${middle}; ${laterWords(exposures)}`;
  return { target, from, doseEPerA2: mostEPerA2, text };
}

function allTogether({ target, fromOthers, neighbours }: ReceivedDose): Conflict {
  const kinds = [...new Set(neighbours.map(({ what }) => pluralOf[what]))].join(', ');
  const text = `Target ${target} receives ${eA(fromOthers.mostEPerA2)} from ${neighbours.length} neighbours together (${kinds}), ${eA(fromOthers.centreEPerA2)} in its middle.`;
  return { target, from: null, doseEPerA2: fromOthers.mostEPerA2, text };
}

/** How much of it comes before images of the target that would show it. */
function laterWords(exposures: NeighbourDose['exposures']): string {
  const images = exposures.map(({ ownImagesBefore }) => ownImagesBefore);
  const first = Math.min(...images);
  return first === 0 ? 'it begins before its first image.' : `it begins after ${first} of its own images.`;
}

function tiltWords({ exposures }: NeighbourDose): string {
  const tilts = [...new Set(exposures.map(({ tiltDeg }) => tiltDeg))].toSorted((a, b) => a - b);
  const below = tilts.filter((tilt) => tilt < 0);
  const above = tilts.filter((tilt) => tilt >= 0);
  const parts = isWithoutGap(below, above) ? [tilts] : [below, above].filter((part) => part.length > 0);
  return parts.map(rangeWords).join(' and ');
}

/** Tilts of both signs are one range when they meet near 0°: none is left out between them. */
function isWithoutGap(below: readonly number[], above: readonly number[]): boolean {
  const gapDeg = (above[0] ?? 0) - (below.at(-1) ?? 0);
  const [first, second] = above.length > 1 ? above : below;
  return below.length === 0 || above.length === 0 || gapDeg <= Math.abs((second ?? 0) - (first ?? 0)) + 1e-6;
}

const rangeWords = (tilts: readonly number[]): string =>
  tilts.length === 1 ? `${tilts[0]}°` : `${tilts[0]}° to ${tilts.at(-1)}°`;

function sourceWords(what: ExposureWhat, from: string | null): string {
  const whose = from === null ? '' : ` of target ${from}`;
  return what === 'record' && from !== null ? `target ${from}` : `${pluralOf[what]}${whose}`;
}

const pluralOf: Readonly<Record<ExposureWhat, string>> = {
  record: 'images',
  again: 'second images',
  tile: 'montage pieces',
  preview: 'Previews',
  view: 'Views',
  focus: 'autofocuses',
  geometry: 'autofocuses for the slope',
};

const eA = (dose: number): string => `${dose.toFixed(dose < 10 ? 2 : 1)} e/Å²`;
const percent = (fraction: number): string => `${Math.max(1, Math.round(fraction * 100))} %`;
