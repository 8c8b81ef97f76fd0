import { ScriptError } from './scriptError.ts';

interface Variable {
  readonly text: string;
  readonly isNumber: boolean;
  readonly persistent: boolean;
}

/** The variables of SerialEM's script language. Names are case-insensitive; values are texts, some of them marked as numbers. */
export class ScriptVariables {
  readonly #variables = new Map<string, Variable>();

  /** Sets a text. Throws ScriptError when the name exists with the other persistence. */
  setText(name: string, text: string, persistent = false): void {
    const key = this.#key(name, persistent);
    if (text.startsWith('$')) throw new ScriptError(`The value ${text} of a variable must not start with $`);
    // SerialEM: an existing persistent variable that is set to nothing is deleted, a new one is created empty.
    if (persistent && text === '' && this.#variables.has(key)) this.#variables.delete(key);
    else this.#variables.set(key, { text, isNumber: false, persistent });
  }

  /** Sets a number; it is kept as text with six decimals. */
  setNumber(name: string, value: number, persistent = false): void {
    this.#variables.set(this.#key(name, persistent), { text: sixDecimals(value), isNumber: true, persistent });
  }

  /** The value: a number when it is marked as one. Throws ScriptError when there is none. */
  get(name: string): number | string {
    const variable = this.#variables.get(name.toLowerCase());
    if (!variable) throw new ScriptError(`The variable ${name} is not defined`);
    return variable.isNumber ? Number(variable.text) : variable.text;
  }

  /** Whether a variable exists. */
  has(name: string): boolean {
    return this.#variables.has(name.toLowerCase());
  }

  /** The names and values of one kind, in the order of their creation. */
  list(persistent: boolean): readonly (readonly [name: string, value: string])[] {
    return [...this.#variables].filter(([, v]) => v.persistent === persistent).map(([name, v]) => [name, v.text]);
  }

  /** Makes a variable persistent or regular. */
  makePersistent(name: string, persistent: boolean): void {
    const variable = this.#variables.get(name.toLowerCase());
    if (!variable) throw new ScriptError(`The variable ${name} is not defined`);
    this.#variables.set(name.toLowerCase(), { ...variable, persistent });
  }

  /** Deletes the variables of one kind. */
  clear(persistent: boolean): void {
    for (const [name, variable] of [...this.#variables]) {
      if (variable.persistent === persistent) this.#variables.delete(name);
    }
  }

  #key(name: string, persistent: boolean): string {
    if (name === '' || name.startsWith('$')) throw new ScriptError(`${name} is not the name of a variable`);
    const existing = this.#variables.get(name.toLowerCase());
    if (existing && existing.persistent !== persistent) {
      const kind = existing.persistent ? 'persistent' : 'regular';
      throw new ScriptError(`The variable ${name} exists already as a ${kind} one`);
    }
    return name.toLowerCase();
  }
}

/** A number as SerialEM's variables hold it: six decimals, zeros removed. */
function sixDecimals(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}
