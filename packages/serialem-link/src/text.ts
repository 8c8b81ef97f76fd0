/** The bytes of a text as the official client sends them: UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/**
 * A text out of SerialEM: UTF-8 where it is valid, otherwise Windows-1252, because SerialEM is an ANSI program and passes
 * an accented letter in a Windows path through as it is. Never fails.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => windows1252.get(byte) ?? String.fromCharCode(byte)).join('');
  }
}

// Written out: the decoder for this encoding in some releases of Node confuses it with Latin-1 (nodejs/node issue 56542).
const windows1252: ReadonlyMap<number, string> = new Map(
  Array.from('€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ', (character, offset): [number, string] => [
    0x80 + offset,
    character,
  ]).filter(([, character]) => character !== '?'),
);
