import type { Autodoc, AutodocLine, AutodocSection, LineLayout } from './autodoc.ts';
import { EmFileError, errorAtLine, quoted } from './errors.ts';
import {
  dropBlanks,
  type LineEnd,
  lineEndOf,
  refuseWhatIsNoText,
  skipBlanks,
  splitLines,
  type TextLine,
  textLimits,
} from './textLines.ts';

const byteOrderMark = '\uFEFF';

/**
 * An autodoc in its usual form, `key = value` lines under `[type = name]` headings. Every text can be read: what is
 * neither becomes a line of kind `other`. Throws `too-large` or `not-text`.
 */
export function parseAutodocText(text: string): Autodoc {
  refuseWhatIsNoText(text);
  const opening = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const lines = splitLines(text.slice(opening.length));
  const lineEnd = lineEndOf(lines);
  const globals: AutodocLine[] = [];
  const sections: AutodocSection[] = [];
  let current = globals;
  for (const line of lines) {
    const start = skipBlanks(line.text, 0);
    if (line.text[start] === '[') {
      if (sections.length === textLimits.items) throw tooManySections(line);
      const own: AutodocLine[] = [];
      sections.push({ ...readHeading(line, start, lineEnd), lines: own });
      current = own;
    } else {
      current.push(readLine(line, start, lineEnd));
    }
  }
  const doc = { form: 'text', lineEnd, globals: { lines: globals }, sections } as const;
  return opening === '' ? doc : { ...doc, layout: { opening, globalsOpening: '', globalsClosing: '', closing: '' } };
}

function tooManySections(line: TextLine): EmFileError {
  return errorAtLine('too-large', line.number, `more than ${textLimits.items} sections.`);
}

function readLine({ text, end }: TextLine, start: number, lineEnd: LineEnd): AutodocLine {
  if (start === text.length) return text === '' && end === lineEnd ? { kind: 'blank' } : blankLine(text, end);
  const equals = text[start] === '#' ? -1 : text.indexOf('=', start);
  const keyEnd = dropBlanks(text, start, equals);
  if (equals < 0 || keyEnd === start) return otherLine(text, start, end);
  const valueStart = skipBlanks(text, equals + 1);
  const valueEnd = dropBlanks(text, valueStart, text.length);
  const layout = {
    before: text.slice(0, start),
    between: text.slice(keyEnd, valueStart),
    after: text.slice(valueEnd) + end,
  };
  const line = { kind: 'value', key: text.slice(start, keyEnd), value: text.slice(valueStart, valueEnd) } as const;
  return isUsual(layout, lineEnd) ? line : { ...line, layout };
}

function blankLine(text: string, end: string): AutodocLine {
  return { kind: 'blank', layout: { before: text, between: '', after: end } };
}

function otherLine(text: string, start: number, end: string): AutodocLine {
  const layout = { before: text.slice(0, start), between: '', after: end };
  return { kind: 'other', text: text.slice(start), layout };
}

function isUsual({ before, between, after }: LineLayout, lineEnd: LineEnd): boolean {
  return before === '' && between === ' = ' && after === lineEnd;
}

/** A heading; one that lacks its bracket or its equals sign still opens a section, lest its keys go to the one above. */
function readHeading({ text, end }: TextLine, start: number, lineEnd: LineEnd): Omit<AutodocSection, 'lines'> {
  const bracket = text.lastIndexOf(']');
  const close = bracket < start ? text.length : bracket;
  const equals = text.indexOf('=', start);
  const typeStop = equals < 0 || equals > close ? close : equals;
  const typeStart = skipBlanks(text, start + 1);
  const typeEnd = dropBlanks(text, typeStart, Math.max(typeStart, typeStop));
  const type = text.slice(typeStart, typeEnd);
  const [nameStart, nameEnd] = typeStop === close ? [close, close] : namePlace(text, type, equals + 1, close);
  const layout = {
    before: text.slice(0, typeStart),
    between: text.slice(typeEnd, nameStart),
    after: text.slice(nameEnd) + end,
    closing: '',
  };
  const heading = { type, name: text.slice(nameStart, nameEnd) };
  const usual = layout.before === '[' && layout.between === ' = ' && layout.after === `]${lineEnd}`;
  return usual ? heading : { ...heading, layout };
}

/** Titles keep their padding, for they are the 80-character labels of the image file; other names are trimmed. */
function namePlace(text: string, type: string, from: number, close: number): readonly [number, number] {
  if (type === 'T') return [text[from] === ' ' && from < close ? from + 1 : from, close];
  const start = Math.min(skipBlanks(text, from), close);
  return [start, dropBlanks(text, start, close)];
}

/**
 * The text of an autodoc: the same bytes where it was read and not changed, the usual form elsewhere. Throws
 * `unwritable` if a key, a value or a name holds a line end.
 */
export function formatAutodocText(doc: Autodoc): string {
  const parts: string[] = [doc.layout?.opening ?? ''];
  let open = false;
  const write = (line: string): void => {
    if (open) parts.push(doc.lineEnd);
    parts.push(line);
    open = !line.endsWith('\n') && !line.endsWith('\r');
  };
  for (const line of doc.globals.lines) write(formatLine(line, doc.lineEnd));
  for (const section of doc.sections) {
    write(formatHeading(section, doc.lineEnd));
    for (const line of section.lines) write(formatLine(line, doc.lineEnd));
  }
  return parts.join('');
}

function formatLine(line: AutodocLine, lineEnd: LineEnd): string {
  if (line.kind === 'blank') return line.layout ? line.layout.before + line.layout.after : lineEnd;
  if (line.kind === 'other') {
    return (line.layout?.before ?? '') + oneLine(line.text) + (line.layout?.after ?? lineEnd);
  }
  const { before, between, after } = line.layout ?? { before: '', between: ' = ', after: lineEnd };
  return before + oneLine(line.key) + between + oneLine(line.value) + after;
}

function formatHeading({ type, name, layout }: AutodocSection, lineEnd: LineEnd): string {
  const { before, between, after } = layout ?? { before: '[', between: ' = ', after: `]${lineEnd}` };
  return before + oneLine(type) + between + oneLine(name) + after;
}

function oneLine(text: string): string {
  if (text.includes('\n') || text.includes('\r')) {
    throw new EmFileError('unwritable', null, `${quoted(text)} holds a line end and would become several lines.`);
  }
  return text;
}
