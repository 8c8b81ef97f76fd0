import type { Command } from './commands.ts';
import type { CommandArgument } from './message.ts';
import { leadingNumber, numberText, wholeNumberText } from './numberText.ts';

/** SerialEM's argument arrays have 20 places, the first is not used, and nothing there checks the index. */
const mostArguments = 19;

/** The official client passes a whole number on as a 32-bit `int`. */
const largestWholeNumber = 2_147_483_647;

/**
 * The arguments of a call as they go over the wire.
 *
 * SerialEM does not check the number of arguments of a command that comes through the socket, so this must. An
 * `undefined` at the end is an argument that was not given; between others it is a mistake, because SerialEM counts them.
 * @throws Error before anything is sent: too few or too many arguments, a wrong kind, a number that is not finite or not
 * whole where it has to be, a text with a NUL in it. Always a mistake in the program that calls.
 */
export function packArguments(command: Command, given: readonly unknown[]): readonly CommandArgument[] {
  const args = given.slice(0, 1 + given.findLastIndex((value) => value !== undefined));
  if (!command.external) throw new Error(`${command.name} is a word of the script language and cannot be sent.`);
  const required = command.keys.replace(/[a-z]/g, '').length;
  const most = Math.min(command.keys.length, mostArguments);
  if (args.length < required || args.length > most) {
    const wanted = required === most ? `${most}` : `${required} to ${most}`;
    throw new Error(`${written(command.name, args)} has ${args.length} arguments; ${command.name} takes ${wanted}.`);
  }
  return args.map((value, index) => {
    const packed = packArgument(command.keys.charAt(index), value);
    if (typeof packed === 'string') {
      throw new Error(`Argument ${index + 1} of ${written(command.name, args)} must be ${packed}.`);
    }
    return packed;
  });
}

/** A call as SerialEM writes it in its log, for messages to people: `SetExposure('R', 0.1)`. */
export function written(name: string, args: readonly unknown[]): string {
  return `${name}(${args.map(shown).join(', ')})`;
}

/** An object can be made that no text can be made of; then its kind has to do. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
}

function quoted(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

/** The argument, or what it has to be. */
function packArgument(key: string, value: unknown): CommandArgument | string {
  switch (key.toUpperCase()) {
    case 'S':
      if (typeof value !== 'string') return 'a text';
      if (value.includes('\0')) return 'a text without a NUL character';
      return { text: value, number: leadingNumber(value) };
    case 'I':
      if (!isWholeNumber(value)) return 'a whole number of at most 32 bits';
      return { text: wholeNumberText(value), number: value };
    default:
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'a finite number';
      return { text: numberText(value), number: value };
  }
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= largestWholeNumber;
}
