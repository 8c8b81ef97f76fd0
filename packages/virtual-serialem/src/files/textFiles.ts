import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { ScriptError } from '../script/scriptError.ts';

/** How a text file is opened, in SerialEM's letters. */
export type TextFileMode = 'R' | 'T' | 'W' | 'O' | 'A';

interface TextFile {
  readonly path: string;
  readonly mode: TextFileMode;
  readonly persistent: boolean;
  readonly lines: readonly string[];
  next: number;
}

/** Whether something of this name is there; folders count too. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The text files that scripts have open, by their identifiers. */
export class TextFiles {
  readonly #files = new Map<string, TextFile>();

  /** Opens a file. Gives false when mode T finds none; throws ScriptError in the other cases. */
  async open(id: string, mode: TextFileMode, persistent: boolean, path: string, overwrite: boolean): Promise<boolean> {
    if (this.#files.has(id)) throw new ScriptError(`A text file with identifier ${id} is open already`);
    const there = await exists(path);
    if (mode === 'T' && !there) return false;
    if (mode === 'R' && !there) throw new ScriptError(`The text file ${path} does not exist`);
    if (mode === 'W' && there && !overwrite) throw new ScriptError(`The text file ${path} exists already`);
    const reading = mode === 'R' || mode === 'T';
    const lines = reading ? linesOf(await readFile(path, 'utf8')) : [];
    if (mode === 'W' || mode === 'O') await writeFile(path, '');
    this.#files.set(id, { path, mode, persistent, lines, next: 0 });
    return true;
  }

  /** Whether an identifier is in use, or a path is open. */
  isOpen(id: string, path?: string): boolean {
    return this.#files.has(id) || [...this.#files.values()].some((file) => file.path === path);
  }

  /** Writes a line. */
  async writeLine(id: string, text: string): Promise<void> {
    const file = this.#file(id);
    if (file.mode === 'R' || file.mode === 'T') throw new ScriptError(`The text file ${id} is open for reading`);
    await appendFile(file.path, `${text}\n`);
  }

  /** The next line; null at the end. */
  readLine(id: string): string | null {
    const file = this.#file(id);
    const line = file.lines[file.next];
    if (line === undefined) return null;
    file.next += 1;
    return line;
  }

  /** Closes a file. */
  close(id: string): void {
    this.#file(id);
    this.#files.delete(id);
  }

  /** Closes the files that were not opened to stay, as at the end of a script. */
  closeAtScriptEnd(): void {
    for (const [id, file] of [...this.#files]) if (!file.persistent) this.#files.delete(id);
  }

  #file(id: string): TextFile {
    const file = this.#files.get(id);
    if (!file) throw new ScriptError(`There is no open text file with identifier ${id}`);
    return file;
  }
}

/** The lines of a text, without the empty one after the last line end. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
