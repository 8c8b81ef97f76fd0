import { EmFileError, quoted } from './errors.ts';
import { finiteNumber, finiteNumbers, sixDigits } from './numberText.ts';
import { type LineEnd, refuseControlCharacters, trimBlanks } from './textLines.ts';

/**
 * How a line was written where that differs from the usual form: what stood before the key, between key and value, and
 * after the value, line end included. Lines without a layout are written in the usual form, so changing a value never
 * needs to touch it.
 */
export interface LineLayout {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  /** The value as XML had it, where our own way of escaping would give other characters. */
  readonly escaped?: string;
}

/** One line of an autodoc: `key = value`, an empty line, or something else (a comment, damage), which is kept as it is. */
export type AutodocLine =
  | { readonly kind: 'value'; readonly key: string; readonly value: string; readonly layout?: LineLayout }
  | { readonly kind: 'blank'; readonly layout?: LineLayout }
  | { readonly kind: 'other'; readonly text: string; readonly layout?: LineLayout };

/** Lines under one heading, or above the first one. */
export interface AutodocBlock {
  readonly lines: readonly AutodocLine[];
}

/** A section, headed `[type = name]`: `[ZValue = 3]`, `[Item = 12-A]`, `[T = a title]`. */
export interface AutodocSection extends AutodocBlock {
  readonly type: string;
  readonly name: string;
  readonly layout?: LineLayout & { readonly closing: string };
}

/** IMOD's autodoc format, which SerialEM uses for mdoc and navigator files: ordered sections of ordered keys and texts. */
export interface Autodoc {
  readonly form: 'text' | 'xml';
  readonly lineEnd: LineEnd;
  /** What stands above the first section. */
  readonly globals: AutodocBlock;
  readonly sections: readonly AutodocSection[];
  /** What encloses the document: a byte order mark, or the outer XML elements. */
  readonly layout?: {
    readonly opening: string;
    readonly globalsOpening: string;
    readonly globalsClosing: string;
    readonly closing: string;
  };
}

/**
 * A value to be written: a text as it is, numbers as SerialEM prints them (whole numbers in full, others with six
 * digits), several separated by blanks.
 */
export type AutodocValue = string | number | readonly number[];

/** The text of a key, or null if the block does not have it. Of several the first counts, as in IMOD. */
export function textOf(block: AutodocBlock, key: string): string | null {
  for (const line of block.lines) if (line.kind === 'value' && line.key === key) return line.value;
  return null;
}

/** The number of a key, or null if the key is absent or its text is no finite number. */
export function numberOf(block: AutodocBlock, key: string): number | null {
  const text = textOf(block, key);
  return text === null ? null : finiteNumber(trimBlanks(text));
}

/** The numbers of a key, in order, or null if the key is absent or any part of its text is no finite number. */
export function numbersOf(block: AutodocBlock, key: string): readonly number[] | null {
  const text = textOf(block, key);
  return text === null ? null : finiteNumbers(text);
}

/** The keys of a block in the order of the file; a key that stands there twice comes twice. */
export function keysOf(block: AutodocBlock): readonly string[] {
  return block.lines.flatMap((line) => (line.kind === 'value' ? [line.key] : []));
}

/**
 * The block with a key set: in place if it is there, otherwise after its last line that is not empty.
 *
 * Throws `unwritable` for a key or a value that could not be read back.
 */
export function setValue<Block extends AutodocBlock>(block: Block, key: string, value: AutodocValue): Block {
  const at = block.lines.findIndex((line) => line.kind === 'value' && line.key === key);
  const old = block.lines[at];
  if (old?.kind !== 'value') return { ...block, lines: withLineAdded(block.lines, valueLine(key, value)) };
  const lines = [...block.lines];
  lines[at] = { ...old, value: valueLine(key, value).value };
  return { ...block, lines };
}

/** The block without a key; the same block if it does not have it. */
export function removeKey<Block extends AutodocBlock>(block: Block, key: string): Block {
  const lines = block.lines.filter((line) => line.kind !== 'value' || line.key !== key);
  return lines.length === block.lines.length ? block : { ...block, lines };
}

/** The sections of one type, in the order of the file. */
export function sectionsOf(doc: Autodoc, type: string): readonly AutodocSection[] {
  return doc.sections.filter((section) => section.type === type);
}

/** The first section of a type and name, or null. */
export function findSection(doc: Autodoc, type: string, name: string): AutodocSection | null {
  return doc.sections.find((section) => section.type === type && section.name === name) ?? null;
}

/** The document with its globals changed. */
export function changeGlobals<Doc extends Autodoc>(doc: Doc, change: (globals: AutodocBlock) => AutodocBlock): Doc {
  return { ...doc, globals: change(doc.globals) };
}

/** The document with one of its sections replaced by its changed self. Throws `no-such` if the section is not its own. */
export function changeSection<Doc extends Autodoc>(
  doc: Doc,
  section: AutodocSection,
  change: (section: AutodocSection) => AutodocSection,
): Doc {
  const at = doc.sections.indexOf(section);
  if (at < 0) {
    throw new EmFileError('no-such', null, `The document has no such section [${section.type} = ${section.name}].`);
  }
  const sections = [...doc.sections];
  sections[at] = change(section);
  return { ...doc, sections };
}

/** What a new section is made of; the values in the order in which they are to stand in the file. */
export interface NewSection {
  readonly type: string;
  readonly name: string;
  readonly values?: Iterable<readonly [key: string, value: AutodocValue]>;
}

/** The document with a section added at the end, set off by an empty line. Throws `unwritable` as `setValue` does. */
export function appendSection<Doc extends Autodoc>(doc: Doc, { type, name, values = [] }: NewSection): Doc {
  refuseUnwritableHeading(type, name);
  const section: AutodocSection = {
    type,
    name: type === 'T' ? name : trimBlanks(name),
    lines: Array.from(values, ([key, value]) => valueLine(key, value)),
  };
  if (doc.form === 'xml') return { ...doc, sections: [...doc.sections, section] };
  const last = doc.sections.at(-1);
  if (last === undefined) return { ...doc, globals: endingBlank(doc.globals), sections: [section] };
  return { ...doc, sections: [...doc.sections.slice(0, -1), endingBlank(last), section] };
}

/** A line `key = value`. Throws `unwritable` for a key or a value that could not be read back. */
export function valueLine(key: string, value: AutodocValue): AutodocLine & { readonly kind: 'value' } {
  refuseControlCharacters('The key', key);
  if (key === '' || key !== trimBlanks(key) || /[=<>&]|^[[#]/.test(key)) {
    throw new EmFileError('unwritable', null, `${quoted(key)} cannot be a key: it would not be read back as one.`);
  }
  const text = trimBlanks(valueText(value));
  refuseControlCharacters(`The value of ${key}`, text);
  return { kind: 'value', key, value: text };
}

function valueText(value: AutodocValue): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? sixDigits(value) : value.map(sixDigits).join(' ');
}

function refuseUnwritableHeading(type: string, name: string): void {
  refuseControlCharacters('The section type', type);
  refuseControlCharacters('The section name', name);
  if (type === '' || type !== trimBlanks(type) || /[=[\]<>&]/.test(type)) {
    throw new EmFileError('unwritable', null, `${quoted(type)} cannot be a section type: it would not be read back.`);
  }
}

function withLineAdded(lines: readonly AutodocLine[], line: AutodocLine): readonly AutodocLine[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.kind === 'blank') end--;
  return [...lines.slice(0, end), line, ...lines.slice(end)];
}

/** The block with an empty line at its end; nothing needs to be set off from a block that has no lines. */
function endingBlank<Block extends AutodocBlock>(block: Block): Block {
  const last = block.lines.at(-1);
  if (last === undefined && !('type' in block)) return block;
  return last?.kind === 'blank' ? block : { ...block, lines: [...block.lines, { kind: 'blank' }] };
}
