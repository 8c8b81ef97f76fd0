import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ScriptError } from '../script/scriptError.ts';

/**
 * The folder that a virtual SerialEM may touch, and its working directory within.
 *
 * A real SerialEM writes wherever a script tells it to. Anybody who reaches the port of the virtual one can send it
 * commands, so this one stays in its folder.
 */
export class SessionFolder {
  readonly root: string;
  #working: string;

  constructor(root: string) {
    this.root = resolve(root);
    this.#working = this.root;
  }

  /** The working directory, an absolute path. */
  get working(): string {
    return this.#working;
  }

  /** The absolute path of a name; relative names start at the working directory. Throws ScriptError outside the folder. */
  path(name: string): string {
    const absolute = resolve(this.#working, name);
    if (name.includes('\0') || !this.#contains(absolute)) {
      throw new ScriptError(`${name} is outside the folder of this virtual SerialEM, ${this.root}`);
    }
    return absolute;
  }

  /** The path relative to the folder, with forward slashes on every system. */
  relative(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }

  /** Makes another folder the working directory; it must exist. */
  goTo(path: string): void {
    this.#working = path;
  }

  #contains(absolute: string): boolean {
    const inside = relative(this.root, absolute);
    return inside === '' || (!inside.startsWith('..') && !isAbsolute(inside));
  }
}
