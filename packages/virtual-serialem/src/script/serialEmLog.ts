/** The log keeps this many lines; more would only be needed by somebody who reads them. */
const mostLines = 100_000;

/** SerialEM's log window. */
export class SerialEmLog {
  #lines: string[] = [];
  /** The file to which the log was last saved; null before. */
  file: string | null = null;

  /** Adds a line, or several. */
  add(text: string): void {
    this.#lines.push(...text.split(/\r\n|\r|\n/));
    if (this.#lines.length > mostLines) this.#lines = this.#lines.slice(-mostLines);
  }

  /** Replaces the last line. */
  replaceLast(text: string): void {
    this.#lines.pop();
    this.add(text);
  }

  /** Appends to the last line. */
  append(text: string): void {
    this.add((this.#lines.pop() ?? '') + text);
  }

  /** The lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Empties the log. */
  clear(): void {
    this.#lines = [];
  }

  /** The text of a log file. */
  get text(): string {
    return this.#lines.map((line) => `${line}\r\n`).join('');
  }
}
