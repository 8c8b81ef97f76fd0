import type { BufferRecord } from './bufferRecord.ts';

/** Main buffers A to V. */
export const bufferCount = 22;

/** How far new images push old ones by default: A to B only. */
const defaultRoll = 1;

/** The image buffers A to V of SerialEM. */
export class ImageBuffers {
  readonly #records: (BufferRecord | null)[] = Array.from({ length: bufferCount }, () => null);
  #shown = 0;

  /** The image in a buffer (0 is A); null when it is empty. */
  get(index: number): BufferRecord | null {
    return this.#records[index] ?? null;
  }

  /** Puts an image into a buffer without rolling; the buffer is displayed. */
  put(index: number, record: BufferRecord): void {
    this.#records[index] = record;
    this.#shown = index;
  }

  /** Changes what is remembered with an image, e.g. its alignment shift. */
  amend(index: number, change: Partial<BufferRecord>): void {
    const record = this.#records[index];
    if (record) this.#records[index] = { ...record, ...change };
  }

  /** Puts a new image into A after the buffers have rolled. */
  push(record: BufferRecord): void {
    for (let index = defaultRoll; index > 0; index--) this.#records[index] = this.#records[index - 1] ?? null;
    this.put(0, record);
  }

  /** The buffer that is displayed. */
  get shown(): number {
    return this.#shown;
  }
}

/** The index of a buffer from its letter A to V or number 1 to 22; undefined when there is no such buffer. */
export function bufferIndex(text: string): number | undefined {
  const trimmed = text.trim().toUpperCase();
  const index = /^[A-V]$/.test(trimmed) ? trimmed.charCodeAt(0) - 65 : Number.parseInt(trimmed, 10) - 1;
  return Number.isInteger(index) && index >= 0 && index < bufferCount ? index : undefined;
}

/** The letter of a buffer. */
export function bufferLetter(index: number): string {
  return String.fromCharCode(65 + index);
}
