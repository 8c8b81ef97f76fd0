import {
  type Autodoc,
  type AutodocLine,
  type AutodocValue,
  appendSection,
  sectionsOf,
  textOf,
  valueLine,
} from './autodoc.ts';
import { formatAutodocText, parseAutodocText } from './autodocText.ts';
import type { Remark } from './errors.ts';
import { errorAtLine, quoted } from './errors.ts';
import type { LineEnd } from './textLines.ts';

/**
 * The metadata that SerialEM writes beside an image file. Sections are `[ZValue = n]` for the images of a stack,
 * `[FrameSet = 0]` for a file of frames, `[MontSection = n]`, `[Image = file name]`, and `[T = …]` for titles.
 */
export type Mdoc = Autodoc;

/**
 * The metadata in a text. Anything that is text can be read; `mdocRemarks` tells what was odd. Throws `too-large`,
 * `not-text`, or `bad-line` for XML.
 */
export function parseMdoc(text: string): Mdoc {
  if (/^\uFEFF?\s{0,100}<\?xml/.test(text)) throw errorAtLine('bad-line', 1, 'XML, where an mdoc file was expected.');
  return parseAutodocText(text);
}

/** The text of an mdoc file: the same bytes where it was read and not changed. Throws `unwritable`. */
export function formatMdoc(mdoc: Mdoc): string {
  return formatAutodocText(mdoc);
}

/** What a new mdoc file begins with. */
export interface NewMdoc {
  /** In SerialEM's order: PixelSpacing (Å), Voltage (kV), Version, ImageFile, ImageSize, DataMode. */
  readonly globals: Iterable<readonly [key: string, value: AutodocValue]>;
  /** The labels of the image file; `tiltAxisTitle` makes the one that downstream programs look for. */
  readonly titles?: readonly string[];
  /** SerialEM on Windows writes `\r\n`; the default is `\n`, which every reader takes. */
  readonly lineEnd?: LineEnd;
}

/** A new mdoc document laid out as SerialEM does: globals, then titles, each set off by an empty line. */
export function createMdoc({ globals, titles = [], lineEnd = '\n' }: NewMdoc): Mdoc {
  const lines = Array.from(globals, ([key, value]) => valueLine(key, value));
  const empty: Mdoc = { form: 'text', lineEnd, globals: { lines }, sections: [] };
  return titles.reduce((mdoc, title) => appendSection(mdoc, { type: 'T', name: title }), empty);
}

/** The title lines, with or without brackets, without padding at the end. */
export function mdocTitles(mdoc: Mdoc): readonly string[] {
  const unbracketed = textOf(mdoc.globals, 'T');
  const bracketed = sectionsOf(mdoc, 'T').map((section) => section.name.trimEnd());
  return unbracketed === null ? bracketed : [unbracketed, ...bracketed];
}

/** What is known of the tilt series as a whole, for its second title. */
export interface TiltAxisTitle {
  /** Direction of the tilt axis in the image, as SerialEM's `Tilt axis angle`. */
  readonly axisAngleDeg: number;
  readonly binning: number;
  readonly spotSize: number;
  readonly camera: number;
}

/**
 * The title `Tilt axis angle = 82.9, binning = 1  spot = 5  camera = 1`. Warp wants the comma after the angle and
 * Scipion the word “binning” next.
 */
export function tiltAxisTitle({ axisAngleDeg, binning, spotSize, camera }: TiltAxisTitle): string {
  return `    Tilt axis angle = ${axisAngleDeg.toFixed(1)}, binning = ${binning}  spot = ${spotSize}  camera = ${camera}`;
}

/** The tilt axis angle that a title of the document names, in degrees, or null. */
export function tiltAxisAngleDeg(mdoc: Mdoc): number | null {
  for (const title of mdocTitles(mdoc)) {
    const angle = /Tilt axis angle = (-?\d{1,4}(?:\.\d{0,9})?)/.exec(title)?.[1];
    if (angle !== undefined) return Number(angle);
  }
  return null;
}

/** What other programs would stumble over in a document, line by line. */
export function mdocRemarks(mdoc: Mdoc): readonly Remark[] {
  const remarks: Remark[] = [];
  let line = 0;
  let nextZ = 0;
  const names = new Set<string>();
  line = remarkOnLines(mdoc.globals.lines, line, remarks);
  for (const section of mdoc.sections) {
    line++;
    const say = (text: string) => remarks.push({ line, text });
    const { layout } = section;
    if (layout && !layout.after.includes(']')) say('this heading lacks its closing bracket.');
    if (layout && !layout.between.includes('=')) say('this heading has no “type = name”.');
    const heading = `${section.type} = ${section.name}`;
    if (section.type !== 'T' && names.has(heading)) say(`a second section [${heading}].`);
    names.add(heading);
    if (section.type === 'ZValue') {
      if (section.name !== String(nextZ)) say(`ZValue is ${quoted(section.name)} where ${nextZ} comes next.`);
      nextZ++;
    }
    line = remarkOnLines(section.lines, line, remarks);
  }
  if (mdoc.sections.every((section) => section.type === 'T')) {
    remarks.push({ line, text: 'the file ends here and describes no image.' });
  }
  return remarks;
}

function remarkOnLines(lines: readonly AutodocLine[], above: number, remarks: Remark[]): number {
  const keys = new Set<string>();
  lines.forEach((entry, index) => {
    const line = above + index + 1;
    if (entry.kind === 'other' && !entry.text.startsWith('#')) {
      remarks.push({ line, text: `${quoted(entry.text)} is neither “key = value” nor a heading.` });
    }
    if (entry.kind !== 'value') return;
    if (entry.value === '')
      remarks.push({ line, text: `${entry.key} has no value; Warp stops reading the section here.` });
    if (keys.has(entry.key)) remarks.push({ line, text: `${entry.key} stands in this section a second time.` });
    keys.add(entry.key);
  });
  return above + lines.length;
}
