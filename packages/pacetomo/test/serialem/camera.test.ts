import { expect, test } from 'vitest';
import type { Microscope } from '../../src/microscope/microscope.ts';
import { serialEmMicroscope } from '../../src/serialem/serialEmMicroscope.ts';
import { examplePlan } from '../plan/examplePlan.ts';
import { freshPermit, refused, type ScriptedSerialEm, scriptedSerialEm } from './scriptedSerialEm.ts';

function microscopeAnswering(
  answers: Parameters<typeof scriptedSerialEm>[0] = {},
): ScriptedSerialEm & { readonly microscope: Microscope } {
  const serialEm = scriptedSerialEm(answers);
  return { ...serialEm, microscope: serialEmMicroscope(serialEm.client, examplePlan([])) };
}

const plain = { frameName: 'area_ts_003', exposureS: null, compensateBeamTilt: false };

test('every image asks for its own command', async () => {
  const { microscope, arrived } = microscopeAnswering();
  await microscope.record(freshPermit());
  await microscope.view(freshPermit());
  await microscope.preview(freshPermit());
  await microscope.matchReference(freshPermit());
  await microscope.roughEucentricity(freshPermit());
  await microscope.realignToItem(6, freshPermit());
  await microscope.refineSlit(freshPermit());
  expect(arrived).toEqual([
    'R()',
    'V()',
    'L()',
    'AcquireToMatchBuffer(O)',
    'Eucentricity(1)',
    'RealignToOtherItem(6, 1)',
    'RefineZLP()',
  ]);
});

test('a Record in the usual manner needs its frame name and nothing else', async () => {
  const { microscope, arrived } = microscopeAnswering();
  await microscope.prepareRecord(plain);
  await microscope.record(freshPermit());
  await microscope.afterRecord();
  expect(arrived).toEqual(['SetFrameNameFormat(0, 0, 16368)', 'SetFrameBaseName(0, 1, 0, area_ts_003)', 'R()']);
});

test('what is ticked to be added to the names of frames is taken away once', async () => {
  const { microscope, arrived } = microscopeAnswering();
  await microscope.prepareRecord(plain);
  await microscope.prepareRecord(plain);
  expect(arrived.filter((command) => command.startsWith('SetFrameName'))).toHaveLength(1);
});

test('the Record parameters are put back once, and only when they were changed', async () => {
  const { microscope, arrived } = microscopeAnswering();
  await microscope.prepareRecord({ ...plain, exposureS: 2.5 });
  await microscope.prepareRecord(plain);
  await microscope.prepareRecord(plain);
  expect(arrived.filter((command) => !command.startsWith('SetFrame'))).toEqual([
    'SetExposure(R, 2.5)',
    'RestoreCameraSet(R)',
  ]);
});

test('an exposure time that SerialEM refuses leaves nothing to put back', async () => {
  const { microscope, arrived } = microscopeAnswering({ SetExposure: refused });
  await expect(microscope.prepareRecord({ ...plain, exposureS: 2.5 })).rejects.toMatchObject({
    code: 'serialem-refused',
  });
  await microscope.prepareRecord(plain);
  expect(arrived).not.toContain('RestoreCameraSet(R)');
});

test('beam tilt is taken back before it is adjusted anew, so that nothing adds up', async () => {
  const { microscope, arrived } = microscopeAnswering();
  const compensated = { ...plain, compensateBeamTilt: true };
  await microscope.prepareRecord(compensated);
  await microscope.prepareRecord(compensated);
  await microscope.afterRecord();
  await microscope.afterRecord();
  await microscope.prepareRecord(plain);
  expect(arrived.filter((command) => command.includes('BeamTilt'))).toEqual([
    'AdjustBeamTiltforIS()',
    'RestoreBeamTilt()',
    'AdjustBeamTiltforIS()',
    'RestoreBeamTilt()',
  ]);
});

const search = { fromUm: -7.5, toUm: -1.5, pretiltDeg: -11 };

test('CtfFind tells the defocus first and the resolution last', async () => {
  const { microscope, arrived } = microscopeAnswering({ CtfFind: [-4.21, 0.06, 32, 0, 0.117, 8.4] });
  expect(await microscope.fitCtf('ctffind', search)).toEqual({ defocusUm: -4.21, resolutionA: 8.4 });
  expect(arrived).toEqual(['CtfFind(A, -7.5, -1.5)']);
});

test('Ctfplotter tells the resolution before the correlation', async () => {
  const { microscope, arrived } = microscopeAnswering({ Ctfplotter: [-3.87, 0.05, 41, 0, 11.2, 0.83] });
  expect(await microscope.fitCtf('ctfplotter', search)).toEqual({ defocusUm: -3.87, resolutionA: 11.2 });
  expect(arrived).toEqual(['Ctfplotter(A, -7.5, -1.5, 1, 0, -11)']);
});

test.each([
  ['ctfplotter', 'ended with an exit status', { Ctfplotter: [1, 3] }],
  ['ctfplotter', 'is not installed', { Ctfplotter: refused }],
  ['ctffind', 'finds no fit', { CtfFind: refused }],
  ['ctffind', 'answers less than it should', { CtfFind: [-4.21, 0.06] }],
] as const)('%s that %s gives no defocus', async (program, _, answers) => {
  const { microscope } = microscopeAnswering(answers);
  expect(await microscope.fitCtf(program, search)).toBeNull();
});

test('Ctfplotter that does not say how far the rings fit gives the defocus alone', async () => {
  const { microscope } = microscopeAnswering({ Ctfplotter: [-3.87, 0.05, 41, 0, 0, 0] });
  expect(await microscope.fitCtf('ctfplotter', search)).toEqual({ defocusUm: -3.87, resolutionA: null });
});

test('an alignment tells how far it moved, from nanometres on the axes of the specimen', async () => {
  const { microscope, arrived } = microscopeAnswering({ ReportAlignShift: [11, -14, 900, 1100, -300, 400] });
  expect(await microscope.centreOnReference(0.7)).toBe(0.5);
  expect(await microscope.centreOnReference(null)).toBe(0.5);
  expect(await microscope.centreBetweenMagnifications()).toBe(0.5);
  expect(arrived).toEqual([
    'LimitNextAutoAlign(0.7)',
    'AlignTo(O)',
    'ReportAlignShift()',
    'AlignTo(O)',
    'ReportAlignShift()',
    'AlignBetweenMags(O, -1, -1, -1)',
    'ReportAlignShift()',
  ]);
});

test.each([
  ['no peak is inside the limit', { AlignTo: [-1] }],
  ['the image shift would go too far', { AlignTo: refused, AlignBetweenMags: refused }],
] as const)('where %s nothing moved', async (_, answers) => {
  const { microscope } = microscopeAnswering({ AlignBetweenMags: refused, ...answers });
  expect(await microscope.centreOnReference(0.7)).toBeNull();
  expect(await microscope.centreBetweenMagnifications()).toBeNull();
});

test('View becomes like the template and gets its own parameters back', async () => {
  const template = [512, 384, 4, 1.5, 1.1, 0];
  const { microscope, arrived } = microscopeAnswering({
    ImageProperties: template,
    ReportAlignShift: [0, 0, 0, 0, 600, -800],
  });
  expect(await microscope.hasTemplate()).toBe(true);
  await microscope.viewAsBefore();
  await microscope.viewLikeTemplate();
  await microscope.viewWholeCamera();
  expect(await microscope.centreOnTemplate()).toBe(1);
  await microscope.viewAsBefore();
  await microscope.viewAsBefore();
  expect(arrived).toEqual([
    'ImageProperties(P)',
    'ImageProperties(P)',
    'SetExposure(V, 1.5)',
    'SetBinning(V, 4)',
    'SetCameraArea(V, F)',
    'ImageProperties(P)',
    'CropCenterToSize(A, 512, 384)',
    'AlignTo(P)',
    'ReportAlignShift()',
    'RestoreCameraSet(V)',
  ]);
});

test('a template from a file that knows no exposure leaves that of View as it is', async () => {
  const { microscope, arrived } = microscopeAnswering({ ImageProperties: [512, 384, 4, 0, 0, -1] });
  await microscope.viewLikeTemplate();
  expect(arrived).toEqual(['ImageProperties(P)', 'SetBinning(V, 4)']);
});

test('an item without a map and an empty template buffer are told, not thrown', async () => {
  const { microscope } = microscopeAnswering({ LoadOtherMap: refused, ImageProperties: refused });
  expect(await microscope.loadItemMap(5)).toBe(false);
  expect(await microscope.hasTemplate()).toBe(false);
});
