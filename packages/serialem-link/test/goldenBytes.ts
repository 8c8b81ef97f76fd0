/**
 * Bytes written as in a hex dump. `??` is a byte that may have any value, `00*24` is 24 zeros. Texts in quotes are ASCII.
 */
export interface Dump {
  readonly bytes: Uint8Array;
  /** False where the byte may have any value. */
  readonly isFixed: readonly boolean[];
}

export function dump(hex: string): Dump {
  const bytes: number[] = [];
  const isFixed: boolean[] = [];
  for (const [, text, word, repeats] of hex.matchAll(/"([^"]*)"|([0-9a-f?]{2})(?:\*(\d+))?/g)) {
    const values = text === undefined ? new Array(Number(repeats ?? 1)).fill(word) : Array.from(text, hexOf);
    for (const value of values) {
      bytes.push(value === '??' ? 0 : Number.parseInt(value, 16));
      isFixed.push(value !== '??');
    }
  }
  return { bytes: Uint8Array.from(bytes), isFixed };
}

/** A dump of the bytes with `??` where the expected dump has them. */
export function masked(bytes: Uint8Array, { isFixed }: Dump): string {
  return Array.from(bytes, (byte, index) => (isFixed[index] === false ? '??' : hexOf(byte))).join(' ');
}

function hexOf(value: number | string): string {
  return (typeof value === 'string' ? value.charCodeAt(0) : value).toString(16).padStart(2, '0');
}
