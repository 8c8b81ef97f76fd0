import type { Series } from '../series/series.ts';
import type { Made } from './exportFile.ts';

/** What a program cannot do without. */
export type Need = 'axis' | 'dose' | 'frames' | 'pixel' | 'voltage' | 'sections';

/** Why a series does not meet needs, as parts of a sentence; empty when it meets all. */
export function lacking(series: Series, needs: readonly Need[]): readonly string[] {
  return needs.flatMap((need) => reasons[need](series) ?? []);
}

/** Nothing, and the sentence that says why. `what` is what a person does instead, a sentence or none. */
export function withheld(from: string, series: Series, why: readonly string[], instead = ''): Made {
  const sentence = `Nothing is made of ${series.name} for ${from}: ${why.join(', and ')}.`;
  return { files: [], notes: [instead === '' ? sentence : `${sentence} ${instead}`] };
}

/** The sentence, if any, for images that a list leaves out because they have no frames. */
export function leftOut(from: string, { name }: Series, images: number): readonly string[] {
  if (images === 0) return [];
  return [
    `The list of ${name} for ${from} leaves out ${images === 1 ? 'an image' : `${images} images`} without frames.`,
  ];
}

/** Why, or null when it is there. */
const reasons: Readonly<Record<Need, (series: Series) => string | null>> = {
  axis: ({ axisAngleDeg }) => (axisAngleDeg === null ? 'the direction of its tilt axis is not known' : null),
  dose: doseReason,
  frames: framesReason,
  pixel: ({ pixelSizeA }) => (pixelSizeA === null ? 'its pixel size is not known' : null),
  voltage: ({ voltageKv }) => (voltageKv === null ? 'its voltage is not known' : null),
  sections: sectionsReason,
};

function doseReason({ images }: Series): string | null {
  if (images.some(({ doseEPerA2 }) => !(doseEPerA2 > 0))) return 'the dose of its images is not known';
  const grows = images.every(
    ({ priorDoseEPerA2 }, at) => at === 0 || priorDoseEPerA2 > (images[at - 1]?.priorDoseEPerA2 ?? 0),
  );
  return grows ? null : 'the doses before its images do not grow in the order of acquisition';
}

function framesReason({ images }: Series): string | null {
  const named = images.flatMap(({ frames }) => frames ?? []);
  if (named.length === 0) return 'no frames of it were saved';
  const torn = named.find(({ file }) => /[\s"'#]/.test(file)); // a table's columns are torn there
  return torn === undefined ? null : `the name of the frame file "${torn.file}" has a blank, a quotation mark or a #`;
}

/** A list of one line for each section of a stack needs one image for each. */
function sectionsReason({ images }: Series): string | null {
  const sections = images.map(({ section }) => section).sort((a, b) => a - b);
  return sections.every((section, at) => section === at) ? null : 'its mdoc does not have one image for each section';
}
