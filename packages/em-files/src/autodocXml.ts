import type { Autodoc, AutodocLine, AutodocSection, LineLayout } from './autodoc.ts';
import { EmFileError, quoted } from './errors.ts';
import { type LineEnd, lineEndOf, refuseWhatIsNoText, splitLines, textLimits } from './textLines.ts';
import { type XmlTag, XmlTags } from './xmlTags.ts';
import { escapeXml, isXmlName, unescapeXml } from './xmlText.ts';

/**
 * An autodoc in XML: a root element, the globals in `PreData`, each section as `<type name="…">`, each key as an
 * element. Throws `bad-xml` with the line for what is not well formed, for a DOCTYPE and for deeper nesting.
 */
export function parseAutodocXml(text: string): Autodoc {
  refuseWhatIsNoText(text);
  const lineEnd = lineEndOf(splitLines(text));
  const tags = new XmlTags(text, 0);
  const root = readRoot(tags);
  let globals: Element | null = null;
  const sections: AutodocSection[] = [];
  let opening = root.opening;
  for (;;) {
    const tag = need(tags, 'the end of the root element');
    if (tag.kind === 'close') {
      const closing = closingOf(tags, tag, root.name) + tags.remainder();
      const layout = {
        opening,
        globalsOpening: globals?.opening ?? '',
        globalsClosing: globals?.closing ?? '',
        closing,
      };
      return { form: 'xml', lineEnd, globals: { lines: globals?.lines ?? [] }, sections, layout };
    }
    if (tag.kind === 'comment' && globals === null && sections.length === 0) {
      opening += tag.before + tag.rest;
    } else if (tag.name === 'PreData' && globals === null && sections.length === 0) {
      globals = readElement(tags, tag, lineEnd);
    } else {
      if (sections.length === textLimits.items) throw tags.error(tag.at, `more than ${textLimits.items} sections.`);
      sections.push(readSection(tags, tag, lineEnd));
    }
  }
}

interface Element {
  readonly opening: string;
  readonly lines: readonly AutodocLine[];
  readonly closing: string;
}

function need(tags: XmlTags, wanted: string): XmlTag {
  const tag = tags.next();
  if (tag === null) throw new EmFileError('bad-xml', null, `The file ends where ${wanted} was expected.`);
  return tag;
}

function readRoot(tags: XmlTags): { readonly opening: string; readonly name: string } {
  let opening = '';
  for (;;) {
    const tag = need(tags, 'the root element');
    refuseTextBefore(tags, tag, '\uFEFF');
    if (tag.kind === 'open') return { opening: `${opening}${tag.before}<${tag.name}${tag.rest}>`, name: tag.name };
    if (tag.kind !== 'comment' && tag.kind !== 'declaration') throw tags.error(tag.at, 'no root element.');
    opening += tag.before + tag.rest;
  }
}

/** Between elements only blanks and line ends may stand. */
function refuseTextBefore(tags: XmlTags, tag: XmlTag, allowed = ''): void {
  const text = tag.before.replace(allowed, '').trim();
  if (text !== '') throw tags.error(tag.at, `the text ${quoted(text)} between elements.`);
}

function closingOf(tags: XmlTags, tag: XmlTag, name: string): string {
  refuseTextBefore(tags, tag);
  if (tag.name !== name) throw tags.error(tag.at, `</${tag.name}> where </${name}> was expected.`);
  return `${tag.before}</${tag.name}${tag.rest}>`;
}

function readElement(tags: XmlTags, tag: XmlTag, lineEnd: LineEnd): Element {
  refuseTextBefore(tags, tag);
  if (tag.kind !== 'open') throw tags.error(tag.at, 'an element with values in it was expected here.');
  const lines: AutodocLine[] = [];
  for (;;) {
    const inner = need(tags, `</${tag.name}>`);
    refuseTextBefore(tags, inner);
    if (inner.kind === 'close') {
      const opening = `${tag.before}<${tag.name}${tag.rest}>`;
      return { opening, lines, closing: closingOf(tags, inner, tag.name) };
    }
    lines.push(inner.kind === 'comment' ? commentLine(inner) : readValue(tags, inner, lineEnd));
  }
}

function commentLine(tag: XmlTag): AutodocLine {
  return { kind: 'other', text: tag.rest, layout: { before: tag.before, between: '', after: '' } };
}

/** `<Color>2</Color>` */
function readValue(tags: XmlTags, tag: XmlTag, lineEnd: LineEnd): AutodocLine {
  const before = `${tag.before}<`;
  if (tag.kind === 'empty') {
    const layout = { before, between: `${tag.rest}/>`, after: '', escaped: '' };
    return { kind: 'value', key: tag.name, value: '', layout };
  }
  const close = tag.kind === 'open' ? need(tags, `</${tag.name}>`) : tag;
  if (close.kind !== 'close' || close.name !== tag.name || tag.kind !== 'open') {
    throw tags.error(close.at, `</${tag.name}> was expected; values hold no other elements.`);
  }
  const value = unescapeXml(close.before);
  if (value === null) throw tags.error(close.at, `${quoted(close.before)} holds an unknown entity.`);
  const layout = { before, between: `${tag.rest}>`, after: `${close.rest}>` };
  const line = { kind: 'value', key: tag.name, value } as const;
  if (escapeXml(value) !== close.before) return { ...line, layout: { ...layout, escaped: close.before } };
  const usual = before === `${lineEnd}    <` && layout.between === '>' && layout.after === '>';
  return usual ? line : { ...line, layout };
}

/** `<Item name="12-A">` with the values in it. */
function readSection(tags: XmlTags, tag: XmlTag, lineEnd: LineEnd): AutodocSection {
  const { lines, closing } = readElement(tags, tag, lineEnd);
  const [start, end] = namePlace(tags, tag);
  const escaped = tag.rest.slice(start, end);
  const name = unescapeXml(escaped);
  if (name === null) throw tags.error(tag.at, `the name ${quoted(escaped)} holds an unknown entity.`);
  const layout = {
    before: `${tag.before}<`,
    between: tag.rest.slice(0, start),
    after: `${tag.rest.slice(end)}>`,
    closing,
  };
  const section = { type: tag.name, name, lines };
  if (escapeXml(name) !== escaped) return { ...section, layout: { ...layout, escaped } };
  const usual = usualSection(tag.name, lineEnd);
  const same =
    layout.before === usual.before &&
    layout.between === usual.between &&
    layout.after === usual.after &&
    closing === usual.closing;
  return same ? section : { ...section, layout };
}

/** Where in the attributes of a section its name stands; nowhere, at their end, if it has none. */
function namePlace(tags: XmlTags, tag: XmlTag): readonly [start: number, end: number] {
  const opening = /^\s+name\s*=\s*["']/.exec(tag.rest)?.[0];
  if (opening === undefined) return [tag.rest.length, tag.rest.length];
  const end = tag.rest.indexOf(opening.slice(-1), opening.length);
  if (end < 0) throw tags.error(tag.at, 'a name without its closing quotation mark.');
  return [opening.length, end];
}

function usualSection(type: string, lineEnd: LineEnd): LineLayout & { readonly closing: string } {
  return { before: `${lineEnd}  <`, between: ' name="', after: '">', closing: `${lineEnd}  </${type}>` };
}

/** The XML of an autodoc: the same bytes where it was read and not changed. `root` names the outer element of a new one. */
export function formatAutodocXml(doc: Autodoc, root: string): string {
  const end = doc.lineEnd;
  const usual = {
    opening: `<?xml version="1.0" encoding="utf-8"?>${end}<${root}>`,
    globalsOpening: `${end}  <PreData>`,
    globalsClosing: `${end}  </PreData>`,
    closing: `${end}</${root}>${end}`,
  };
  const layout = doc.layout ?? usual;
  const preData = layout.globalsOpening !== '' || doc.globals.lines.length === 0 ? layout : usual;
  const parts = [layout.opening, preData.globalsOpening];
  parts.push(...doc.globals.lines.map((line) => formatLine(line, end)), preData.globalsClosing);
  for (const section of doc.sections) {
    const own = section.layout ?? usualSection(section.type, end);
    parts.push(own.before + elementName(section.type) + own.between + escapedOr(section.name, own.escaped) + own.after);
    for (const line of section.lines) parts.push(formatLine(line, end));
    parts.push(own.closing);
  }
  return parts.concat(layout.closing).join('');
}

function formatLine(line: AutodocLine, lineEnd: LineEnd): string {
  if (line.kind === 'blank') return '';
  if (line.kind === 'other') return (line.layout?.before ?? `${lineEnd}    `) + line.text + (line.layout?.after ?? '');
  const name = elementName(line.key);
  const layout = line.layout ?? { before: `${lineEnd}    <`, between: '>', after: '>' };
  if (!layout.between.endsWith('/>')) {
    return `${layout.before}${name}${layout.between}${escapedOr(line.value, layout.escaped)}</${name}${layout.after}`;
  }
  if (line.value === '') return layout.before + name + layout.between;
  return `${layout.before}${name}>${escapeXml(line.value)}</${name}>`;
}

/** The characters of the file where they still stand for the same text. */
function escapedOr(text: string, escaped: string | undefined): string {
  return escaped !== undefined && unescapeXml(escaped) === text ? escaped : escapeXml(text);
}

function elementName(key: string): string {
  if (!isXmlName(key)) {
    throw new EmFileError('unwritable', null, `${quoted(key)} cannot be the name of an XML element.`);
  }
  return key;
}
