import { length, subtract, type Vec } from '../../geometry/frames.ts';

/** An image that was taken while targets were refined. */
export interface RefineExposure {
  /** The target that it was for, such as `003`. */
  readonly target: string;
  readonly what: 'view' | 'preview';
  /** Where the image shift pointed, µm from where it is zero. */
  readonly at: Vec<'specimen'>;
  /** Radius of the beam, µm. */
  readonly radiusUm: number;
  readonly doseEPerA2: number;
}

/** The dose that a place has received from all of these images, e⁻/Å²: from each one whose beam was on it. */
export function doseAt(place: Vec<'specimen'>, exposures: readonly RefineExposure[]): number {
  return exposures
    .filter(({ at, radiusUm }) => length(subtract(place, at)) <= radiusUm)
    .reduce((sum, { doseEPerA2 }) => sum + doseEPerA2, 0);
}

/** What a refinement has cost, as one sentence. */
export function costSentence(exposures: readonly RefineExposure[], dosesEPerA2: readonly number[]): string {
  const count = (wanted: RefineExposure['what']): number => exposures.filter(({ what }) => what === wanted).length;
  const [views, previews] = [count('view'), count('preview')];
  const [least, most] = [Math.min(...dosesEPerA2), Math.max(...dosesEPerA2)];
  const each = most - least < 0.005 ? `${most.toFixed(2)}` : `${least.toFixed(2)} to ${most.toFixed(2)}`;
  return `This took ${plural(views, 'View')} and ${plural(previews, 'Preview')}; each target has received ${each} e/Å², the Views of its neighbours counted.`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
