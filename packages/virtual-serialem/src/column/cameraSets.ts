import type { LowDoseSettings } from '../scenario/lowDoseSchema.ts';
import type { AreaName } from './lowDose.ts';

/** The camera parameter sets in SerialEM's order of numbers. */
export const setNames = ['view', 'focus', 'trial', 'record', 'preview', 'search'] as const;
/** A camera parameter set. */
export type SetName = (typeof setNames)[number];

/** The low-dose area in which each set exposes. */
export const areaOfSet: Readonly<Record<SetName, AreaName>> = {
  view: 'view',
  focus: 'focus',
  trial: 'trial',
  record: 'record',
  preview: 'record',
  search: 'search',
};

const setLetters: Readonly<Record<SetName, string>> = {
  view: 'V',
  focus: 'F',
  trial: 'T',
  record: 'R',
  preview: 'P',
  search: 'S',
};

/** One camera parameter set; the area of the camera is centred. */
export interface CameraSet {
  readonly exposureS: number;
  readonly driftS: number;
  readonly binning: number;
  /** Unbinned pixels that are read. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameTimeS: number;
}

/** The camera parameter sets; a change is for the script only and the first one remembers the original. */
export class CameraSets {
  readonly #sets: Record<SetName, CameraSet>;
  readonly #saved = new Map<SetName, CameraSet>();

  constructor(settings: LowDoseSettings['sets'], widthPx: number, heightPx: number) {
    const fill = (name: SetName): CameraSet => ({ ...settings[name], driftS: 0, widthPx, heightPx, frameTimeS: 0.1 });
    this.#sets = {
      view: fill('view'),
      focus: fill('focus'),
      trial: fill('trial'),
      record: fill('record'),
      preview: fill('preview'),
      search: fill('search'),
    };
  }

  /** The present parameters of a set. */
  get(name: SetName): CameraSet {
    return this.#sets[name];
  }

  /** Changes some parameters of a set until the end of the script. */
  change(name: SetName, change: Partial<CameraSet>): void {
    if (!this.#saved.has(name)) this.#saved.set(name, this.#sets[name]);
    this.#sets[name] = { ...this.#sets[name], ...change };
  }

  /** Puts a set back. Gives false when it was not changed. */
  restore(name: SetName): boolean {
    const saved = this.#saved.get(name);
    if (!saved) return false;
    this.#sets[name] = saved;
    this.#saved.delete(name);
    return true;
  }

  /** Makes the changes of a set permanent. */
  keep(name: SetName): void {
    this.#saved.delete(name);
  }

  /** Puts back every set that was changed. Gives how many. */
  restoreAll(): number {
    const changed = [...this.#saved.keys()];
    for (const name of changed) this.restore(name);
    return changed.length;
  }
}

/** The set of a letter or digit, as SerialEM reads it. */
export function setOfLetter(text: string): SetName | undefined {
  const letter = text.slice(0, 1).toUpperCase();
  if (/^\d$/.test(letter)) return setNames[Number(letter)];
  return setNames.find((name) => setLetters[name] === letter);
}
