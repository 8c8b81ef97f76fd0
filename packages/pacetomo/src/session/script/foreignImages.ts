import { type AutodocSection, numberOf, parseMdoc, sectionsOf } from '@pacetomo/em-files';
import type { Tilt } from '../../plan/tiltScheme.ts';
import { Trouble } from '../../run/errors.ts';
import type { ForeignImage } from '../../run/takenOver.ts';

/** The stack of a target, by its mdoc. */
export interface ForeignStack {
  readonly target: string;
  /** Path of the mdoc, for messages. */
  readonly mdocPath: string;
  readonly mdoc: string;
}

/** A section that has its place in the schedule yet to be found. */
interface Section {
  readonly section: number;
  readonly tiltDeg: number;
  readonly doseEPerA2: number;
}

/**
 * The images of a stack, each at the step whose nominal tilt lies nearest.
 *
 * The stack tells what was exposed, not the run file: after a crash of PACEtomo.py it holds an image more (behaviour H40).
 */
export function imagesIn(
  { target, mdocPath, mdoc }: ForeignStack,
  schedule: readonly Tilt[],
  stepDeg: number,
): readonly ForeignImage[] {
  return sectionsIn(mdocPath, mdoc).map(({ section, tiltDeg, doseEPerA2 }) => {
    const step = stepAt(tiltDeg, schedule, stepDeg);
    if (step === null) {
      throw new Trouble(
        'bad-input',
        `${mdocPath}: section ${section} was taken at ${tiltDeg.toFixed(2)}°, where the run file has no tilt. Is it the stack of another run, or were start, range or step different? Say so with --set.`,
      );
    }
    return { target, step, section, readTiltDeg: tiltDeg, doseEPerA2 };
  });
}

/** The step with the nominal tilt nearest to one that was read back, within half a step; null when there is none. */
export function stepAt(tiltDeg: number, schedule: readonly Tilt[], stepDeg: number): number | null {
  const distances = schedule.map(({ deg }) => Math.abs(deg - tiltDeg));
  const nearest = Math.min(...distances);
  return nearest < stepDeg / 2 ? distances.indexOf(nearest) : null;
}

/** What was exposed more than once, in sentences. */
export function doubleExposures(images: readonly ForeignImage[], schedule: readonly Tilt[]): readonly string[] {
  return images.flatMap((first, i) => {
    const same = images.filter(({ target, step }) => target === first.target && step === first.step);
    if (same.length < 2 || same[0] !== images[i]) return [];
    const sections = same.map(({ section }) => section).join(' and ');
    return [
      `Target ${first.target} is double exposed at ${schedule[first.step]?.deg}°: sections ${sections}. All count as dose; the last one is what later images are aligned to.`,
    ];
  });
}

function sectionsIn(path: string, text: string): readonly Section[] {
  const sections = sectionsOf(parseMdoc(text), 'ZValue').map((own) => ({ own, section: Number(own.name) }));
  sections.sort((a, b) => a.section - b.section);
  return sections.map(({ own, section }, i) => {
    const tiltDeg = numberOf(own, 'TiltAngle');
    if (tiltDeg === null || section !== i) {
      const what = tiltDeg === null ? `section ${own.name} has no TiltAngle` : `section ${i} is missing`;
      throw new Trouble(
        'bad-input',
        `${path} cannot be used: ${what}. Repair it, from the log of SerialEM if need be.`,
      );
    }
    return { section, tiltDeg, doseEPerA2: doseOf(own, sections[i + 1]?.own) };
  });
}

/**
 * The dose of an image and of what was exposed between it and the next one without leaving an image: the growth of
 * SerialEM's own sum where that says more. (The first PriorRecordDose is missing, behaviour H33.)
 */
function doseOf(own: AutodocSection, next: AutodocSection | undefined): number {
  const exposed = numberOf(own, 'ExposureDose') ?? 0;
  const priorToNext = next === undefined ? null : numberOf(next, 'PriorRecordDose');
  const grown = priorToNext === null ? 0 : priorToNext - (numberOf(own, 'PriorRecordDose') ?? 0);
  return Math.max(0, exposed, Number(grown.toFixed(6)));
}
