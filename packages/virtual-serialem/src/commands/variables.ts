import { ScriptExit } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

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
  ListVars: ({ variables, log }) => {
    for (const [name, value] of variables.list(false)) log.add(`${name}  ${value}`);
  },
  ListPersistentVars: ({ variables, log }) => {
    for (const [name, value] of variables.list(true)) log.add(`${name}  ${value}`);
  },
  NoMessageBoxOnError: ({ script }, args) => {
    script.noMessageBox = args.flagOr(0, true);
  },
  StartTry: ({ script }, args) => {
    script.tryLevels += 1;
    if (script.tryLevels === 1) script.quietTry = args.flagOr(0, false);
  },
  EndTry: ({ script }) => {
    script.tryLevels = Math.max(0, script.tryLevels - 1);
  },
  Exit: ({ log }, args) => {
    if (args.has(1)) log.add(args.text(1));
    throw new ScriptExit(args.numberOr(0, 0) === 0);
  },
  Return: () => {
    throw new ScriptExit(true);
  },
};
