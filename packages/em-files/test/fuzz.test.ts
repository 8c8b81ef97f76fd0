import {
  createMrc,
  decodeText,
  EmFileError,
  formatMdoc,
  formatMrcHeader,
  formatNavigator,
  formatTargets,
  memoryFile,
  openMrc,
  parseMdoc,
  parseMrcHeader,
  parseNavigator,
  parseTargets,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realBytes, realFilesPresent, realNames } from './realFiles.ts';

/** More for a nightly run: FUZZ_RUNS=100000. */
const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 500) };

const ownMdoc =
  'Voltage = 300\n\n[T = Tilt axis angle = 82.9, binning = 1]\n\n[ZValue = 0]\nTiltAngle = -3.01\nStageZ = 4\n';
const ownNav = 'AdocVersion = 2.00\n\n[Item = 12-A]\nColor = 2\nStageXYZ = 1 2 3\nType = 2\nPtsX = 4 5\nPtsY = 6 7\n';
const ownXml =
  '<?xml version="1.0"?>\n<navigator>\n  <PreData><AdocVersion>2</AdocVersion></PreData>\n  <Item name="1"><Type>0</Type></Item>\n</navigator>\n';
const branch =
  'SSX = 1\nSSY = 2\nfocus = 3\nz0 = 4\nn0 = 5\nshifts = 6,7\nangles = 8,9\nISXset = 1\nISYset = 2\nISXali = 3\nISYali = 4\ndose = 5\nsec = 6\nskip = True\n';
const ownTargets = `_set step = 3\n_spos = 7,2\n\n_tgt = 001\ntsfile = a.mrc\nSSX = 0.5\n_pbr\n${branch}_nbr\n${branch}\n_geo = 1\nSSX = 3\nSSY = 4\n`;

const texts = (kind: string, extension: string, own: readonly string[]): readonly string[] => {
  const real = realNames(kind, extension).map((name) => decodeText(realBytes(`${kind}/${name}`)).text.slice(0, 20_000));
  expect(real.length > 0).toBe(realFilesPresent);
  return [...own, ...real];
};

const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\0',
    '\r',
    '\n',
    '=',
    '[',
    ']',
    '<',
    '>',
    '&',
    ' ',
    '_tgt',
    '_set',
    '<!--',
    '__proto__ = 1\n',
    '\uFEFF',
    '1e999',
  ),
);

/** A text with pieces cut out, put in and repeated. */
function mutated(samples: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), junk, fc.boolean());
  return fc.tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 6 })).map(([sample, edits]) =>
    edits.reduce((text, [where, cut, insert, twice]) => {
      const at = Math.floor(where * text.length);
      return text.slice(0, at) + insert + (twice ? text.slice(at, at + cut) : '') + text.slice(at + (twice ? 0 : cut));
    }, sample),
  );
}

const parsers = [
  { name: 'an mdoc', samples: texts('mdoc', '.mdoc', [ownMdoc]), parse: (text: string) => formatMdoc(parseMdoc(text)) },
  {
    name: 'a navigator file',
    samples: texts('nav', '.nav', [ownNav, ownXml]),
    parse: (text: string) => formatNavigator(parseNavigator(text)),
  },
  {
    name: 'a targets file',
    samples: texts('tgts', '.txt', [ownTargets]),
    parse: (text: string) => formatTargets(parseTargets(text)),
  },
];

describe.each(parsers)('$name', ({ samples, parse }) => {
  /** The text again, or a typed error that says where: nothing else may come out. */
  const survives = (text: string): void => {
    let again: string;
    try {
      again = parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(EmFileError);
      expect(error).toMatchObject({ code: expect.stringMatching(/^(bad-line|bad-xml|not-text|too-large)$/) });
      return;
    }
    expect(again).toBe(text);
  };

  test('of random characters is read or refused', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), survives), runs);
  });

  test('that was damaged is read or refused', () => {
    fc.assert(fc.property(mutated(samples), survives), runs);
  });

  // Linear work takes milliseconds for each; what grows with the square of the length takes longer than any test may.
  test('of a million hostile characters is read or refused in time', () => {
    const hostile = ['[', '=', '<a', '&', ' ', '_set ', '# ', ']', '<Item name="', 'a = ', '<!--', '\t=', 'a = 1\n'];
    for (const unit of [...hostile, ...samples.slice(0, 3)]) survives(unit.repeat(Math.ceil(1e6 / unit.length)));
  });
});

describe('an MRC file', () => {
  async function ownMrc(): Promise<Uint8Array> {
    const file = memoryFile();
    const extended = { type: 'SERI', flags: 5, reserveSections: 3 } as const;
    const stack = await createMrc(file, { width: 4, height: 3, mode: 1, pixelSizeA: 2, labels: ['own'], extended });
    for (const first of [5, 50])
      await stack.appendSection(new Int16Array(12).fill(first), { record: { tiltDeg: first } });
    return file.bytes();
  }

  test('with damaged numbers is opened and read to its end, or refused', async () => {
    const own = await ownMrc();
    const real = realNames('mrc', '.st').map((name) => realBytes(`mrc/${name}`).slice(0, 60_000));
    const numbers = fc.constantFrom(0, 1, -1, 2, 3, 12, 24, 255, 65_536, 16_777_216, 2 ** 31 - 1, -(2 ** 31));
    const edits = fc.array(fc.tuple(fc.nat(63), numbers), { maxLength: 4 });
    const cut = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(own, ...real),
        edits,
        cut,
        fc.boolean(),
        async (sample, changes, part, permissive) => {
          const bytes = sample.slice(0, Math.floor(sample.length * part));
          const view = new DataView(bytes.buffer);
          for (const [word, value] of changes) if (4 * word + 4 <= bytes.length) view.setInt32(4 * word, value, true);
          try {
            const stack = await openMrc(memoryFile(bytes), { permissive });
            const last = Math.min(stack.sectionCount, 5);
            for (let z = 0; z < last; z++) expect((await stack.readSection(z)).data.length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(EmFileError);
          }
        },
      ),
      runs,
    );
  });

  test('of random bytes is refused, or its header comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1000, maxLength: 1030, size: 'max' }), fc.nat(255), (bytes, small) => {
        // Small numbers where the sizes are, so that some of the noise passes for a header.
        for (const at of [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 95]) bytes[at] = 0;
        bytes[12] = small % 17;
        try {
          expect(formatMrcHeader(parseMrcHeader(bytes))).toEqual(bytes.slice(0, 1024));
        } catch (error) {
          expect(error).toMatchObject({ code: 'not-mrc' });
        }
      }),
      runs,
    );
  });
});
