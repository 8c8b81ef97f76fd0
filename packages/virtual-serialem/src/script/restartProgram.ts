import { ImageBuffers } from '../buffers/imageBuffers.ts';
import { CameraSets } from '../column/cameraSets.ts';
import { TextFiles } from '../files/textFiles.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { NavigatorTable } from '../navigator/navigatorTable.ts';
import { ProgramSettings } from './programSettings.ts';
import { freshScript } from './scriptState.ts';
import { ScriptVariables } from './scriptVariables.ts';
import { SerialEmLog } from './serialEmLog.ts';

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
  instrument.buffers = new ImageBuffers();
  instrument.sets = new CameraSets(scenario.lowDose.sets, widthPx, heightPx);
  instrument.textFiles = new TextFiles();
  instrument.navigator = new NavigatorTable();
  instrument.variables = new ScriptVariables();
  instrument.settings = freshSettings(scenario.stage.maximumTiltDeg);
  instrument.log = new SerialEmLog();
  instrument.programStartS = clock.nowS;
  instrument.script = freshScript(clock.nowS);
  instrument.lastFocus = null;
  column.lowDose.restoreAtScriptEnd();
  column.coils.limitUm = scenario.optics.imageShift.limitUm;
  column.coils.shiftToTiltAxis = instrument.settings.isOn('ShiftToTiltAxis');
  column.savedBeamTiltMrad = null;
}
