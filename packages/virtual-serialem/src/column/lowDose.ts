import type { LowDoseSettings } from '../scenario/lowDoseSchema.ts';
import type { PlaneVector } from './planeMatrix.ts';

/** The low-dose areas in SerialEM's order of numbers. */
export const areaNames = ['view', 'focus', 'trial', 'record', 'search'] as const;
/** A low-dose area. */
export type AreaName = (typeof areaNames)[number];

/** The letters by which scripts name the areas. */
export const areaLetters: Readonly<Record<AreaName, string>> = {
  view: 'V',
  focus: 'F',
  trial: 'T',
  record: 'R',
  search: 'S',
};

/** The parameters of an area that scripts may change. */
export interface LowDoseArea {
  readonly magIndex: number;
  readonly doseRateEPerA2PerS: number;
  readonly beamDiameterUm: number;
  readonly defocusOffsetUm: number;
  /** Where the area really looks beside Record, lab µm. */
  readonly missUm: PlaneVector;
  readonly spotSize: number;
}

/** The low-dose areas and which of them the microscope is in. Starts in Record. */
export class LowDose {
  readonly #areas: Record<AreaName, LowDoseArea>;
  readonly #saved = new Map<AreaName, { readonly area: LowDoseArea; readonly keep: boolean }>();
  #current: AreaName = 'record';

  constructor(settings: LowDoseSettings) {
    this.#areas = {
      view: settings.view,
      focus: settings.focus,
      trial: settings.trial,
      record: settings.record,
      search: settings.search,
    };
  }

  /** The area in which the microscope is. */
  get current(): AreaName {
    return this.#current;
  }

  /** The parameters of an area. */
  area(name: AreaName): LowDoseArea {
    return this.#areas[name];
  }

  /** Goes to an area. */
  goTo(name: AreaName): void {
    this.#current = name;
  }

  /** Sets the defocus offset of View or Search, µm. */
  setDefocusOffset(name: AreaName, offsetUm: number): void {
    this.#areas[name] = { ...this.#areas[name], defocusOffsetUm: offsetUm };
  }

  /** From now on changes of magnification in this area are written into it (SerialEM's UpdateLowDoseParams). */
  update(name: AreaName, keep: boolean): void {
    if (!this.#saved.has(name)) this.#saved.set(name, { area: this.#areas[name], keep });
  }

  /** Whether changes in this area are written into it. */
  isUpdated(name: AreaName): boolean {
    return this.#saved.has(name);
  }

  /** Sets the magnification of an area. */
  setMagnification(name: AreaName, magIndex: number): void {
    this.#areas[name] = { ...this.#areas[name], magIndex };
  }

  /** Puts an area back to what it was before it was updated. Gives false when there is nothing to put back. */
  restore(name: AreaName): boolean {
    const saved = this.#saved.get(name);
    if (!saved) return false;
    this.#areas[name] = saved.area;
    this.#saved.delete(name);
    return true;
  }

  /** What SerialEM does at the end of a script: areas that were not marked to be kept are put back. */
  restoreAtScriptEnd(): void {
    for (const [name, { keep }] of [...this.#saved]) {
      if (keep) this.#saved.delete(name);
      else this.restore(name);
    }
  }
}

/** The area of a letter, as SerialEM reads it: the first letter counts, in either case. */
export function areaOfLetter(text: string): AreaName | undefined {
  const letter = text.slice(0, 1).toUpperCase();
  return areaNames.find((name) => areaLetters[name] === letter);
}
