import type { LowDoseSettings } from '../scenario/lowDoseSchema.ts';
import { type PlaneVector, plus } from './planeMatrix.ts';

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
  /** What its defocus offset does to the magnification (ratio) and the direction (degrees) on the camera, unknown to any calibration. */
  readonly scaleErrorFraction: number;
  readonly rotationErrorDeg: number;
  readonly spotSize: number;
}

/** Where Focus or Trial is on the tilt axis: distance, µm, and the angle of the line on which it lies, degrees. */
export interface AxisPosition {
  readonly distanceUm: number;
  readonly angleDeg: number;
}

/** A change of where an area looks, lab µm. */
const onAxis = ({ distanceUm, angleDeg }: AxisPosition): PlaneVector => ({
  x: distanceUm * Math.cos((angleDeg * Math.PI) / 180),
  y: distanceUm * Math.sin((angleDeg * Math.PI) / 180),
});

const areasOf = ({ view, focus, trial, record, search }: LowDoseSettings): Record<AreaName, LowDoseArea> => {
  return { view, focus, trial, record, search };
};

/**
 * The low-dose areas, which of them the microscope is in, and how it stands. Starts in Record.
 *
 * What a script changes belongs to the scope only and is gone when it goes to an area, unless that area is being updated
 * (UpdateLowDoseParams, or continuous update): then it is written into the area (`SetMagOrAdjustLDArea`,
 * `UpdateLDAreaIfSaved` and `GotoLowDoseArea` of SerialEM).
 */
export class LowDose {
  readonly #settings: LowDoseSettings;
  #areas: Record<AreaName, LowDoseArea>;
  readonly #saved = new Map<AreaName, { readonly area: LowDoseArea; readonly keep: boolean }>();
  /** Areas that are written into until the script ends, also after they were restored: then nothing of them is saved any more. */
  readonly #updated = new Set<AreaName>();
  readonly #axis = new Map<AreaName, AxisPosition>();
  readonly #shiftOffsetsUm = new Map<AreaName, PlaneVector>();
  #adopting: AreaName | null = null;
  #current: AreaName = 'record';
  #present: LowDoseArea;
  #isOn = true;
  /** User setting "continuous update": changes of the scope go into the area at once. */
  continuousUpdate = false;

  constructor(settings: LowDoseSettings) {
    this.#settings = settings;
    this.#areas = areasOf(settings);
    this.#present = this.#areas.record;
  }

  /** The program has started anew: the areas are those of its settings file and low dose is off. The scope stands as it stood. */
  startAnew(): void {
    this.#areas = areasOf(this.#settings);
    this.#saved.clear();
    this.#updated.clear();
    this.#axis.clear();
    this.#shiftOffsetsUm.clear();
    this.#adopting = null;
    this.#current = 'record';
    this.#isOn = false;
    this.continuousUpdate = false;
    this.#present = { ...this.#present, defocusOffsetUm: 0 };
  }

  /** Whether low-dose mode is on. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** The area in which the microscope is, or was when low dose was turned off. */
  get current(): AreaName {
    return this.#current;
  }

  /** How the microscope stands: the parameters of the area with what was changed since. */
  get present(): LowDoseArea {
    return this.#present;
  }

  /** The parameters of an area. */
  area(name: AreaName): LowDoseArea {
    return this.#areas[name];
  }

  /** Goes to an area: the scope takes its parameters. */
  goTo(name: AreaName): void {
    this.#current = name;
    if (this.#adopting === name) this.#areas[name] = { ...this.#present, missUm: this.#areas[name].missUm };
    this.#adopting = null;
    this.#present = this.#areas[name];
  }

  /** Turns low dose off, with the scope as it stands, or on again in the last area. */
  turn(on: boolean): void {
    this.#isOn = on;
    if (on) this.goTo(this.#current);
    else this.#present = { ...this.#present, defocusOffsetUm: 0 };
  }

  /** The area takes over how the scope stands when low dose goes there next (CurrentSettingsToLDArea). */
  adoptPresentIn(name: AreaName): void {
    this.#adopting = name;
    this.#current = name;
  }

  /** Changes how the scope stands, and the area too while it is updated. */
  change(change: Partial<LowDoseArea>): void {
    this.#present = { ...this.#present, ...change };
    if (this.#isOn && (this.continuousUpdate || this.isUpdated(this.#current))) this.#adopt();
  }

  /** Sets the defocus offset of View or Search, µm. */
  setDefocusOffset(name: AreaName, offsetUm: number): void {
    this.#amend(name, { defocusOffsetUm: offsetUm });
  }

  /**
   * From now on changes in this area are written into it (SerialEM's UpdateLowDoseParams). A second time in a script does
   * nothing: who restores the area in between has its changes kept for ever (`mKeepOrRestoreArea` of SerialEM).
   */
  update(name: AreaName, keep: boolean): void {
    if (this.#updated.has(name)) return;
    this.#updated.add(name);
    this.#saved.set(name, { area: this.#areas[name], keep });
    if (this.#isOn && name === this.#current) this.#adopt();
  }

  /** Whether changes in this area are written into it. */
  isUpdated(name: AreaName): boolean {
    return this.#updated.has(name);
  }

  /** Copies the parameters of one area to another; each stays where it looks. */
  copy(from: AreaName, to: AreaName): void {
    this.#areas[to] = { ...this.#areas[from], missUm: this.#areas[to].missUm };
  }

  /** Where Focus or Trial is on the tilt axis. */
  axisPosition(name: AreaName): AxisPosition {
    return this.#axis.get(name) ?? { distanceUm: 0, angleDeg: 0 };
  }

  /** Moves Focus or Trial on the tilt axis. */
  setAxisPosition(name: AreaName, position: AxisPosition): void {
    const from = onAxis(this.axisPosition(name));
    this.#look(name, from, onAxis(position));
    this.#axis.set(name, position);
  }

  /** Where an area looks beside Record as far as SerialEM knows: what it was told, µm. */
  lookUm(name: AreaName): PlaneVector {
    return plus(onAxis(this.axisPosition(name)), this.shiftOffsetUm(name));
  }

  /** What was added to where View or Search looks, µm. */
  shiftOffsetUm(name: AreaName): PlaneVector {
    return this.#shiftOffsetsUm.get(name) ?? { x: 0, y: 0 };
  }

  /** Lets View or Search look elsewhere, µm against where it looks without an offset. */
  setShiftOffset(name: AreaName, offsetUm: PlaneVector): void {
    this.#look(name, this.shiftOffsetUm(name), offsetUm);
    this.#shiftOffsetsUm.set(name, offsetUm);
  }

  /** Puts an area back to what it was before it was updated. Gives false when there is nothing to put back. */
  restore(name: AreaName): boolean {
    const saved = this.#saved.get(name);
    if (!saved) return false;
    this.#saved.delete(name);
    this.#areas[name] = saved.area;
    if (this.#isOn && name === this.#current) this.#present = saved.area;
    return true;
  }

  /** What SerialEM does at the end of a script: areas that were not marked to be kept are put back. */
  restoreAtScriptEnd(): void {
    for (const [name, { keep }] of [...this.#saved]) {
      if (keep) this.#saved.delete(name);
      else this.restore(name);
    }
    this.#updated.clear();
  }

  #look(name: AreaName, fromUm: PlaneVector, toUm: PlaneVector): void {
    const { missUm } = this.#areas[name];
    this.#amend(name, { missUm: plus(missUm, { x: toUm.x - fromUm.x, y: toUm.y - fromUm.y }) });
  }

  #amend(name: AreaName, change: Partial<LowDoseArea>): void {
    this.#areas[name] = { ...this.#areas[name], ...change };
    if (this.#isOn && name === this.#current) this.#present = { ...this.#present, ...change };
  }

  #adopt(): void {
    this.#areas[this.#current] = this.#present;
  }
}

/** The area of a letter, as SerialEM reads it: the first letter counts, and only as a capital. */
export function areaOfLetter(text: string): AreaName | undefined {
  const letter = text.slice(0, 1);
  return areaNames.find((name) => areaLetters[name] === letter);
}
