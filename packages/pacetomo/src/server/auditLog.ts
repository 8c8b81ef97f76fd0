import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is written of something that happened: words and numbers by name. */
export type Noted = Readonly<Record<string, string | number | undefined>>;

/** A longer log begins anew; the one before is kept as `server.log.1`, bytes. */
const longestLog = 10 * 1024 * 1024;

/** Lines that wait for a disk that hangs; those beyond are lost. */
const mostWaiting = 10_000;

/**
 * Who did what: one line for each control action, failed sign-in and error. Names are written as JSON texts, so that none can
 * forge a line; tokens and codes never come here.
 */
export class AuditLog {
  readonly #path: string;
  #waiting: string[] = [];
  #written: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  note(what: string, noted: Noted = {}): void {
    if (this.#waiting.length >= mostWaiting) return;
    const fields = Object.entries(noted).flatMap(([name, value]) => shown(name, value));
    this.#waiting.push(`${[new Date().toISOString(), what, ...fields].join(' ')}\n`);
    this.#written ??= this.#writeAll().finally(() => {
      this.#written = null;
    });
  }

  /** Resolves when everything is on the disk. */
  async close(): Promise<void> {
    await this.#written;
  }

  async #writeAll(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true }).catch(() => {});
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.join('');
      this.#waiting = [];
      await this.#append(lines).catch(() => {}); // a full disk must not stop a Stop
    }
  }

  async #append(lines: string): Promise<void> {
    const size = await stat(this.#path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > longestLog) await rename(this.#path, `${this.#path}.1`);
    await appendFile(this.#path, lines, { mode: 0o600 });
  }
}

function shown(name: string, value: string | number | undefined): readonly string[] {
  if (value === undefined) return [];
  return [`${name}=${typeof value === 'number' ? value : quoted(value)}`];
}

/** JSON escapes control characters but for those that only some programs take for line ends. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
