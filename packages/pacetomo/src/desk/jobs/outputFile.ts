import { open } from 'node:fs/promises';

/** So many lines of a job are shown. */
const mostLines = 500;
/** More than any job says; the rest is in the file. */
const mostBytesAtOnce = 1_000_000;

/** What a process writes into a file, line by line, while it does so. */
export class OutputFile {
  readonly #path: string;
  #readBytes = 0;
  #lines: readonly string[] = [];
  /** The beginning of a line that is not complete. */
  #begun = '';
  readonly #decoder = new TextDecoder();

  constructor(path: string) {
    this.#path = path;
  }

  /** The newest last. */
  get lines(): readonly string[] {
    return this.#begun === '' ? this.#lines : [...this.#lines, this.#begun].slice(-mostLines);
  }

  /** Reads what was written since the last time; whether there was anything. */
  async readOn(): Promise<boolean> {
    const text = await this.#newText();
    if (text === '') return false;
    const [first = '', ...rest] = text.split('\n');
    const whole = rest.length === 0 ? [] : [this.#begun + first, ...rest.slice(0, -1)];
    this.#begun = rest.length === 0 ? this.#begun + first : (rest.at(-1) ?? '');
    this.#lines = [...this.#lines, ...whole.map((line) => line.trimEnd())].slice(-mostLines);
    return true;
  }

  async #newText(): Promise<string> {
    const file = await open(this.#path, 'r');
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size - this.#readBytes, mostBytesAtOnce));
      if (bytes.length <= 0) return '';
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#readBytes);
      this.#readBytes += bytesRead;
      return this.#decoder.decode(bytes.subarray(0, bytesRead), { stream: true });
    } finally {
      await file.close();
    }
  }
}
