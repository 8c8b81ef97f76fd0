/** A text as it came from bytes, with what is needed to make the same bytes again. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'latin-1';
}

/**
 * Bytes of a text file as text. UTF-8 where the bytes are valid UTF-8, otherwise Latin-1, which SerialEM on a Western
 * Windows writes for the µ and Å of titles and notes. A byte order mark stays in the text as U+FEFF, so that nothing
 * is lost; the parsers of this package accept it.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: latin1(bytes), encoding: 'latin-1' };
  }
}

/** The bytes of a text. A character that Latin-1 does not have becomes a question mark in that encoding. */
export function encodeText({ text, encoding }: DecodedText): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  return Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 63;
    return code < 256 ? code : 63;
  });
}

/** Every byte as the character of the same number. (TextDecoder's `latin1` is Windows-1252, which is not that.) */
function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return parts.join('');
}
