import {
  type AutodocSection,
  changeGlobals,
  changeSection,
  decodeText,
  encodeText,
  formatMdoc,
  keysOf,
  type Mdoc,
  parseMdoc,
  removeKey,
  setValue,
  textOf,
} from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from './realFiles.ts';

// Mdocs of other people's microscopes, from 2015 to 2023, with either line end, damage and programs in between.

const names = realNames('mdoc', '.mdoc');

test.skipIf(!realFilesPresent)(`there are real mdocs${needsRealFiles}`, () => {
  expect(names.length).toBeGreaterThanOrEqual(18);
});

describe.skipIf(!realFilesPresent).each(names)('%s', (name) => {
  const bytes = realBytes(`mdoc/${name}`);
  const { text, encoding } = decodeText(bytes);
  const mdoc = parseMdoc(text);
  const linesOf = (document: Mdoc): readonly string[] => formatMdoc(document).split('\n');

  test('is written byte for byte as it was read', () => {
    expect(encodeText({ text: formatMdoc(mdoc), encoding })).toEqual(bytes);
  });

  test('differs in one line when one value is changed, and in none when it is changed back', () => {
    const before = text.split('\n');
    for (const section of mdoc.sections)
      for (const key of new Set(keysOf(section))) {
        const changed = changeSection(mdoc, section, (old) => setValue(old, key, 'other 1'));
        const after = linesOf(changed);
        expect(after.filter((line, i) => line !== before[i])).toHaveLength(1);
        expect(after.find((line, i) => line !== before[i])?.trim()).toBe(`${key} = other 1`);
        const again = changeSection(changed, sectionLike(changed, mdoc, section), (old) =>
          setValue(old, key, textOf(section, key)!),
        );
        expect(formatMdoc(again)).toBe(text);
      }
  });

  test('is the same when a key was added to each section and to what stands above them, and taken away again', () => {
    let grown = changeGlobals(mdoc, (globals) => setValue(globals, 'PACE.Added', 7));
    for (const at of mdoc.sections.keys())
      grown = changeSection(grown, grown.sections[at]!, (section) => setValue(section, 'PACE.Added', [1.5, -2]));
    expect(linesOf(grown)).toHaveLength(text.split('\n').length + mdoc.sections.length + 1);
    let shrunk = changeGlobals(grown, (globals) => removeKey(globals, 'PACE.Added'));
    for (const at of mdoc.sections.keys())
      shrunk = changeSection(shrunk, shrunk.sections[at]!, (section) => removeKey(section, 'PACE.Added'));
    expect(formatMdoc(shrunk)).toBe(text);
  });

  test('says the same with the other line end', () => {
    const other = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n');
    const known = (document: Mdoc) => document.sections.map(({ type, lines }) => [type, lines.map(content)]);
    expect(known(parseMdoc(other))).toEqual(known(mdoc));
  });
});

/** The section of a changed document that stands where one of the document before it stood. */
const sectionLike = (changed: Mdoc, before: Mdoc, section: AutodocSection): AutodocSection =>
  changed.sections[before.sections.indexOf(section)]!;

function content(line: AutodocSection['lines'][number]): string {
  if (line.kind === 'value') return `${line.key}=${line.value}`;
  return line.kind === 'other' ? line.text.trim() : '';
}
