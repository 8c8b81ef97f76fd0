/** What SerialEM keeps for the length of one script and starts anew with the next. */
export interface ScriptState {
  /** Virtual moment from which ReportClock counts, s. */
  clockStartS: number;
  /** NoMessageBoxOnError: errors go to the log and into the reply. */
  noMessageBox: boolean;
  /** Levels of StartTry, and whether the outermost keeps errors out of the log. */
  tryLevels: number;
  quietTry: boolean;
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
  frameNameBefore: string | null;
}

/** The state of a script that begins at a virtual moment. */
export function freshScript(nowS: number): ScriptState {
  return {
    clockStartS: nowS,
    noMessageBox: false,
    tryLevels: 0,
    quietTry: false,
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
  };
}
