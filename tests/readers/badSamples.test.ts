import { describe, expect, test } from 'vitest';
import { Complaint } from './complaint.ts';
import { goodMdoc, sampleImages } from './goodMdoc.ts';
import { edit, frames, good, inOrder, readers, summed, upwards } from './sampleReaders.ts';

// The rows of users-peers-interop.md 5a and 2c, each made of a good mdoc by a small edit. Without these, the tests of our
// own output could not fail.
describe('a good mdoc', () => {
  test.each(Object.entries(readers))('is taken by %s, with any line end', (_, read) => {
    expect(read(good)).toEqual(read(good.replaceAll('\n', '\r\n')));
  });

  test('says the same of order, angles and doses to all of them', () => {
    const warp = readers.warpTools(good);
    expect(warp.map(({ tiltDeg }) => tiltDeg)).toEqual(upwards);
    expect([...warp].sort((a, b) => a.order - b.order).map(({ tiltDeg }) => tiltDeg)).toEqual(inOrder);
    const [relion] = readers.relion5(good);
    expect(relion?.tilts.map(({ tiltDeg }) => tiltDeg)).toEqual(inOrder);
    expect(relion?.tilts.map(({ preExposureEPerA2 }) => preExposureEPerA2)).toEqual(summed);
    expect(readers.tomoman(good).tilts.map(({ doseEPerA2 }) => doseEPerA2)).toEqual(summed);
    expect(readers.scipion(good).tilts.map(({ tiltDeg }) => tiltDeg)).toEqual(inOrder);
    expect(readers.nextPyp(good)[0]?.tilts.map(({ tiltDeg }) => tiltDeg)).toEqual(inOrder);
    expect(readers.areTomo3(good).map(({ acquisitionIndex }) => acquisitionIndex)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const first = readers.areTomo3(good)[0];
    expect(first?.partOfTotalDose).toBeCloseTo(2 / 10, 5);
    const warpOne = [...readers.warp1(good)].sort((a, b) => a.doseEPerA2 - b.doseEPerA2);
    expect(warpOne.map(({ doseEPerA2 }) => doseEPerA2)).toEqual(summed);
  });
});

type Reader = keyof typeof readers;

// What is refused, by whom, and what is said.
const refused: readonly (readonly [what: string, by: Reader, text: string, complaint: RegExp])[] = [
  [
    'an empty value before the time',
    'warpTools',
    edit(/^ExposureDose/, 'NavigatorLabel = \nExposureDose'),
    /No time stamp/,
  ],
  ['a blank line inside a section', 'warpTools', edit(/^ExposureDose/, '\nExposureDose'), /No time stamp/],
  ['two sections of one number', 'warpTools', edit(/\[ZValue = 4\]/, '[ZValue = 3]'), /Duplicate ZValue/],
  [
    'a time in another form',
    'warpTools',
    edit(/DateTime = 30-Nov-2026/, 'DateTime = 2026-11-30'),
    /Incorrect time stamp/,
  ],
  ['a frame file that it does not know', 'warpTools', edit(/lam_ts_001_005/, 'lam_ts_001_555'), /could not be found/],
  ['a tilt axis without its comma', 'warpTools', edit(/83\.8,/, '83.8'), /no “,”/],
  ['a tilt axis without its comma', 'warp1', edit(/83\.8,/, '83.8'), /no comma/],
  ['a header line with two “=”', 'mdocfile', edit(/Version = .*/, 'Version = built = today'), /2 “=”/],
  ['a number that is none', 'mdocfile', edit(/ExposureTime = .*/, 'ExposureTime = 1.4 s'), /ExposureTime/],
  ['a pair with one number', 'mdocfile', edit(/FilterSlitAndLoss = .*/, 'FilterSlitAndLoss = 20'), /1 values/],
  ['a part of a frame', 'mdocfile', edit(/NumSubFrames = 8/, 'NumSubFrames = 8.5'), /no whole number/],
  ['no frames in one section', 'relion5', edit(/NumSubFrames = 8\n/, '', 3), /NumSubFrames/],
  ['times of two forms', 'relion5', edit(/01-Dec-2026/, '01-Dec-26'), /doesn't match/],
  ['fewer than seven tilts', 'areTomo3', goodMdoc(sampleImages.slice(0, 6)), /6 tilts/],
  [
    'three sections without one of five keys',
    'areTomo3',
    good.replace(/ExposureTime = 1.4\n/g, (m, at) => (at < 2500 ? '' : m)),
    /tilts/,
  ],
  [
    'an own key with DateTime in a line cut in two',
    'areTomo3',
    edit(/SpecimenShift = .*/, `PACE.Long = ${'x'.repeat(250)}DateTime`),
    /no “=”/,
  ],
  ['a value with “=”', 'scipion', edit(/12-A/, 'a=b'), /values to unpack/],
  ['numbers that do not begin at 0', 'scipion', edit(/\[ZValue = 0\]/, '[ZValue = 1]'), /Unexpected Z value = 1/],
  ['no tilt axis', 'scipion', edit(/\[T = +Tilt axis.*\n/, ''), /tilt axis angle/],
  ['no dose in any form', 'scipion', good.replace(/^(ExposureDose|FrameDosesAndNumber) = .*\n/gm, ''), /Dose values/],
  ['frames that do not lie beside the mdoc', 'scipion', edit(/lam_ts_001_002/, 'lam_ts_009_002'), /missing: frames/],
  ['a missing key', 'tomoman', edit(/TargetDefocus = -4.5\n/, '', 5), /"TargetDefocus" not found/],
  [
    'an own key that begins like one of its own',
    'tomoman',
    edit(/SpecimenShift/, 'tiltAngleWanted'),
    /2 lines begin with “TiltAngle”/,
  ],
  [
    'brackets in the name of a frame, after its fixer',
    'tomoman',
    edit(/lam_ts_001_002/, '[lam]_002'),
    /missing from stack/,
  ],
  [
    'a second title with the axis',
    'tomoman',
    edit(/^\[T = SerialEM/, '[T = Tilt axis angle = 1, x]\n[T = SerialEM'),
    /2 lines/,
  ],
  [
    'another image file than the name of the mdoc',
    'nextPyp',
    edit(/lam_ts_001\.mrc/, 'lam-ts_001.mrc'),
    /Do not detect/,
  ],
  ['a time above the frames', 'nextPyp', edit(/^SubFramePath/, 'DateTime = x\nSubFramePath'), /DateTime before/],
  ['a section without a time', 'nextPyp', edit(/^DateTime = .*\n/, '', 4), /NoneType/],
  ['a year of two digits', 'murfey', edit(/DateTime = 30-Nov-2026/, 'DateTime = 30-Nov-26'), /does not match/],
  ['a blank in the path of the frames', 'murfey', edit(/X:.frames/, 'X:\\my frames'), /tuple/],
  ['no width of the slit', 'murfey', edit(/FilterSlitAndLoss = .*\n/, ''), /FilterSlitAndLoss/],
  ['a line without “=”', 'murfey', edit(/^Binning/, 'plain\nBinning'), /no “=”/],
  ['a number of a section that is none', 'cryoemTools', edit(/\[ZValue = 3\]/, '[ZValue = x]'), /no whole number/],
  ['more frames in the file than said', 'dataPortal', edit(/NumSubFrames = 8/, 'NumSubFrames = 9'), /8 != 9/],
  [
    'one frame file for two images',
    'dataPortal',
    edit(/lam_ts_001_002.*tif/, frames[0] ?? ''),
    /do not have mdoc entries/,
  ],
  [
    'a tilt that the raw tilts do not have',
    'dataPortal',
    edit(/TiltAngle = 3.02/, 'TiltAngle = 4.02'),
    /No match found: Looking for angle 3.02/,
  ],
  ['no title with the axis', 'dataPortal', edit(/Tilt axis angle/, 'Axis'), /No Tilt axis/],
];

test.each(refused)('%s is refused by %s', (_, by, text, complaint) => {
  expect(() => readers[by](text)).toThrow(Complaint);
  expect(() => readers[by](text)).toThrow(complaint);
});
