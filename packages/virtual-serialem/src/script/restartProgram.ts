import { ImageBuffers } from '../buffers/imageBuffers.ts';
import { CameraSets } from '../column/cameraSets.ts';
import { freshEucentricityMemory } from '../column/eucentricityMemory.ts';
import { TextFiles } from '../files/textFiles.ts';
import { FrameFiles } from '../frames/frameFiles.ts';
import { HoleFinder } from '../holes/holeFinder.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { NavigatorTable } from '../navigator/navigatorTable.ts';
import { ProgramSettings } from './programSettings.ts';
import { freshScript } from './scriptState.ts';
import { ScriptVariables } from './scriptVariables.ts';
import { SerialEmLog } from './serialEmLog.ts';

/** SerialEM's tilt increment at its start: 3°, the same at every tilt. */
export const freshTiltIncrement = { stepDeg: 3, byCosine: false } as const;

/** The settings and properties of a program that has just started. */
export function freshSettings(maximumTiltDeg: number): ProgramSettings {
  const settings = new ProgramSettings();
  settings.setProperty('MaximumTiltAngle', maximumTiltDeg);
  return settings;
}

/**
 * The program SerialEM dies and is started again: its memory is gone (buffers, variables, open files, the Navigator,
 * settings, the log), its clock of ticks starts anew. Stage, lenses, image shift and files on disk stay as they were.
 */
export async function restartProgram(instrument: Instrument): Promise<void> {
  const { scenario, column, clock } = instrument;
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
  instrument.settings = freshSettings(scenario.stage.maximumTiltDeg);
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
  column.lowDose.restoreAtScriptEnd();
  column.coils.limitUm = scenario.optics.imageShift.limitUm;
  column.coils.shiftToTiltAxis = instrument.settings.isOn('ShiftToTiltAxis');
  column.savedBeamTiltMrad = null;
  column.autofocusOffsetUm = 0;
  column.lowDose.continuousUpdate = false;
}
