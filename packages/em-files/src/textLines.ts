import { EmFileError, errorAtLine, quoted } from './errors.ts';

/** The two line ends that SerialEM and its companions write. */
export type LineEnd = '\n' | '\r\n';

/** One physical line of a text. */
export interface TextLine {
  /** Counted from 1. */
  readonly number: number;
  /** Without the line end. */
  readonly text: string;
  /** `\n`, `\r\n`, a lone `\r`, or nothing at the end of the file. */
  readonly end: string;
}

/** Far above any real file (the largest in hand, a montage of 62 pieces, has 44 kB), far below what would exhaust memory. */
export const textLimits = {
  /** Characters in a file. */
  fileLength: 64 * 1024 * 1024,
  /** Characters in a line: the outline of a polygon with 50,000 corners still fits. */
  lineLength: 1024 * 1024,
  lines: 2_000_000,
  /** Sections, navigator items, targets. */
  items: 100_000,
} as const;

/** Refuses texts that are too long or hold zero bytes, which no text format of this package contains. */
export function refuseWhatIsNoText(text: string): void {
  if (text.length > textLimits.fileLength) {
    throw new EmFileError(
      'too-large',
      null,
      `The text has ${text.length} characters; the limit is ${textLimits.fileLength}.`,
    );
  }
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    throw errorAtLine('not-text', lineNumberAt(text, zero), 'a zero byte: this is not a text file.');
  }
}

/** The lines of a text; joining text and end of all of them gives the text again. An empty last line is not reported. */
export function splitLines(text: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  while (start < text.length) {
    const stop = endOfLine(text, start);
    const end = text.startsWith('\r\n', stop) ? '\r\n' : text.slice(stop, stop + 1);
    const number = lines.length + 1;
    if (stop - start > textLimits.lineLength) {
      throw errorAtLine(
        'too-large',
        number,
        `it has ${stop - start} characters; the limit is ${textLimits.lineLength}.`,
      );
    }
    if (number > textLimits.lines) {
      throw errorAtLine('too-large', number, `the file has more than ${textLimits.lines} lines.`);
    }
    lines.push({ number, text: text.slice(start, stop), end });
    start = stop + end.length;
  }
  return lines;
}

function endOfLine(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** The line end of the first line, `\n` for a text without any. */
export function lineEndOf(lines: readonly TextLine[]): LineEnd {
  return lines[0]?.end === '\r\n' ? '\r\n' : '\n';
}

/** The number of the line (from 1) that holds the character at an offset. */
export function lineNumberAt(text: string, offset: number): number {
  let number = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) number++;
  return number;
}

/** Where the text without leading blanks and tabs starts. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text, at)) at++;
  return at;
}

/** Where the text without trailing blanks and tabs stops, looking back from `to` as far as `from`. */
export function dropBlanks(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(text, at - 1)) at--;
  return at;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9;
}

/** The text without blanks and tabs at its ends. */
export function trimBlanks(text: string): string {
  const from = skipBlanks(text, 0);
  return text.slice(from, dropBlanks(text, from, text.length));
}

/** Refuses to write a text with control characters: a line end in a name would become a line of its own in the file. */
export function refuseControlCharacters(what: string, text: string): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9) || code === 127) {
      throw new EmFileError(
        'unwritable',
        null,
        `${what} ${quoted(text)} holds the control character ${code} and cannot be written.`,
      );
    }
  }
}
