import { stat } from 'node:fs/promises';
import { dragImage } from '../acquisition/dragImage.ts';
import type { Instrument } from '../instrument.ts';
import type { DialogAnswer } from '../scenario/dialogSchema.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError, UserStop } from '../script/scriptError.ts';
import { areBoxesOff } from '../script/scriptState.ts';
import type { Command, CommandFamily } from './command.ts';

const yes = /^(y|yes|ok|1)$/i;
const no = /^(n|no|0)$/i;

/** What a rule of the scenario says to a dialog, or else what the program was told at its start; null cancels. */
function answerTo({ person }: Instrument, command: string, text: string): DialogAnswer {
  const byRule = person.answerTo(command, text);
  return byRule === undefined ? person.otherwise : byRule;
}

/** Writes a dialog into the log, and remembers it with its answer. */
function note(instrument: Instrument, command: string, text: string, answer: string): void {
  const { log, person, truth, clock, faults } = instrument;
  log.add(`${command}: ${text}\n-> ${answer}`);
  person.remember({ command, text, answer });
  truth.note({
    note: 'dialog',
    kind: command,
    text: `${text} -> ${answer}`,
    timeS: clock.nowS,
    commandCount: faults.commandCount,
  });
}

/** An answer that does not fit its dialog is a mistake in the scenario, and no dialog should hide it. */
function unfit(command: string, answer: DialogAnswer): ScriptError {
  return new ScriptError(`The answer ${JSON.stringify(answer)} of the scenario does not fit ${command}`);
}

/** Asks a question with yes and no. */
function askYesNo(instrument: Instrument, command: string, text: string): boolean {
  const answer = answerTo(instrument, command, text);
  const agrees = answer !== null && yes.test(String(answer));
  if (!agrees && answer !== null && !no.test(String(answer))) throw unfit(command, answer);
  note(instrument, command, text, agrees ? 'yes' : 'no');
  return agrees;
}

/** A box that the flags of the script suppress: its text goes to the log only. */
function notShown(instrument: Instrument, command: string, text: string): boolean {
  if (!areBoxesOff(instrument.script)) return false;
  note(instrument, command, text, 'not shown');
  return true;
}

const yesNo: Command = (instrument, args) => {
  const text = args.lastText();
  if (notShown(instrument, args.name, text)) return [0];
  return [askYesNo(instrument, args.name, text) ? 1 : 0];
};

const okBox: Command = (instrument, args) => note(instrument, args.name, args.lastText(), 'ok');

const pause: Command = (instrument, args) => {
  const text = `${args.lastText()}\n\nDo you want to proceed with the script?`;
  if (!askYesNo(instrument, args.name, text)) throw new ScriptError('The user chose not to go on');
  return [1];
};

/** A number from a box; `accepted` is what stands in it when somebody just says yes, null where nothing does. */
function askNumber(instrument: Instrument, command: string, text: string, accepted: number | null): number {
  const answer = answerTo(instrument, command, text);
  const typed = typeof answer === 'string' && yes.test(answer) && answer !== '1' ? accepted : answer;
  const value = typeof typed === 'string' && typed.trim() !== '' ? Number(typed) : typed;
  if (typeof value !== 'number' || Number.isNaN(value)) {
    note(instrument, command, text, 'cancelled');
    throw new ScriptError('The script was stopped because no number was entered');
  }
  note(instrument, command, text, String(value));
  return value;
}

const defaultedNumber: Command = (instrument, args) => {
  const whole = args.integer(1) < 0;
  const offered = whole ? args.integer(0) : args.number(0);
  const value = askNumber(instrument, args.name, args.lastText(), offered);
  return [whole ? Math.trunc(value) : value];
};

const enterString: Command = (instrument, args) => {
  const name = args.text(0);
  const text = args.count > 1 ? args.lastText() : 'Enter a text string:';
  const typed = instrument.person.answerTo(args.name, text);
  if (typed === undefined || typed === null || Array.isArray(typed)) {
    note(instrument, args.name, text, 'cancelled');
    throw new ScriptError('The script was stopped because no string was entered');
  }
  note(instrument, args.name, text, String(typed));
  instrument.variables.setText(name, String(typed));
};

/** Which of some buttons an answer means, counted from 1; undefined when none does. */
function buttonNumber(answer: DialogAnswer, buttons: readonly string[]): number | undefined {
  if (answer === null) return buttons.length;
  const written = String(answer).toLowerCase();
  const byText = buttons.findIndex((button) => button.toLowerCase() === written) + 1;
  if (byText > 0) return byText;
  if (yes.test(written)) return 1;
  if (no.test(written)) return buttons.length === 1 ? 1 : buttons.length;
  const number = Number(written);
  return Number.isInteger(number) && number >= 1 && number <= buttons.length ? number : undefined;
}

/** The arguments are names of variables: a header, one to three explanations, and the array of as many buttons. */
const threeChoices: Command = (instrument, args) => {
  const { variables } = instrument;
  const count = args.has(4) ? 3 : args.has(3) ? 2 : 1;
  const parts = Array.from({ length: count + 1 }, (_, index) => variables.text(args.text(index)));
  const text = parts.filter((part) => part !== '').join('\n\n');
  const buttons = variables.elements(args.text(count + 1)).slice(0, count);
  if (notShown(instrument, args.name, text)) return [3];
  const answer = answerTo(instrument, args.name, text);
  const chosen = buttonNumber(answer, buttons);
  if (chosen === undefined) throw unfit(args.name, answer);
  note(instrument, args.name, text, buttons[chosen - 1] ?? String(chosen));
  return [chosen];
};

/** SerialEM's ManyChoiceBox has room for so many. */
const mostChoices = 15;

const manyChoices: Command = (instrument, args) => {
  const { variables } = instrument;
  const isRadio = args.integer(0) !== 0;
  const labels = variables.elements(args.text(2));
  if (labels.length > mostChoices) throw new ScriptError(`${labels.length} choices are more than ${mostChoices}`);
  const valuesName = args.text(3);
  const before = variables.has(valuesName) ? variables.numbers(valuesName) : labels.map(() => 0);
  const text = [variables.text(args.text(1)), ...labels].join('\n');
  const answer = answerTo(instrument, args.name, text);
  if (answer === null || (typeof answer === 'string' && no.test(answer))) {
    note(instrument, args.name, text, 'cancelled');
    return [-1, 0];
  }
  return isRadio
    ? chooseOne(instrument, args, { text, labels, answer, before: before[0] ?? 0 })
    : chooseMany(instrument, args, { text, labels, answer, before });
};

interface Choices<Before> {
  readonly text: string;
  readonly labels: readonly string[];
  readonly answer: DialogAnswer;
  readonly before: Before;
}

function chooseOne(instrument: Instrument, args: CommandArguments, choices: Choices<number>): [number, number] {
  const { text, labels, answer, before } = choices;
  const byLabel = typeof answer === 'string' ? labels.indexOf(answer) : -1;
  const index = byLabel >= 0 ? byLabel : typeof answer === 'number' ? answer : before;
  if (!Number.isInteger(index) || index < 0 || index >= labels.length) throw unfit(args.name, answer);
  instrument.variables.setNumber(args.text(3), index);
  note(instrument, args.name, text, labels[index] ?? '');
  return [index, 0];
}

function chooseMany(instrument: Instrument, args: CommandArguments, choices: Choices<readonly number[]>): [0, 0] {
  const { text, labels, answer, before } = choices;
  const ticked = Array.isArray(answer) ? answer : before;
  if (ticked.length !== labels.length) throw unfit(args.name, answer);
  instrument.variables.setArray(args.text(3), ticked);
  const chosen = labels.filter((_, index) => ticked[index] !== 0);
  note(instrument, args.name, text, chosen.join(', ') || 'none');
  return [0, 0];
}

/** The folder is chosen inside the one of the session; it becomes SerialEM's working directory. */
async function setDirectory(instrument: Instrument, args: CommandArguments): Promise<[string]> {
  const { folder } = instrument;
  const text = args.has(0) ? args.lastText() : 'Choose a new current working directory:';
  const answer = answerTo(instrument, args.name, text);
  if (typeof answer !== 'string' || no.test(answer)) {
    note(instrument, args.name, text, 'cancelled');
    return ['Cancel'];
  }
  const path = yes.test(answer) ? folder.working : folder.path(answer);
  const there = await stat(path).catch(() => null);
  if (!there?.isDirectory()) throw new ScriptError(`${path} is not a directory`);
  folder.goTo(path);
  note(instrument, args.name, text, path);
  return [path];
}

/** Every poll clears the remembered key, the wanted one or another. */
const keyBreak: Command = async (instrument, args) => {
  const wanted = args.textOr(0, 'B').toUpperCase();
  const { pressed, dragUm, stops } = instrument.person.poll(wanted);
  if (stops) throw new UserStop();
  if (dragUm) await dragImage(instrument, dragUm);
  if (pressed !== null) note(instrument, args.name, `The script asks for ${wanted}`, `${pressed} is pressed`);
  return [pressed === wanted ? 1 : 0];
};

/** Dialogs and keys. Nobody sits at a virtual SerialEM: rules of the scenario answer, or else `--answer`. */
export const dialogCommands: CommandFamily = {
  YesNoBox: yesNo,
  OKBox: okBox,
  Pause: pause,
  EnterDefaultedNumber: defaultedNumber,
  EnterOneNumber: (instrument, args) => [askNumber(instrument, args.name, args.lastText(), null)],
  EnterString: enterString,
  ThreeChoiceBox: threeChoices,
  ManyChoiceBox: manyChoices,
  NoLineWrapInMessageBox: () => {},
  UserSetDirectory: setDirectory,
  KeyBreak: keyBreak,
};
