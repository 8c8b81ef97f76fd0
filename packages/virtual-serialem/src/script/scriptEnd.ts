import { applySetting } from '../commands/settings.ts';
import type { Instrument } from '../instrument.ts';
import { freshScript } from './scriptState.ts';

/** What SerialEM does when a script begins, or external control is granted: everything that belongs to one script starts anew. */
export function beginScript(instrument: Instrument, name = 'External Script'): void {
  instrument.variables.clear(false);
  instrument.variables.setText('SCRIPTNAME', name);
  instrument.script = freshScript(instrument.clock.nowS);
}

/** What SerialEM does when a script ends: what was changed for the script only is put back. Files and buffers stay. */
export function endScript(instrument: Instrument): void {
  const { column, sets, textFiles, script, variables } = instrument;
  sets.restoreAll();
  column.changeLowDose((lowDose) => lowDose.restoreAtScriptEnd());
  for (const [name, value] of script.settingsBefore) applySetting(instrument, name, value);
  if (column.savedBeamTiltMrad) {
    column.beamTiltMrad = column.savedBeamTiltMrad;
    column.savedBeamTiltMrad = null;
  }
  if (script.savedFocusUm !== null) column.defocusUm = script.savedFocusUm - column.readOutZeroUm;
  if (script.autofocusOffsetBeforeUm !== null) column.autofocusOffsetUm = script.autofocusOffsetBeforeUm;
  if (script.frameNameBefore !== null) {
    if (script.frameNameBefore.name !== '') instrument.frameBaseName = script.frameNameBefore.name;
    instrument.frameNameBits = script.frameNameBefore.bits;
  }
  textFiles.closeAtScriptEnd();
  variables.clear(false);
  instrument.script = freshScript(instrument.clock.nowS);
}
