/** Where in a file something was wrong: a line (from 1) of a text, a byte (from 0) of a binary file, or nowhere in particular. */
export type FilePlace = { readonly line: number } | { readonly byte: number } | null;

/**
 * What went wrong, for a program to decide on.
 *
 * - `too-large`: a file, a line or a list is beyond what this package reads; nothing was allocated.
 * - `not-text`: a text was expected and something else was given.
 * - `bad-line`: a line that means nothing in this format, or a number that is none.
 * - `bad-xml`: an XML navigator file that is not well formed, or that holds a DOCTYPE.
 * - `unwritable`: a key, name or value that would break the file it is to be written to.
 * - `no-such`: a section, an item or a target that the document does not have.
 * - `not-mrc`: the bytes are no MRC file.
 * - `mrc-mode`: an MRC pixel type that is not supported.
 * - `mrc-size`: the header of an MRC file and its length contradict each other.
 * - `mrc-section`: a section that the stack does not have.
 * - `mrc-pixels`: pixels of the wrong type or number.
 * - `mrc-record`: a section record of the wrong length, or one that the stack has no place for.
 * - `not-tiff`: the bytes are no TIFF file, or not all of one.
 * - `file-exists`, `file-missing`, `file-io`: what the operating system said.
 * - `file-busy`: the file is in use or not permitted; Windows says the same for both.
 */
export type EmFileErrorCode =
  | 'too-large'
  | 'not-text'
  | 'bad-line'
  | 'bad-xml'
  | 'unwritable'
  | 'no-such'
  | 'not-mrc'
  | 'mrc-mode'
  | 'mrc-size'
  | 'mrc-section'
  | 'mrc-pixels'
  | 'mrc-record'
  | 'not-tiff'
  | 'file-exists'
  | 'file-missing'
  | 'file-busy'
  | 'file-io';

/** The one error that this package throws on purpose. Its message says what was wrong, where, and with which numbers. */
export class EmFileError extends Error {
  override readonly name = 'EmFileError';
  readonly code: EmFileErrorCode;
  readonly where: FilePlace;

  constructor(code: EmFileErrorCode, where: FilePlace, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.where = where;
  }
}

/** An error at a line (from 1) of a text file; the line is named in the message. */
export function errorAtLine(code: EmFileErrorCode, line: number, reason: string): EmFileError {
  return new EmFileError(code, { line }, `Line ${line}: ${reason}`);
}

/** Something odd at a line (from 1) of a text that could be read nevertheless. */
export interface Remark {
  readonly line: number;
  readonly text: string;
}

/** The beginning of a foreign text for a message: one line, at most 40 characters, control characters shown as dots. */
export function quoted(text: string): string {
  const shown = Array.from(text.slice(0, 40), (char) => (char < ' ' || char === '\u007f' ? '·' : char)).join('');
  return text.length > 40 ? `“${shown}…”` : `“${shown}”`;
}
