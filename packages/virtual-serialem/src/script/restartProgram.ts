import { ImageBuffers } from '../buffers/imageBuffers.ts';
import { CameraSets } from '../column/cameraSets.ts';
import { startTargetDefocusUm } from '../column/column.ts';
import { freshEucentricityMemory } from '../column/eucentricityMemory.ts';
import { TextFiles } from '../files/textFiles.ts';
import { FrameFiles } from '../frames/frameFiles.ts';
import { HoleFinder } from '../holes/holeFinder.ts';
import { cameraSize, type Instrument, type ProgramMemory } from '../instrument.ts';
import { NavigatorTable } from '../navigator/navigatorTable.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ProgramSettings } from './programSettings.ts';
import { freshScript } from './scriptState.ts';
import { ScriptVariables } from './scriptVariables.ts';
import { SerialEmLog } from './serialEmLog.ts';

/** Lines in the Camera & Script panel (SerialEM's NUM_CM_MESSAGE_LINES). */
const statusLineCount = 6;

/** SerialEM's format of the names of frame files at its start: month with day, and time (bits 0x80 and 0x100). */
const freshFrameNameBits = 0x180;

/** The settings and properties of a program that has just started. */
function freshSettings({ stage, clock, optics }: Scenario): ProgramSettings {
  const settings = new ProgramSettings();
  settings.setProperty('MaximumTiltAngle', stage.maximumTiltDeg);
  settings.setSetting('TiltDelay', clock.tiltDelayS);
  settings.setSetting('AutofocusBeamTilt', optics.focus.beamTiltMrad);
  return settings;
}

/** The memory of a program that starts at a virtual moment, s: everything that is lost when it dies. */
export function freshProgram(scenario: Scenario, startS: number): ProgramMemory {
  const { widthPx, heightPx } = cameraSize(scenario);
  return {
    buffers: new ImageBuffers(),
    sets: new CameraSets(scenario.lowDose.sets, widthPx, heightPx),
    textFiles: new TextFiles(),
    navigator: new NavigatorTable(),
    holeFinder: new HoleFinder(),
    frames: new FrameFiles(),
    variables: new ScriptVariables(),
    settings: freshSettings(scenario),
    log: new SerialEmLog(),
    programStartS: startS,
    script: freshScript(startS),
    lastFocus: null,
    montageSet: null,
    lastDriftWait: null,
    statusLines: new Array<string>(statusLineCount).fill(''),
    customTimes: new Map(),
    cameraProperties: new Map(),
    tiltIncrement: { stepDeg: 3, byCosine: false },
    eucentricity: freshEucentricityMemory(),
    frameBaseName: '',
    frameNameBits: freshFrameNameBits,
  };
}

/**
 * The program SerialEM dies and is started again: its memory is gone (buffers, variables, open files, the Navigator, the
 * log, and settings, properties and low-dose areas as far as scripts had changed them), low dose is off, and its clock of
 * ticks starts anew. Stage, lenses, deflectors and files on disk stay as they were.
 */
export async function restartProgram(instrument: Instrument): Promise<void> {
  await instrument.files.closeAll();
  instrument.files.disk.forget();
  const { shortcuts } = instrument.eucentricity;
  Object.assign(instrument, freshProgram(instrument.scenario, instrument.clock.nowS));
  instrument.eucentricity.shortcuts = shortcuts;
  forgetInColumn(instrument);
}

/** What SerialEM remembers of the column and the microscope does not. */
function forgetInColumn({ column, scenario, settings }: Instrument): void {
  column.lowDose.startAnew();
  column.coils.forget(scenario.optics.imageShift.limitUm, settings.isOn('ShiftToTiltAxis'));
  column.targetDefocusUm = startTargetDefocusUm;
  column.savedBeamTiltMrad = null;
  column.autofocusOffsetUm = 0;
}
