import { open, stat } from 'node:fs/promises';
import { Trouble } from '../../run/errors.ts';
import { jsonOfLine } from '../../session/journalLines.ts';

/** A whole line of a journal. */
export interface JournalLine {
  readonly seq: number;
  /** Its event with its stamp, as JSON. */
  readonly json: string;
}

/** So much is read at once: checking it takes a millisecond or two. */
const pieceBytes = 256 * 1024;

/**
 * Reads a journal piece by piece while somebody else writes it, and knows how far it has got: a journal of which nothing
 * is new costs a look at its size. What is not whole yet is read again the next time.
 */
export class JournalReader {
  readonly #path: string;
  #offset = 0;
  #seq = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Number of the last line that was read; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Bytes that were read. */
  get offset(): number {
    return this.#offset;
  }

  /** The next lines, some hundred at most; none when there are no new ones. Throws `damaged-journal`. */
  async next(): Promise<readonly JournalLine[]> {
    const size = await sizeOf(this.#path);
    if (size <= this.#offset) return [];
    const bytes = await readPiece(this.#path, this.#offset, size);
    const lines: JournalLine[] = [];
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(0x0a, start);
      if (end < 0) break;
      const json = jsonOfLine(bytes.toString('utf8', start, end));
      if (json === null) {
        if (this.#offset + end - start + 1 < size) throw damaged(this.#path, this.#seq + 1);
        break; // the torn tail of a write that never ended
      }
      this.#seq += 1;
      this.#offset += end + 1 - start;
      lines.push({ seq: this.#seq, json });
      start = end + 1;
    }
    return lines;
  }
}

/** Size of a journal, bytes; one that is not there yet is empty. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** Bytes from an offset on that hold a whole line at least, if there is one. */
async function readPiece(path: string, from: number, size: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    for (let wanted = pieceBytes; ; wanted *= 4) {
      const buffer = Buffer.allocUnsafe(Math.min(wanted, size - from));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
      const bytes = buffer.subarray(0, bytesRead);
      if (bytes.includes(0x0a) || from + wanted >= size) return bytes;
    }
  } finally {
    await file.close();
  }
}

const damaged = (path: string, line: number): Trouble =>
  new Trouble(
    'damaged-journal',
    `Line ${line} of ${path} is damaged, but more lines follow it: the file was changed after it was written. Restore it from a copy, or start a new run for the targets that are missing.`,
  );
