import {
  type Autodoc,
  appendSection,
  changeGlobals,
  changeSection,
  createMdoc,
  createNavigator,
  findSection,
  formatMdoc,
  formatNavigator,
  keysOf,
  numberOf,
  numbersOf,
  parseMdoc,
  parseNavigator,
  removeKey,
  sectionsOf,
  setValue,
  textOf,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const mess = fc.string({
  unit: fc.constantFrom(
    '[',
    ']',
    '=',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '#',
    '<',
    'Key',
    'ZValue',
    'T',
    '7',
    '.',
    'µ',
    '\uFEFF',
  ),
  maxLength: 60,
});
const key = fc.stringMatching(/^[A-Za-z_(][A-Za-z0-9_()/-]{0,12}$/);
const value = fc.string({ maxLength: 30 }).map((text) => text.replace(/\p{Cc}/gu, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const values = fc.uniqueArray(fc.tuple(key, value), { maxLength: 6, selector: ([name]) => name });
const section = fc.record({ type: fc.stringMatching(/^[A-Z][a-z]{1,8}$/), name: value, values });
const lineEnd = fc.constantFrom('\n' as const, '\r\n' as const);

describe('an autodoc in text', () => {
  test('is written with the bytes it was read with, whatever they are', () => {
    fc.assert(
      fc.property(mess, (text) => {
        expect(formatMdoc(parseMdoc(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('made anew is read as it was made', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(value, { maxLength: 2 }),
        fc.array(section, { maxLength: 4 }),
        lineEnd,
        (...parts) => {
          const [globals, titles, sections, end] = parts;
          const doc = sections.reduce(appendSection<Autodoc>, createMdoc({ globals, titles, lineEnd: end }));
          const text = formatMdoc(doc);
          // Without a line there is nothing that the line end could be read from.
          expect(parseMdoc(text)).toEqual(text === '' ? { ...doc, lineEnd: '\n' } : doc);
        },
      ),
    );
  });

  test('changes in one line only when one value is set', () => {
    const text = '\uFEFFVoltage=300\r\n\r\n[ZValue = 0]\r\n  TiltAngle =  -3.01  \r\n# a remark\r\nSpotSize = 5';
    const mdoc = parseMdoc(text);
    const first = findSection(mdoc, 'ZValue', '0')!;
    const changed = changeSection(mdoc, first, (block) => setValue(block, 'TiltAngle', -6.02));
    expect(formatMdoc(changed)).toBe(text.replace('-3.01', '-6.02'));
    const added = changeSection(mdoc, first, (block) => setValue(block, 'StageZ', 17.6146));
    expect(formatMdoc(added)).toBe(`${text}\r\nStageZ = 17.6146\r\n`);
  });

  test('gives a new key its place above the empty lines that end a section', () => {
    const mdoc = parseMdoc('[ZValue = 0]\nSpotSize = 5\n\n[ZValue = 1]\nSpotSize = 6\n');
    const changed = changeSection(mdoc, mdoc.sections[0]!, (block) => setValue(block, 'Binning', 2));
    expect(formatMdoc(changed)).toBe('[ZValue = 0]\nSpotSize = 5\nBinning = 2\n\n[ZValue = 1]\nSpotSize = 6\n');
  });

  test('loses a key and nothing else', () => {
    const mdoc = parseMdoc('A = 1\nB = 2\nC = 3\n');
    expect(formatMdoc(changeGlobals(mdoc, (block) => removeKey(block, 'B')))).toBe('A = 1\nC = 3\n');
    expect(changeGlobals(mdoc, (block) => removeKey(block, 'D')).globals).toBe(mdoc.globals);
  });

  test('sets a new section off by one empty line, however the file ended', () => {
    for (const ending of ['', '\n', '\n\n']) {
      const mdoc = parseMdoc(`[ZValue = 0]\nSpotSize = 5${ending}`);
      const longer = appendSection(mdoc, { type: 'ZValue', name: '1', values: [['TiltAngle', 2.99]] });
      expect(formatMdoc(longer)).toBe('[ZValue = 0]\nSpotSize = 5\n\n[ZValue = 1]\nTiltAngle = 2.99\n');
    }
  });

  test('keeps the keys below a damaged heading apart from the section above', () => {
    const mdoc = parseMdoc('[ZValue = 0]\nTiltAngle = 1.5\n[ZValue 1\nTiltAngle = 4.5\n');
    expect(sectionsOf(mdoc, 'ZValue').map((part) => numberOf(part, 'TiltAngle'))).toEqual([1.5]);
    expect(mdoc.sections[1]).toMatchObject({ type: 'ZValue 1', name: '' });
  });
});

describe('the values of a block', () => {
  const block = parseMdoc(
    'Tilt = -51.0022\nStage = 137.175 367.199\nEmpty = \nNote = a = b, c\nTilt = 9\n__proto__ = 4\nBad = 3 x\n',
  ).globals;

  test('are texts, numbers and rows of numbers', () => {
    expect(textOf(block, 'Note')).toBe('a = b, c');
    expect(textOf(block, 'Empty')).toBe('');
    expect(numberOf(block, 'Tilt')).toBe(-51.0022);
    expect(numbersOf(block, 'Stage')).toEqual([137.175, 367.199]);
    expect(keysOf(block)).toEqual(['Tilt', 'Stage', 'Empty', 'Note', 'Tilt', '__proto__', 'Bad']);
  });

  test('are null where the key is absent or says no number', () => {
    expect(textOf(block, 'constructor')).toBeNull();
    expect(numberOf(block, 'Note')).toBeNull();
    expect(numberOf(block, 'Empty')).toBeNull();
    expect(numbersOf(block, 'Bad')).toBeNull();
    expect(numbersOf(block, 'tilt')).toBeNull();
  });

  test('called __proto__ is a key like any other', () => {
    expect(numberOf(block, '__proto__')).toBe(4);
    expect(Object.hasOwn(Object.prototype, '4')).toBe(false);
    expect(Object.getPrototypeOf(setValue(block, '__proto__', 5))).toBe(Object.prototype);
  });
});

describe('what would break the file is refused', () => {
  const mdoc = createMdoc({ globals: [['Voltage', 300]] });

  test.each(['', 'a=b', '[T', '#note', ' Tilt', 'Tilt\n', 'a<b'])('the key “%s”', (bad) => {
    expect(() => setValue(mdoc.globals, bad, 1)).toThrow(expect.objectContaining({ code: 'unwritable' }));
  });

  test.each(['a\nTiltAngle = 60', 'a\r', 'a\0', '\u001b[2J'])('the value %j', (bad) => {
    expect(() => setValue(mdoc.globals, 'Note', bad)).toThrow(expect.objectContaining({ code: 'unwritable' }));
    expect(() => appendSection(mdoc, { type: 'Item', name: bad })).toThrow(
      expect.objectContaining({ code: 'unwritable' }),
    );
  });

  test('a line end that was put into the document by hand', () => {
    const forged: Autodoc = { ...mdoc, globals: { lines: [{ kind: 'value', key: 'a', value: '1\n[ZValue = 9]' }] } };
    expect(() => formatMdoc(forged)).toThrow(expect.objectContaining({ code: 'unwritable' }));
  });

  test('a section type with a bracket', () => {
    expect(() => appendSection(mdoc, { type: 'Z]', name: '1' })).toThrow(
      expect.objectContaining({ code: 'unwritable' }),
    );
  });

  test('a section of another document', () => {
    const stranger = parseMdoc('[ZValue = 0]\n').sections[0]!;
    expect(() => changeSection(mdoc, stranger, (block) => block)).toThrow(expect.objectContaining({ code: 'no-such' }));
  });
});

describe('an autodoc in XML', () => {
  const xmlName = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/);
  const xmlValue = fc.string({ unit: fc.constantFrom('a', '&', '<', '>', '"', "'", ' b', '7', 'µ'), maxLength: 12 });
  const trimmed = xmlValue.map((text) => text.trim());
  const items = fc.array(
    fc.record({ name: trimmed, values: fc.uniqueArray(fc.tuple(xmlName, trimmed), { selector: ([name]) => name }) }),
    { maxLength: 4 },
  );

  test('made anew is read as it was made', () => {
    fc.assert(
      fc.property(items, lineEnd, (made, end) => {
        const empty = createNavigator('C:\\data\\nav.nav', { form: 'xml', lineEnd: end });
        const nav = made.reduce((doc, item) => appendSection(doc, { type: 'Item', ...item }), empty);
        const { layout: _, ...read } = parseNavigator(formatNavigator(nav));
        expect(read).toEqual(nav);
        expect(formatNavigator(parseNavigator(formatNavigator(nav)))).toBe(formatNavigator(nav));
      }),
    );
  });

  test('keeps comments, entities, attributes and odd spacing', () => {
    const text =
      '\uFEFF<?xml version="1.0"?>\n<!-- made by hand -->\n<navigator a="1">\n<PreData ><AdocVersion>2.00</AdocVersion></PreData>' +
      "<Item name='x &#62; y' >\n<Note>a &#38; b</Note><Draw/><Empty></Empty><!-- c -->\t<Type k='1'>0</Type >\n</Item >\n</navigator>\n\n";
    const nav = parseNavigator(text);
    expect(formatNavigator(nav)).toBe(text);
    const item = nav.sections[0]!;
    expect(item.name).toBe('x > y');
    expect([textOf(item, 'Note'), textOf(item, 'Draw'), textOf(item, 'Empty'), numberOf(item, 'Type')]).toEqual([
      'a & b',
      '',
      '',
      0,
    ]);
    const changed = changeSection(nav, item, (block) => setValue(setValue(block, 'Draw', 1), 'Note', 'c < d'));
    expect(formatNavigator(changed)).toBe(text.replace('<Draw/>', '<Draw>1</Draw>').replace('a &#38; b', 'c &lt; d'));
  });

  test.each([
    ['a DOCTYPE', '<?xml version="1.0"?>\n<!DOCTYPE navigator [<!ENTITY a "b">]>\n<navigator></navigator>', 2],
    ['CDATA', '<navigator>\n<Item name="1">\n<Note><![CDATA[x]]></Note></Item></navigator>', 3],
    ['an unknown entity', '<navigator><Item name="1">\n<Note>&bomb;</Note></Item></navigator>', 2],
    ['deeper nesting', '<navigator><Item name="1">\n\n<Note><b>x</b></Note></Item></navigator>', 3],
    ['a wrong closing tag', '<navigator><Item name="1">\n<Note>x</Type></Item></navigator>', 2],
    ['a wrong end of an item', '<navigator>\n<Item name="1"><Type>0</Type>\n</Thing></navigator>', 3],
    ['a wrong end of the file', '<navigator>\n<Item name="1"></Item>\n\n</thing>', 4],
    ['a name without its end', '<navigator>\n<Item name="1></Item></navigator>', 2],
    ['text between elements', '<navigator>\n\n\nhello<Item name="1"></Item></navigator>', 4],
    ['a tag without its end', '<navigator>\n<Item', 2],
  ])('%s is refused with its line', (_, text, line) => {
    expect(() => parseNavigator(text)).toThrow(expect.objectContaining({ code: 'bad-xml', where: { line } }));
  });

  test('a DOCTYPE is called by its name', () => {
    expect(() => parseNavigator('<!DOCTYPE a>\n<navigator></navigator>')).toThrow('which no navigator file needs');
  });

  test('a file that ends too early is refused', () => {
    expect(() => parseNavigator('<navigator><Item name="1"><Type>0</Type>')).toThrow(
      expect.objectContaining({ code: 'bad-xml', message: expect.stringContaining('</Item>') }),
    );
  });
});
