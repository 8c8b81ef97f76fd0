import { ScriptError } from './scriptError.ts';

/** A persistent variable outlives scripts, a report lasts until the next command that reports. */
type VariableKind = 'regular' | 'persistent' | 'report';

interface Variable {
  readonly text: string;
  readonly isNumber: boolean;
  readonly kind: VariableKind;
}

/** `name[3]`: one element of an array, counted from 1; from the end when negative. */
const elementOf = /^([^[\]]+)\[(-?\d+)\]$/;

/**
 * The variables of SerialEM's script language. Names are case-insensitive; values are texts, some of them marked as
 * numbers. An array is a text with an element on each line; its elements can be set by `name[3]`.
 */
export class ScriptVariables {
  readonly #variables = new Map<string, Variable>();
  /** Under which names the last reported values are; scripts may have thousands of other variables. */
  #reported: readonly string[] = [];

  /** Sets a text. Throws ScriptError when the name exists with the other persistence. */
  setText(name: string, text: string, persistent = false): void {
    this.#refuseDollar(name, text);
    const element = elementOf.exec(name);
    if (element) {
      this.#setElement(name, element[1] ?? '', Number(element[2]), text, persistent);
      return;
    }
    const key = this.#key(name, persistent);
    // SerialEM: an existing persistent variable that is set to nothing is deleted, a new one is created empty.
    if (persistent && text === '' && this.#variables.has(key)) this.#variables.delete(key);
    else this.#variables.set(key, { text, isNumber: false, kind: persistent ? 'persistent' : 'regular' });
  }

  /** Sets a number; it is kept as text with six decimals. */
  setNumber(name: string, value: number, persistent = false): void {
    this.#refuseDollar(name, '');
    const kind = persistent ? 'persistent' : 'regular';
    this.#variables.set(this.#key(name, persistent), { text: sixDecimals(value), isNumber: true, kind });
  }

  /** Sets an array of numbers or texts. */
  setArray(name: string, values: readonly (number | string)[]): void {
    this.setText(name, values.map((value) => (typeof value === 'number' ? sixDecimals(value) : value)).join('\n'));
  }

  /** The values that a command has reported, as reportedValue1…6 and repVal1…6, in place of those before. */
  setReported(values: readonly (number | string)[]): void {
    this.clearReported();
    this.#reported = values.flatMap((value, index) => {
      const isNumber = typeof value === 'number';
      const variable: Variable = { text: isNumber ? sixDecimals(value) : value, isNumber, kind: 'report' };
      const names = [`reportedvalue${index + 1}`, `repval${index + 1}`];
      for (const name of names) this.#variables.set(name, variable);
      return names;
    });
  }

  /** Forgets the reported values, as before every command but GetVariable. */
  clearReported(): void {
    for (const name of this.#reported) {
      if (this.#variables.get(name)?.kind === 'report') this.#variables.delete(name);
    }
    this.#reported = [];
  }

  /** The value: a number when it is marked as one. Throws ScriptError when there is none. */
  get(name: string): number | string {
    const { text, isNumber } = this.#required(name);
    return isNumber ? Number(text) : text;
  }

  /** The value as text. Throws ScriptError when there is none. */
  text(name: string): string {
    return this.#required(name).text;
  }

  /** The elements of an array as texts; none of an empty one. Throws ScriptError when there is no such variable. */
  elements(name: string): readonly string[] {
    const { text } = this.#required(name);
    return text === '' ? [] : text.split('\n');
  }

  /** The elements of an array as numbers. Throws ScriptError when one is not a number. */
  numbers(name: string): readonly number[] {
    return this.elements(name).map((element) => {
      const value = Number(element);
      if (element.trim() === '' || !Number.isFinite(value)) {
        throw new ScriptError(`The variable ${name} has the element ${element}, which is not a number`);
      }
      return value;
    });
  }

  /** Whether a variable exists. */
  has(name: string): boolean {
    return this.#variables.has(name.toLowerCase());
  }

  /** The names and values of one kind, in the order of their creation. */
  list(persistent: boolean): readonly (readonly [name: string, value: string])[] {
    return [...this.#variables]
      .filter(([, { kind }]) => (kind === 'persistent') === persistent)
      .map(([name, { text }]) => [name, text]);
  }

  /** Makes a regular variable persistent or the other way round. Throws ScriptError when it is not what is to be changed. */
  makePersistent(name: string, persistent: boolean): void {
    const variable = this.#required(name);
    const [before, after] = persistent ? (['regular', 'persistent'] as const) : (['persistent', 'regular'] as const);
    if (variable.kind !== before)
      throw new ScriptError(`The variable ${name} is not a ${before} one, and stays what it is`);
    this.#variables.set(name.toLowerCase(), { ...variable, kind: after });
  }

  /** Deletes the persistent variables, or all others. */
  clear(persistent: boolean): void {
    this.#clear(...(persistent ? (['persistent'] as const) : (['regular', 'report'] as const)));
  }

  #clear(...kinds: readonly VariableKind[]): void {
    for (const [name, { kind }] of [...this.#variables]) {
      if (kinds.includes(kind)) this.#variables.delete(name);
    }
  }

  #required(name: string): Variable {
    const variable = this.#variables.get(name.toLowerCase());
    if (!variable) throw new ScriptError(`The variable ${name} is not defined`);
    return variable;
  }

  #refuseDollar(name: string, text: string): void {
    if (!name.startsWith('$') && !text.startsWith('$')) return;
    if (name.startsWith('$')) throw new ScriptError(`${name} is not the name of a variable`);
    throw new ScriptError(`The value ${text} of a variable must not start with $`);
  }

  #setElement(written: string, array: string, number: number, text: string, persistent: boolean): void {
    const elements = [...this.elements(array)];
    const index = number < 0 ? elements.length + number : number - 1;
    if (index < 0 || index >= elements.length) {
      throw new ScriptError(`${written} is not one of the ${elements.length} elements of ${array}`);
    }
    elements[index] = text;
    const kind = persistent ? 'persistent' : 'regular';
    this.#variables.set(this.#key(array, persistent), { text: elements.join('\n'), isNumber: false, kind });
  }

  #key(name: string, persistent: boolean): string {
    if (name === '' || /[[\]]/.test(name)) throw new ScriptError(`${name} is not the name of a variable`);
    const existing = this.#variables.get(name.toLowerCase());
    if (existing && (existing.kind === 'persistent') !== persistent) {
      const kind = existing.kind === 'persistent' ? 'persistent' : 'regular';
      throw new ScriptError(`The variable ${name} exists already as a ${kind} one`);
    }
    return name.toLowerCase();
  }
}

/** A number as SerialEM's variables hold it: six decimals, zeros removed. */
function sixDecimals(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}
