import {
  appendSection,
  createMdoc,
  decodeText,
  encodeText,
  formatMdoc,
  mdocRemarks,
  mdocTitles,
  numberOf,
  numbersOf,
  parseMdoc,
  sectionsOf,
  textOf,
  tiltAxisAngleDeg,
  tiltAxisTitle,
} from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from './realFiles.ts';

const read = (name: string) => parseMdoc(decodeText(realBytes(`mdoc/${name}`)).text);

describe('a new mdoc', () => {
  const header = createMdoc({
    globals: [
      ['PixelSpacing', 1.971],
      ['Voltage', 300],
      ['ImageFile', 'TS_017.mrc'],
      ['ImageSize', [4096, 4092]],
      ['DataMode', 1],
    ],
    titles: [
      'SerialEM: Titan Krios                                06-Jun-23  23:19:47    ',
      tiltAxisTitle({ axisAngleDeg: 82.9, binning: 2, spotSize: 5, camera: 1 }),
    ],
    lineEnd: '\r\n',
  });
  const mdoc = appendSection(header, {
    type: 'ZValue',
    name: '0',
    values: [
      ['TiltAngle', -52.00641],
      ['StagePosition', [137.1752, -367.1994]],
      ['SubFramePath', 'X:\\data\\a b.tif'],
    ],
  });

  test('is laid out as SerialEM does it', () => {
    expect(formatMdoc(mdoc).split('\r\n')).toEqual([
      'PixelSpacing = 1.971',
      'Voltage = 300',
      'ImageFile = TS_017.mrc',
      'ImageSize = 4096 4092',
      'DataMode = 1',
      '',
      '[T = SerialEM: Titan Krios                                06-Jun-23  23:19:47    ]',
      '',
      '[T =     Tilt axis angle = 82.9, binning = 2  spot = 5  camera = 1]',
      '',
      '[ZValue = 0]',
      'TiltAngle = -52.0064',
      'StagePosition = 137.175 -367.199',
      'SubFramePath = X:\\data\\a b.tif',
      '',
    ]);
  });

  test('has nothing that other programs stumble over', () => expect(mdocRemarks(mdoc)).toEqual([]));

  test('says its tilt axis', () => expect(tiltAxisAngleDeg(mdoc)).toBe(82.9));
});

test('what other programs stumble over is told with its line', () => {
  const text = [
    'Voltage = 300', // 1
    'Voltage = 200',
    '[ZValue = 0]', // 3
    'NavigatorLabel = ',
    'torn li', // 5
    '# a comment is none',
    '[ZValue = 2]', // 7
    '[ZValue = 2',
    '[FrameSet]', // 9
  ].join('\n');
  expect(mdocRemarks(parseMdoc(text)).map(({ line, text: reason }) => `${line} ${reason}`)).toEqual([
    '2 Voltage stands in this section a second time.',
    '4 NavigatorLabel has no value; Warp stops reading the section here.',
    '5 “torn li” is neither “key = value” nor a heading.',
    '7 ZValue is “2” where 1 comes next.',
    '8 this heading lacks its closing bracket.',
    '8 a second section [ZValue = 2].',
    '9 this heading has no “type = name”.',
  ]);
});

test('XML is not taken for an mdoc', () => {
  expect(() => parseMdoc('<?xml version="1.0"?><a/>')).toThrow(expect.objectContaining({ code: 'bad-line' }));
});

describe(`real mdoc files${needsRealFiles}`, () => {
  test.skipIf(!realFilesPresent).each(realNames('mdoc', '.mdoc'))('%s is written with the same bytes', (name) => {
    const bytes = realBytes(`mdoc/${name}`);
    const { text, encoding } = decodeText(bytes);
    expect(encodeText({ text: formatMdoc(parseMdoc(text)), encoding })).toEqual(bytes);
  });

  // Sections counted with grep; the tilt axis read by eye from the second title.
  test.skipIf(!realFilesPresent).each([
    ['cryocat_017.mdoc', 60, 82.9, []],
    ['mdocfile_TS_01_crlf.mrc.mdoc', 41, 85.3, []],
    ['mdocfile_tilt_series.mdoc', 41, 85.3, []],
    ['murfey_test.mdoc', 11, 83.8, []],
    ['swissopenem_TS_41.mrc.mdoc', 40, 84.3, []],
    ['mdocfile_montage_section.mdoc', 62, -86.7, []],
    ['pyserialem_gm.mrc.mdoc', 25, 90.6, []],
    [
      'issue_aretomo3_11_tomo200528_100_header.mdoc',
      0,
      -88.7,
      [{ line: 10, text: 'the file ends here and describes no image.' }],
    ],
    ['issue_tomotools17_L02_ts_002.mdoc', 7, 80.2, []],
  ])('%s has %i images and its tilt axis at %f°', (name, images, axisAngleDeg, remarks) => {
    const mdoc = read(name);
    expect(sectionsOf(mdoc, 'ZValue')).toHaveLength(images);
    expect(tiltAxisAngleDeg(mdoc)).toBe(axisAngleDeg);
    expect(mdocRemarks(mdoc)).toEqual(remarks);
  });

  test.skipIf(!realFilesPresent)('the CRLF and the LF copy of one series say the same', () => {
    const { lineEnd: crlf, ...one } = read('mdocfile_TS_01_crlf.mrc.mdoc');
    const { lineEnd: lf, ...other } = read('mdocfile_tilt_series.mdoc');
    expect([crlf, lf]).toEqual(['\r\n', '\n']);
    expect(one).toEqual(other);
  });

  test.skipIf(!realFilesPresent)('a file of frames has its title without brackets', () => {
    const mdoc = read('cryocat_TS_019_0000_8.0.mrc.mdoc');
    const [frames] = sectionsOf(mdoc, 'FrameSet');
    expect(mdocTitles(mdoc)).toEqual(['SerialEM: Titan Krios G4 D3946 at MPI BP                06-Jun-23  12:49:49']);
    expect(numberOf(frames!, 'TiltAngle')).toBe(7.97279);
    expect(textOf(frames!, 'FrameDosesAndNumber')).toBe('0.023687 3  0.035531 7');
  });

  test.skipIf(!realFilesPresent)('the keys that PACEtomo adds are read', () => {
    const [first] = sectionsOf(read('murfey_test.mdoc'), 'ZValue');
    expect(numbersOf(first!, 'SpecimenShift')).toEqual([-11.082555354689212, 3.724272440521471]);
    expect(numberOf(first!, 'CtfFind')).toBe(-5.54383515625);
  });

  // ../shared/data/mdoc/TRUTH_montage.md: steps of the pieces and the fit of the stage to them.
  test.skipIf(!realFilesPresent)('the pieces of a montage lie where the stage went', () => {
    const pieces = sectionsOf(read('pyserialem_gm.mrc.mdoc'), 'ZValue').map((section) => ({
      piece: numbersOf(section, 'PieceCoordinates')!,
      stage: numbersOf(section, 'StagePosition')!,
    }));
    const origin = pieces.find(({ piece }) => piece[0] === 0 && piece[1] === 0)!;
    for (const { piece, stage } of pieces) {
      expect(piece[0]! % 1844).toBe(0);
      const xUm = 0.227319 * piece[0]! - 0.001079 * piece[1]!;
      const yUm = -0.006886 * piece[0]! + 0.239249 * piece[1]!;
      expect(Math.hypot(stage[0]! - origin.stage[0]! - xUm, stage[1]! - origin.stage[1]! - yUm)).toBeLessThan(0.2);
    }
  });
});
