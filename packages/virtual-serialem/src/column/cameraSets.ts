import type { LowDoseSettings } from '../scenario/lowDoseSchema.ts';
import type { AreaName } from './lowDose.ts';

/** The camera parameter sets in SerialEM's order of numbers. */
export const setNames = ['view', 'focus', 'trial', 'record', 'preview', 'search', 'montage'] as const;
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
  montage: 'record',
};

const setLetters: Readonly<Record<SetName, string>> = {
  view: 'V',
  focus: 'F',
  trial: 'T',
  record: 'R',
  preview: 'P',
  search: 'S',
  montage: 'M',
};

/** The camera exposes no longer than this, s, whatever is asked: SerialEM's camera property MaximumExposure; the value is an estimate. */
export const longestExposureS = 100;

/** One camera parameter set. */
export interface CameraSet {
  readonly exposureS: number;
  readonly driftS: number;
  readonly binning: number;
  /** Unbinned pixels that are read. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** How far the middle of that area is from the middle of the camera: unbinned pixels to the right and down. */
  readonly rightPx: number;
  readonly downPx: number;
  readonly frameTimeS: number;
  /** 0 raw, 1 dark-subtracted, 2 gain-normalised. */
  readonly processing: number;
  /** 0 linear, 1 counting, 2 super-resolution. */
  readonly readMode: number;
  readonly continuous: boolean;
  /** Dose fractionation: whether there are frames, and what becomes of them, in SerialEM's numbers. */
  readonly doseFractions: boolean;
  readonly saveFrames: number;
  readonly alignFrames: boolean;
  readonly alignMethod: number;
  readonly sumFrames: boolean;
}

/** What all sets begin with: the camera's defaults in SerialEM. */
const plain = {
  driftS: 0,
  rightPx: 0,
  downPx: 0,
  frameTimeS: 0.1,
  processing: 2,
  readMode: 0,
  continuous: false,
  doseFractions: false,
  saveFrames: 0,
  alignFrames: false,
  alignMethod: 0,
  sumFrames: false,
} as const;

/** The camera parameter sets; a change is for the script only and the first one remembers the original. */
export class CameraSets {
  readonly #sets: Record<SetName, CameraSet>;
  readonly #saved = new Map<SetName, CameraSet>();

  constructor(settings: LowDoseSettings['sets'], widthPx: number, heightPx: number) {
    const fill = (name: Exclude<SetName, 'montage'>): CameraSet => ({ ...plain, ...settings[name], widthPx, heightPx });
    this.#sets = {
      view: fill('view'),
      focus: fill('focus'),
      trial: fill('trial'),
      record: fill('record'),
      preview: fill('preview'),
      search: fill('search'),
      montage: fill('record'),
    };
  }

  /** The present parameters of a set. */
  get(name: SetName): CameraSet {
    return this.#sets[name];
  }

  /** The parameters of a set as they are without what the script has changed. */
  original(name: SetName): CameraSet {
    return this.#saved.get(name) ?? this.#sets[name];
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

  /** Makes the changes of a set permanent, or of all sets. */
  keep(name?: SetName): void {
    if (name === undefined) this.#saved.clear();
    else this.#saved.delete(name);
  }

  /** Puts back every set that was changed. Gives how many. */
  restoreAll(): number {
    const changed = [...this.#saved.keys()];
    for (const name of changed) this.restore(name);
    return changed.length;
  }
}

/** The set of one letter, in either case, or of its number; anything longer is none, but for the zeros of `3.0`. */
export function setOfLetter(text: string): SetName | undefined {
  const short = text.replace(/^(\d)\.0*$/, '$1').toUpperCase();
  if (/^\d$/.test(short)) return setNames[Number(short)];
  return setNames.find((name) => setLetters[name] === short);
}
