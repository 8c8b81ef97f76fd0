/** The log keeps this many lines, and so many characters; more would only be needed by somebody who reads them. */
const mostLines = 100_000;
const mostCharacters = 20_000_000;

/** SerialEM's log window. */
export class SerialEmLog {
  #lines: string[] = [];
  #characters = 0;
  /** The file to which the log was last saved; null before. */
  file: string | null = null;

  /** Adds a line, or several. */
  add(text: string): void {
    for (const line of text.split(/\r\n|\r|\n/)) this.#lines.push(line.slice(-mostCharacters));
    this.#characters += text.length;
    if (this.#lines.length > 2 * mostLines || this.#characters > 2 * mostCharacters) this.#forgetOldest();
  }

  /** Replaces the last line. */
  replaceLast(text: string): void {
    this.#characters -= this.#lines.pop()?.length ?? 0;
    this.add(text);
  }

  /** Appends to the last line. */
  append(text: string): void {
    const last = this.#lines.pop() ?? '';
    this.#characters -= last.length;
    this.add(last + text);
  }

  /** The lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Empties the log. */
  clear(): void {
    this.#lines = [];
    this.#characters = 0;
  }

  /** The text of a log file. */
  get text(): string {
    return this.#lines.map((line) => `${line}\r\n`).join('');
  }

  /** Half a log at a time, so that not every new line moves all the others. */
  #forgetOldest(): void {
    const kept = this.#lines.slice(-mostLines);
    let first = kept.length;
    this.#characters = 0;
    while (first > 0 && this.#characters + (kept[first - 1]?.length ?? 0) <= mostCharacters) {
      first -= 1;
      this.#characters += kept[first]?.length ?? 0;
    }
    this.#lines = kept.slice(first);
  }
}
