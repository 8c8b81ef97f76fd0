import { ImageBuffers } from '../buffers/imageBuffers.ts';
import { CameraSets } from '../column/cameraSets.ts';
import { startTargetDefocusUm } from '../column/column.ts';
import { freshEucentricityMemory } from '../column/eucentricityMemory.ts';
import { TextFiles } from '../files/textFiles.ts';
import { FrameFiles } from '../frames/frameFiles.ts';
import { HoleFinder } from '../holes/holeFinder.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { NavigatorTable } from '../navigator/navigatorTable.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ProgramSettings } from './programSettings.ts';
import { freshScript } from './scriptState.ts';
import { ScriptVariables } from './scriptVariables.ts';
import { SerialEmLog } from './serialEmLog.ts';

/** SerialEM's tilt increment at its start: 3°, the same at every tilt. */
export const freshTiltIncrement = { stepDeg: 3, byCosine: false } as const;

/** SerialEM's format of the names of frame files at its start: month with day, and time (bits 0x80 and 0x100). */
export const freshFrameNameBits = 0x180;

/** The settings and properties of a program that has just started. */
export function freshSettings({ stage, clock, optics }: Scenario): ProgramSettings {
  const settings = new ProgramSettings();
  settings.setProperty('MaximumTiltAngle', stage.maximumTiltDeg);
  settings.setSetting('TiltDelay', clock.tiltDelayS);
  settings.setSetting('AutofocusBeamTilt', optics.focus.beamTiltMrad);
  return settings;
}

/**
 * The program SerialEM dies and is started again: its memory is gone (buffers, variables, open files, the Navigator, the
 * log, and settings, properties and low-dose areas as far as scripts had changed them), low dose is off, and its clock of
 * ticks starts anew. Stage, lenses, deflectors and files on disk stay as they were.
 */
export async function restartProgram(instrument: Instrument): Promise<void> {
  const { scenario, clock } = instrument;
  const { widthPx, heightPx } = cameraSize(scenario);
  await instrument.files.closeAll();
  instrument.files.disk.forget();
  instrument.buffers = new ImageBuffers();
  instrument.sets = new CameraSets(scenario.lowDose.sets, widthPx, heightPx);
  instrument.textFiles = new TextFiles();
  instrument.navigator = new NavigatorTable();
  instrument.holeFinder = new HoleFinder();
  instrument.frames = new FrameFiles();
  instrument.variables = new ScriptVariables();
  instrument.settings = freshSettings(scenario);
  instrument.log = new SerialEmLog();
  instrument.programStartS = clock.nowS;
  instrument.script = freshScript(clock.nowS);
  instrument.lastFocus = null;
  instrument.lastDriftWait = null;
  instrument.statusLines.fill('');
  instrument.customTimes.clear();
  instrument.cameraProperties.clear();
  instrument.tiltIncrement = freshTiltIncrement;
  instrument.eucentricity = { ...freshEucentricityMemory(), shortcuts: instrument.eucentricity.shortcuts };
  instrument.frameBaseName = '';
  instrument.frameNameBits = freshFrameNameBits;
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
