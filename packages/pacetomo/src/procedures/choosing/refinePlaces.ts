import type { Area, AreaTarget } from '../../area/area.ts';
import type { AdjustingTransform } from '../../geometry/adjustingTransform.ts';
import { add, subtract, type Vec } from '../../geometry/frames.ts';
import { LearnedAdjusting } from './learnAdjusting.ts';

/** A target in a View. */
export interface Sighting {
  /** Where the image shift would point with the target in the middle of the View, µm from where it is zero. */
  readonly seen: Vec<'specimen'>;
  /** Where the image shift pointed when the View was taken that its map shows. */
  readonly mapAt: Vec<'specimen'>;
  /** Whether the middle of the View is where the target was chosen to be: then Record finds it elsewhere. */
  readonly isAdjusted: boolean;
}

/** Where the targets of an area are found to be while they are refined. Places: µm from where the image shift is zero. */
export class RefinePlaces {
  readonly #area: Area;
  readonly #start: Vec<'specimen'>;
  readonly #sightings = new Map<number, Sighting>();
  readonly #found = new Map<number, Vec<'specimen'>>();
  readonly #stages = new Map<number, Vec<'stage'>>();
  readonly #maps = new Map<number, Partial<Pick<AreaTarget, 'viewMap' | 'previewMap'>>>();
  readonly adjusting: LearnedAdjusting;

  /** `start`: where the tracking target is expected. */
  constructor(area: Area, start: Vec<'specimen'>, known: AdjustingTransform | null) {
    this.#area = area;
    this.#start = start;
    this.adjusting = new LearnedAdjusting(known);
  }

  /** Where a target is, by the best that is known. */
  placeOf(index: number): Vec<'specimen'> {
    const found = this.#found.get(index);
    if (found !== undefined) return found;
    const sighting = this.#sightings.get(index);
    if (sighting !== undefined) return sighting.isAdjusted ? this.adjusting.placeOf(sighting.seen) : sighting.seen;
    const position = this.#area.targets[index]?.position ?? { x: 0, y: 0 };
    return index === 0 ? this.#start : add(this.placeOf(0), position);
  }

  sightingOf(index: number): Sighting | null {
    return this.#sightings.get(index) ?? null;
  }

  /** What the place of a target comes from. */
  sourceOf(index: number): 'kept' | 'view' | 'preview' {
    if (this.#found.has(index)) return 'preview';
    return this.#sightings.has(index) ? 'view' : 'kept';
  }

  /** How far from its place a target is to be expected that only View has shown, nm; null when nobody can tell. */
  errorNm(index: number): number | null {
    const sighting = this.#sightings.get(index);
    return sighting?.isAdjusted ? this.adjusting.errorNm(sighting.seen) : null;
  }

  see(index: number, sighting: Sighting): void {
    this.#sightings.set(index, sighting);
  }

  /** A Preview has found a target; if View had seen it, all that only View has seen are known better from now on. */
  find(index: number, found: Vec<'specimen'>): void {
    const sighting = this.#sightings.get(index);
    if (sighting?.isAdjusted) this.adjusting.learn({ seen: sighting.seen, found });
    this.#found.set(index, found);
  }

  settle(index: number, stage: Vec<'stage'>): void {
    this.#stages.set(index, stage);
  }

  nameMap(index: number, map: Partial<Pick<AreaTarget, 'viewMap' | 'previewMap'>>): void {
    this.#maps.set(index, { ...this.#maps.get(index), ...map });
  }

  /** The file names of a target, with the maps that were taken meanwhile. */
  targetOf(index: number): AreaTarget {
    const target = this.#area.targets[index];
    if (target === undefined) throw new Error(`the area has no target ${index + 1}`);
    return { ...target, ...this.#maps.get(index) };
  }

  /** The area with all that is known by now. Targets that were not found keep their position and stage. */
  area(): Area {
    return { ...this.#area, targets: this.#area.targets.map((_, index) => this.#refined(index)) };
  }

  #refined(index: number): AreaTarget {
    const target = this.targetOf(index);
    const isRefined = this.sourceOf(index) !== 'kept' && target.position !== null;
    const position = isRefined ? subtract(this.placeOf(index), this.placeOf(0)) : target.position;
    return { ...target, position, stage: this.#stages.get(index) ?? target.stage };
  }
}
