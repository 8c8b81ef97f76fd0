import type { BeamEffects } from './beamEffects/beamEffects.ts';
import type { ImageBuffers } from './buffers/imageBuffers.ts';
import type { Camera } from './camera/formImage.ts';
import type { VirtualClock } from './clock.ts';
import type { BackgroundMove } from './column/backgroundMove.ts';
import type { CameraSets } from './column/cameraSets.ts';
import type { Column } from './column/column.ts';
import type { EucentricityMemory } from './column/eucentricityMemory.ts';
import type { Facility } from './facility/facility.ts';
import type { Disturbances } from './faults/disturbances.ts';
import type { FaultPlan } from './faults/faultPlan.ts';
import type { OpenFiles } from './files/openFiles.ts';
import type { SessionFolder } from './files/sessionFolder.ts';
import type { TextFiles } from './files/textFiles.ts';
import type { FrameFiles } from './frames/frameFiles.ts';
import type { HoleFinder } from './holes/holeFinder.ts';
import type { NavigatorTable } from './navigator/navigatorTable.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { Person } from './script/person.ts';
import type { ProgramSettings } from './script/programSettings.ts';
import type { ScriptState } from './script/scriptState.ts';
import type { ScriptVariables } from './script/scriptVariables.ts';
import type { SerialEmLog } from './script/serialEmLog.ts';
import type { StopSwitch } from './script/stopSwitch.ts';
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

/** The memory of the program SerialEM, lost when it dies. */
export interface ProgramMemory {
  sets: CameraSets;
  buffers: ImageBuffers;
  textFiles: TextFiles;
  navigator: NavigatorTable;
  holeFinder: HoleFinder;
  frames: FrameFiles;
  variables: ScriptVariables;
  settings: ProgramSettings;
  log: SerialEmLog;
  /** Virtual moment at which the program was started; its ticks count from there, s. */
  programStartS: number;
  /** SetTiltIncrement: step of TiltUp, degrees, and whether it shrinks with the cosine of the tilt. */
  tiltIncrement: { readonly stepDeg: number; readonly byCosine: boolean };
  /** Camera properties that a script has changed, by names in small letters. */
  readonly cameraProperties: Map<string, number>;
  /** The status lines of the script; empty where there is none. */
  readonly statusLines: string[];
  /** SetCustomTime: minutes of the program, by name. */
  readonly customTimes: Map<string, number>;
  /** Camera set of montages that a script has chosen; null for the one that the scenario gives. */
  montageSet: Scenario['montage']['set'] | null;
  /** What the last DriftWaitTask found; null before. */
  lastDriftWait: { readonly nmPerS: number; readonly failed: boolean } | null;
  /** The script that runs, or the last one. */
  script: ScriptState;
  lastFocus: FocusMeasurement | null;
  eucentricity: EucentricityMemory;
  /** Name that new frame files would get, and SerialEM's bits for its format. */
  frameBaseName: string;
  frameNameBits: number;
}

/** Everything that a running virtual SerialEM consists of: the microscope, the program's memory, its folder. */
export interface Instrument extends ProgramMemory {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly column: Column;
  readonly facility: Facility;
  readonly beamEffects: BeamEffects;
  readonly specimen: Specimen;
  readonly camera: Camera;
  readonly folder: SessionFolder;
  readonly files: OpenFiles;
  readonly truth: TruthLog;
  readonly faults: FaultPlan;
  /** What is wrong at present; a restart of the program changes nothing of it. */
  readonly disturbances: Disturbances;
  /** Who answers dialogs and presses keys. */
  readonly person: Person;
  /** STOP, for the command that runs. */
  readonly stop: StopSwitch;
  /** A tilt or stage move that goes on while the script does; null when there is none. */
  backgroundMove: BackgroundMove | null;
  /** Number of the last exposure; 0 before the first. */
  exposureCount: number;
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
