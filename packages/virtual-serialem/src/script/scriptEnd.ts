import { applySetting } from '../commands/program.ts';
import type { Instrument } from '../instrument.ts';
import { freshScript } from './scriptState.ts';

/** What SerialEM does when external control is granted: everything that belongs to one script starts anew. */
export function beginScript(instrument: Instrument): void {
  instrument.variables.clear(false);
  instrument.variables.setText('SCRIPTNAME', 'External Script');
  instrument.script = freshScript(instrument.clock.nowS);
}

/** What SerialEM does when a script ends: what was changed for the script only is put back. Files and buffers stay. */
export function endScript(instrument: Instrument): void {
  const { column, sets, textFiles, script, variables } = instrument;
  sets.restoreAll();
  column.lowDose.restoreAtScriptEnd();
  for (const [name, value] of script.settingsBefore) applySetting(instrument, name, value);
  if (column.savedBeamTiltMrad) {
    column.beamTiltMrad = column.savedBeamTiltMrad;
    column.savedBeamTiltMrad = null;
  }
  if (script.savedFocusUm !== null) column.defocusUm = script.savedFocusUm;
  if (script.frameNameBefore !== null) instrument.frameBaseName = script.frameNameBefore;
  textFiles.closeAtScriptEnd();
  variables.clear(false);
  instrument.script = freshScript(instrument.clock.nowS);
}
