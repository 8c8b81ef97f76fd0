import type { ImageBuffers } from './buffers/imageBuffers.ts';
import type { Camera } from './camera/formImage.ts';
import type { VirtualClock } from './clock.ts';
import type { CameraSets } from './column/cameraSets.ts';
import type { Column } from './column/column.ts';
import type { FaultPlan } from './faults/faultPlan.ts';
import type { OpenFiles } from './files/openFiles.ts';
import type { SessionFolder } from './files/sessionFolder.ts';
import type { TextFiles } from './files/textFiles.ts';
import type { NavigatorTable } from './navigator/navigatorTable.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { ProgramSettings } from './script/programSettings.ts';
import type { ScriptState } from './script/scriptState.ts';
import type { ScriptVariables } from './script/scriptVariables.ts';
import type { SerialEmLog } from './script/serialEmLog.ts';
import type { Specimen } from './specimen/specimen.ts';
import type { TruthLog } from './truth/truthLog.ts';

/** What the last autofocus measured. */
export interface FocusMeasurement {
  /** Defocus before any correction, µm. */
  readonly defocusUm: number;
  /** 0 fine, 1 inconsistent results, 2 too many changes, −1 failed. */
  readonly failure: number;
  /** Drift of the image, nm/s on the specimen axes; null without three exposures. */
  readonly driftNmPerS: { readonly x: number; readonly y: number } | null;
}

/** Everything that a running virtual SerialEM consists of: the microscope, the program's memory, its folder. */
export interface Instrument {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly column: Column;
  readonly specimen: Specimen;
  readonly camera: Camera;
  readonly folder: SessionFolder;
  readonly files: OpenFiles;
  readonly truth: TruthLog;
  readonly faults: FaultPlan;
  /** What dialogs are answered with. */
  readonly answer: 'yes' | 'no';
  // The memory of the program, lost when it dies.
  sets: CameraSets;
  buffers: ImageBuffers;
  textFiles: TextFiles;
  navigator: NavigatorTable;
  variables: ScriptVariables;
  settings: ProgramSettings;
  log: SerialEmLog;
  /** Virtual moment at which the program was started; its ticks count from there, s. */
  programStartS: number;
  /** The script that runs, or the last one. */
  script: ScriptState;
  /** Number of the last exposure; 0 before the first. */
  exposureCount: number;
  lastFocus: FocusMeasurement | null;
  /** How often Eucentricity has run. */
  eucentricityCount: number;
  /** Name that new frame files would get, and SerialEM's bits for its format. */
  frameBaseName: string;
  frameNameBits: number;
  /** Set by a fault for one image-shift command: it is refused. */
  refuseImageShift: boolean;
}

/** Width and height of the whole camera, unbinned pixels. */
export function cameraSize(scenario: Scenario): { readonly widthPx: number; readonly heightPx: number } {
  return { widthPx: scenario.camera.widthPx, heightPx: scenario.camera.heightPx };
}

/** SerialEM's ticks: virtual seconds since the program was started. */
export function tickTimeS({ clock, programStartS }: Instrument): number {
  return clock.nowS - programStartS;
}
