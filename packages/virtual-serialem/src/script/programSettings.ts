import { ScriptError } from './scriptError.ts';

/** A setting: what SerialEM starts with, and between which values it can be where others would make no sense. */
interface Setting {
  readonly start: number;
  readonly least?: number;
  readonly most?: number;
}

/**
 * User settings that scripts change and that act, in the names of SerialEM's settings file and with its defaults;
 * ShiftToTiltAxis is on because the tilt axis is calibrated. Where one acts elsewhere (`commands/settings.ts`), its value
 * lives there; TiltDelay (s) and AutofocusBeamTilt (mrad) begin as the scenario says. Limits are those of SerialEM's
 * dialogs, or (WalkUpMaxInterval) of its tilt increment.
 */
const actingSettings: Readonly<Record<string, Setting>> = {
  DriftProtection: { start: 1 },
  ShiftToTiltAxis: { start: 1 },
  RefocusThreshold: { start: 8, least: 0.1, most: 1000 },
  AutofocusBeamTilt: { start: 5, least: 0.001, most: 1000 },
  TrimBordersInAutoalign: { start: 1 },
  TiltDelay: { start: 2, least: 0, most: 86_400 },
  LowDoseTieFocusTrial: { start: 1 },
  MoveStageOnBigMouseShift: { start: 0 },
  WalkUpMaxInterval: { start: 6, least: 0.02, most: 180 },
};

/** User settings about what the virtual SerialEM has not (files that are saved by themselves, dialogs for new files, a blanker that matters). They can be set and change nothing. */
const idleSettings: Readonly<Record<string, Setting>> = {
  SkipFileDlg: { start: 1 },
  SkipBlankingInLowDose: { start: 0 },
  AutosaveNavNew: { start: 0 },
  AutosaveXYZ: { start: 0 },
  AutosaveSettings: { start: 0 },
};

const userSettings: Readonly<Record<string, Setting>> = { ...actingSettings, ...idleSettings };

/**
 * Properties of the program, in SerialEM's names and with its defaults. ImageShiftLimit and TiltAxisOffset live with the
 * coils; StageMoveDelay is in ms. DummyInstance, EnableExternalPython and CameraRetries are there to be asked for.
 */
const startProperties: Readonly<Record<string, Setting>> = {
  MaximumTiltAngle: { start: 69.9 },
  DummyInstance: { start: 0 },
  EnableExternalPython: { start: 1 },
  CameraRetries: { start: 0 },
  ImageShiftLimit: { start: 15 },
  TiltAxisOffset: { start: 0 },
  StageMoveDelay: { start: 2000, least: 0, most: 60_000 },
};

const startOf = (table: Readonly<Record<string, Setting>>): Map<string, number> =>
  new Map(Object.entries(table).map(([name, { start }]) => [name.toLowerCase(), start]));

const limitsIn = (table: Readonly<Record<string, Setting>>): ReadonlyMap<string, Setting> =>
  new Map(Object.entries(table).map(([name, setting]) => [name.toLowerCase(), setting]));

const settingLimits = limitsIn(userSettings);
const propertyLimits = limitsIn(startProperties);

/** Throws ScriptError for a value that makes no sense. */
function refuseSenseless(limits: ReadonlyMap<string, Setting>, name: string, value: number): void {
  const { least, most } = limits.get(name.toLowerCase()) ?? {};
  if (least === undefined || most === undefined || (value >= least && value <= most)) return;
  throw new ScriptError(`${name} is between ${least} and ${most}; it cannot be ${value}`);
}

/** SerialEM's user settings and properties. Names are case-insensitive; unknown ones are not there. */
export class ProgramSettings {
  readonly #settings = startOf(userSettings);
  readonly #properties = startOf(startProperties);

  /** A user setting; undefined when there is none of this name. */
  setting(name: string): number | undefined {
    return this.#settings.get(name.toLowerCase());
  }

  /** Sets a user setting. Throws ScriptError for a value that makes no sense. */
  setSetting(name: string, value: number): void {
    refuseSenseless(settingLimits, name, value);
    this.#settings.set(name.toLowerCase(), value);
  }

  /** Whether a user setting is on. */
  isOn(name: string): boolean {
    return (this.setting(name) ?? 0) !== 0;
  }

  /** A property; undefined when there is none of this name. */
  property(name: string): number | undefined {
    return this.#properties.get(name.toLowerCase());
  }

  /** Sets a property. Throws ScriptError for a value that makes no sense. */
  setProperty(name: string, value: number): void {
    refuseSenseless(propertyLimits, name, value);
    this.#properties.set(name.toLowerCase(), value);
  }
}
