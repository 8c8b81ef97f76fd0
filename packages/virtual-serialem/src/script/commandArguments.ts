import { ScriptError } from './scriptError.ts';

/** One argument as it came over the socket. */
export interface ReceivedArgument {
  readonly text: string;
  readonly number: number;
}

/** The arguments of one command, by position from 0, as SerialEM's commands see them: an empty text is an absent item. */
export class CommandArguments {
  readonly name: string;
  readonly #received: readonly ReceivedArgument[];

  constructor(name: string, received: readonly ReceivedArgument[]) {
    this.name = name;
    this.#received = received;
  }

  /** Whether an argument was given. */
  has(position: number): boolean {
    return (this.#received[position]?.text ?? '') !== '';
  }

  /** How many arguments were sent, empty ones included. */
  get count(): number {
    return this.#received.length;
  }

  /** A required text. */
  text(position: number): string {
    if (!this.has(position)) throw new ScriptError(`${this.name} needs at least ${position + 1} arguments`);
    return this.#received[position]?.text ?? '';
  }

  /** An optional text; empty when absent. */
  textOr(position: number, absent: string): string {
    return this.has(position) ? this.text(position) : absent;
  }

  /** A required number. */
  number(position: number): number {
    this.text(position);
    const value = this.#received[position]?.number ?? 0;
    if (!Number.isFinite(value)) throw new ScriptError(`Argument ${position + 1} of ${this.name} is not a number`);
    return value;
  }

  /** An optional number. */
  numberOr(position: number, absent: number): number {
    return this.has(position) ? this.number(position) : absent;
  }

  /** A required whole number: SerialEM cuts the fraction off. */
  integer(position: number): number {
    return Math.trunc(this.number(position));
  }

  /** An optional whole number. */
  integerOr(position: number, absent: number): number {
    return Math.trunc(this.numberOr(position, absent));
  }

  /** An optional switch: any number but zero is on. */
  flagOr(position: number, absent: boolean): boolean {
    return this.has(position) ? this.integer(position) !== 0 : absent;
  }

  /** Free text at the end of a command: SerialEM takes the last argument that was sent, whatever its position. */
  lastText(): string {
    return this.#received.at(-1)?.text ?? '';
  }

  /** The command as SerialEM writes it into an error message: `TiltTo(75, 1)`. */
  toString(): string {
    return `${this.name}(${this.#received.map((argument) => argument.text).join(', ')})`;
  }
}
