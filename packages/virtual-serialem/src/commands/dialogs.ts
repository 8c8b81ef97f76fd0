import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';

/** Nobody sits at a virtual SerialEM: dialogs go to the log and are answered as the program was told at its start. */
const shown =
  (answered: Command): Command =>
  (instrument, args) => {
    if (args.lastText() !== '') instrument.log.add(args.lastText());
    return answered(instrument, args);
  };

const yesNo: Command = (instrument) => [instrument.script.noMessageBox || instrument.answer === 'no' ? 0 : 1];

const pause: Command = (instrument) => {
  if (instrument.answer === 'no') throw new ScriptError('The user chose not to go on');
  return [1];
};

const cancelled: Command = () => {
  throw new ScriptError('No value was entered');
};

/** Dialogs. `--answer yes` proceeds, takes defaults and first choices; `--answer no` declines and cancels. */
export const dialogCommands: CommandFamily = {
  YesNoBox: shown(yesNo),
  OKBox: shown(() => {}),
  Pause: shown(pause),
  EnterDefaultedNumber: (instrument, args) =>
    instrument.answer === 'yes' ? [args.number(0)] : cancelled(instrument, args),
  EnterOneNumber: shown(cancelled),
  EnterString: shown(cancelled),
  ThreeChoiceBox: ({ script, answer }) => [script.noMessageBox ? 3 : answer === 'yes' ? 1 : 3],
  ManyChoiceBox: () => [-1, 0],
  NoLineWrapInMessageBox: () => {},
  UserSetDirectory: ({ folder, answer }) => [answer === 'yes' ? folder.working : 'Cancel'],
};
