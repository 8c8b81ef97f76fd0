import { length, subtract, type Vec } from '../../geometry/frames.ts';

/** An image that was taken while targets were refined. */
export interface RefineExposure {
  /** The target that it was for, such as `003`. */
  readonly target: string;
  readonly what: 'view' | 'preview';
  /** Where the image shift pointed, µm from where it is zero. */
  readonly at: Vec<'specimen'>;
  /** Radius of the beam, µm; null when SerialEM does not know it. */
  readonly radiusUm: number | null;
  readonly doseEPerA2: number;
}

/**
 * The dose that a target has received from these images, e⁻/Å²: from those that were taken for it, and from those of others
 * whose beam is known to have been on its place.
 */
export function doseOf(target: string, place: Vec<'specimen'>, exposures: readonly RefineExposure[]): number {
  const isHit = ({ at, radiusUm }: RefineExposure): boolean =>
    radiusUm !== null && length(subtract(place, at)) <= radiusUm;
  return exposures
    .filter((exposure) => exposure.target === target || isHit(exposure))
    .reduce((sum, { doseEPerA2 }) => sum + doseEPerA2, 0);
}

/** What a refinement has cost, as one sentence. */
export function costSentence(exposures: readonly RefineExposure[], dosesEPerA2: readonly number[]): string {
  const count = (wanted: RefineExposure['what']): number => exposures.filter(({ what }) => what === wanted).length;
  const [views, previews] = [count('view'), count('preview')];
  const [least, most] = [Math.min(...dosesEPerA2), Math.max(...dosesEPerA2)];
  const each = most - least < 0.005 ? `${most.toFixed(2)}` : `${least.toFixed(2)} to ${most.toFixed(2)}`;
  const others = exposures.some(({ radiusUm }) => radiusUm === null)
    ? '. Images of its neighbours could not be counted: SerialEM does not know the size of the beam.'
    : ', the Views of its neighbours counted.';
  return `This took ${plural(views, 'View')} and ${plural(previews, 'Preview')}; each target has received ${each} e/Å²${others}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
