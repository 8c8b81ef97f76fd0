import type { Instrument } from '../instrument.ts';
import { ScriptExit } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** An array is shown on one line, as `NAME = { 1 2 3 }`. */
function list({ variables, log }: Instrument, kinds: readonly ('persistent' | 'other')[]): void {
  for (const kind of kinds) {
    const isPersistent = kind === 'persistent';
    for (const [name, value] of variables.list(isPersistent)) {
      const shown = value.includes('\n') ? `{ ${value.replaceAll('\n', ' ')} }` : value;
      log.add(`${name.toUpperCase()}${isPersistent ? ' (persistent)' : ''} = ${shown}`);
    }
  }
}

/** Commands for variables, errors and the end of a script. */
export const variableCommands: CommandFamily = {
  SetVariable: ({ variables }, args) => variables.setText(args.text(0), args.textOr(1, '')),
  SetPersistentVar: ({ variables }, args) => variables.setText(args.text(0), args.textOr(1, ''), true),
  SetFloatVariable: ({ variables }, args) => variables.setNumber(args.text(0), args.number(1), args.flagOr(2, false)),
  GetVariable: ({ variables }, args) => [variables.get(args.text(0))],
  IsVariableDefined: ({ variables }, args) => [variables.has(args.text(0)) ? 1 : 0],
  MakeVarPersistent: ({ variables }, args) => variables.makePersistent(args.text(0), args.flagOr(1, true)),
  ClearPersistentVars: ({ variables }) => variables.clear(true),
  ClearNonPersistentVars: ({ variables }) => variables.clear(false),
  ListVars: (instrument) => list(instrument, ['other', 'persistent']),
  ListPersistentVars: (instrument) => list(instrument, ['persistent']),
  NoMessageBoxOnError: ({ script }, args) => {
    script.noMessageBox = args.flagOr(0, true);
  },
  StartTry: ({ script }, args) => {
    script.tries.push(args.flagOr(0, false));
  },
  EndTry: ({ script }) => {
    script.tries.pop();
  },
  Exit: ({ log }, args) => {
    if (args.has(1)) log.add(args.text(1));
    throw new ScriptExit(args.integerOr(0, 0) === 0);
  },
  Return: () => {
    throw new ScriptExit(true);
  },
};
