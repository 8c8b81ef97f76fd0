import { type AutodocSection, type Mdoc, numberOf, textOf } from '@pacetomo/em-files';
import { secondsOf } from './dateTime.ts';

/** An mdoc in the order of acquisition, and whether the stack that it lies beside is in the order of tilt. */
export interface InOrder {
  readonly mdoc: Mdoc;
  readonly isSorted: boolean;
}

/**
 * The order of acquisition of an mdoc of any origin, by DateTime. Only one that is in the order of tilt is brought back; any
 * other, and one without all its times, is believed as it stands, for a clock that was turned back is no reason to mix images.
 */
export function inOrderOfAcquisition(mdoc: Mdoc): InOrder {
  const { sections } = mdoc;
  const isSorted = risesByTilt(sections);
  if (!isSorted || sections.some((section) => Number.isNaN(timeOf(section)))) return { mdoc, isSorted };
  const byTime = sections.toSorted((one, other) => timeOf(one) - timeOf(other)); // stable
  const isInOrder = byTime.every((section, at) => section === sections[at]);
  return { mdoc: isInOrder ? mdoc : { ...mdoc, sections: byTime }, isSorted };
}

/** Titles and what is no image stay in front. */
const timeOf = (section: AutodocSection): number =>
  section.type === 'ZValue' ? (secondsOf(textOf(section, 'DateTime') ?? '') ?? Number.NaN) : Number.NEGATIVE_INFINITY;

function risesByTilt(sections: readonly AutodocSection[]): boolean {
  const tiltsDeg = sections.flatMap((section) => numberOf(section, 'TiltAngle') ?? []);
  return tiltsDeg.every((tiltDeg, at) => at === 0 || tiltDeg >= (tiltsDeg[at - 1] ?? 0));
}
