/** What SerialEM keeps for the length of one script and starts anew with the next. */
export interface ScriptState {
  /** Virtual moment from which ReportClock counts, s. */
  clockStartS: number;
  /** NoMessageBoxOnError: errors go to the log and into the reply. */
  noMessageBox: boolean;
  /** Levels of StartTry: for each whether it keeps errors out of the log. */
  tries: boolean[];
  /** SuppressReports: reporting commands do not write to the log. */
  suppressReports: boolean;
  /** AllowFileOverwrite. */
  overwriteFiles: boolean;
  /** LimitNextAutoAlign, µm; used up by the next alignment. */
  alignLimitUm: number | null;
  /** Dose accumulated per area, e/Å²; an area that is not in the map is not accumulated. */
  readonly doseByArea: Map<number, number>;
  doseArea: number;
  /** Sum of the alignment shifts that were reported, unbinned pixels. */
  accumulatedShiftPx: { x: number; y: number };
  /** Values of user settings before this script changed them without keeping. */
  readonly settingsBefore: Map<string, number>;
  /** Defocus that SaveFocus remembers, µm. */
  savedFocusUm: number | null;
  /** BinningForCameraMatrix; 1 without. */
  matrixBinning: number;
  /** RestoreLowDoseParams and the like are kept by the column; frame names are here. */
  frameNameBefore: { readonly name: string; readonly bits: number } | null;
  /** SetAutofocusOffset: what the offset was before, µm. */
  autofocusOffsetBeforeUm: number | null;
  /** FocusChangeLimits and AbsoluteFocusLimits, µm; null without. */
  focusChangeLimitsUm: FocusLimits | null;
  absoluteFocusLimitsUm: FocusLimits | null;
}

/** Between what an autofocus may change or end, µm. */
export interface FocusLimits {
  readonly lowUm: number;
  readonly highUm: number;
}

/** Whether errors and questions go to the log instead of a box. */
export function areBoxesOff({ noMessageBox, tries }: ScriptState): boolean {
  return noMessageBox || tries.length > 0;
}

/** The state of a script that begins at a virtual moment. */
export function freshScript(nowS: number): ScriptState {
  return {
    clockStartS: nowS,
    noMessageBox: false,
    tries: [],
    suppressReports: false,
    overwriteFiles: false,
    alignLimitUm: null,
    doseByArea: new Map(),
    doseArea: 1,
    accumulatedShiftPx: { x: 0, y: 0 },
    settingsBefore: new Map(),
    savedFocusUm: null,
    matrixBinning: 1,
    frameNameBefore: null,
    autofocusOffsetBeforeUm: null,
    focusChangeLimitsUm: null,
    absoluteFocusLimitsUm: null,
  };
}
