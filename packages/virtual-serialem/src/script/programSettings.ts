/**
 * User settings that scripts change, in the names of SerialEM's settings file and with its defaults; ShiftToTiltAxis is on
 * because the tilt axis is calibrated. Where one acts elsewhere (`commands/settings.ts`), its value lives there.
 */
const userSettings: Readonly<Record<string, number>> = {
  DriftProtection: 1,
  ShiftToTiltAxis: 1,
  MoveStageOnBigMouseShift: 0,
  RefocusThreshold: 8,
  AbortThreshold: 0,
  AutofocusBeamTilt: 5,
  BeamTiltDirection: 0,
  TrimBordersInAutoalign: 1,
  DisableAutoTrim: 0,
  TiltDelay: 2,
  NormalizeAllOnMagChange: 0,
  SkipBlankingInLowDose: 0,
  LowDoseNormalizeBeam: 0,
  LowDoseTieFocusTrial: 1,
  TasksUseViewNotSearch: 1,
  WalkUpTargetAngle: -60,
  WalkUpMaxInterval: 6,
  AutosaveNavNew: 0,
  AutosaveXYZ: 0,
  AutosaveSettings: 0,
  SkipFileDlg: 1,
  SaveFrameStackMdoc: 0,
  NameFramesAsMRCS: 0,
  RefineZLPWithTrial: 0,
};

/** Properties of the program, in SerialEM's names and with its defaults. ImageShiftLimit and TiltAxisOffset live with the coils. */
const startProperties: Readonly<Record<string, number>> = {
  MaximumTiltAngle: 69.9,
  DummyInstance: 0,
  EnableExternalPython: 1,
  CameraRetries: 0,
  ImageShiftLimit: 15,
  TiltAxisOffset: 0,
  StageMoveDelay: 2000,
  LensNormalizationDelay: 2000,
  MinimumTiltDelay: 100,
};

/** SerialEM's user settings and properties. Names are case-insensitive; unknown ones are not there. */
export class ProgramSettings {
  readonly #settings = new Map(Object.entries(userSettings).map(([name, value]) => [name.toLowerCase(), value]));
  readonly #properties = new Map(Object.entries(startProperties).map(([name, value]) => [name.toLowerCase(), value]));

  /** A user setting; undefined when there is none of this name. */
  setting(name: string): number | undefined {
    return this.#settings.get(name.toLowerCase());
  }

  /** Sets a user setting. */
  setSetting(name: string, value: number): void {
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

  /** Sets a property. */
  setProperty(name: string, value: number): void {
    this.#properties.set(name.toLowerCase(), value);
  }
}
