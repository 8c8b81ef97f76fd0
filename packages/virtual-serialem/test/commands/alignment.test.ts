import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** The worked example of the design: a pixel of 0.27 nm, a lamella of +10°, and a target 4 µm along and 3 µm across. */
const workedExample = quietWith({
  specimen: { lamella: { pretiltDeg: 10 } },
  camera: { widthPx: 1440, heightPx: 1024 },
  optics: {
    magnifications: [
      { index: 17, magnification: 4800, pixelSizeNm: 8.2 },
      { index: 28, magnification: 33000, pixelSizeNm: 0.27 },
    ],
  },
});

test('an image shift 50 nm too far at 30° is measured, reported and taken back, as worked out by hand', () =>
  inSession({ scenario: workedExample }, async ({ client }) => {
    await client.call('SetBinning', 'R', 4);
    await client.call('ImageShiftByMicrons', 4, 3);
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('TiltTo', 30);
    const [, here] = (await client.call('ReportSpecimenShift'))!;
    await client.call('ImageShiftByMicrons', 0, 2.38359 - here);
    await client.call('R');
    const before = await client.call('ReportImageShift');
    expect(await client.call('AlignTo', 'O')).toBe(0);
    const [x, y, alongX, alongY, specimenX, specimenY] = (await client.call('ReportAlignShift'))!;
    expect([x, y]).toEqual([expect.closeTo(-184.56, 1), expect.closeTo(15.17, 1)]);
    expect([specimenX, specimenY]).toEqual([expect.closeTo(0, 1), expect.closeTo(50, 1)]);
    expect(alongX).toBeGreaterThan(0);
    expect(alongY).toBeGreaterThan(0);
    const [shiftX, shiftY] = (await client.call('ReportISforBufferShift'))!;
    expect([shiftX, shiftY]).toEqual([expect.closeTo(0.00125, 4), expect.closeTo(-0.05101, 4)]);
    const after = await client.call('ReportImageShift');
    expect(after[0] - before[0]).toBeCloseTo(shiftX, 9);
    expect(after[1] - before[1]).toBeCloseTo(shiftY, 9);
    expect((await client.call('ReportSpecimenShift'))![1]).toBeCloseTo(2.3336, 3);
  }));

test('what was aligned is centred in the next image', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0.13, -0.21);
    await client.call('R');
    await client.call('AlignTo', 'O');
    await client.call('R');
    const [first, , third] = virtual.exposures;
    expect(third!.specimenPointUm.x).toBeCloseTo(first!.specimenPointUm.x, 6);
    expect(third!.specimenPointUm.y).toBeCloseTo(first!.specimenPointUm.y, 6);
  }));

test('without image shift on the scope only the buffer is shifted', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0.1, 0);
    await client.call('R');
    const before = await client.call('ReportImageShift');
    await client.call('AlignTo', 'O', 1);
    expect(await client.call('ReportImageShift')).toEqual(before);
    expect((await client.call('ReportAlignShift'))![4]).toBeCloseTo(100, 6);
    await client.call('ClearAlignment', 1);
    expect((await client.call('ReportAlignShift'))![4]).toBeCloseTo(0, 9);
  }));

test('a limit holds for one alignment only; beyond it nothing is shifted and −1 is reported', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0, 0.4);
    await client.call('R');
    await client.call('LimitNextAutoAlign', 0.3);
    expect(await client.call('AlignTo', 'O')).toBe(-1);
    expect((await client.call('ReportAlignShift'))![5]).toBeCloseTo(0, 12);
    expect((await client.call('ReportSpecimenShift'))![1]).toBeCloseTo(0.4, 9);
    expect(await client.call('AlignTo', 'O')).toBe(0);
    expect((await client.call('ReportSpecimenShift'))![1]).toBeCloseTo(0, 6);
  }));

test.each([0, -0.2])('a limit of %d is none', (limitUm) =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0, 0.7);
    await client.call('R');
    await client.call('LimitNextAutoAlign', limitUm);
    expect(await client.call('AlignTo', 'O')).toBe(0);
    expect((await client.call('ReportSpecimenShift'))![1]).toBeCloseTo(0, 6);
  }),
);

test('an alignment that needs more image shift than allowed is an error and moves nothing', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetProperty', 'ImageShiftLimit', 3);
    await client.call('ImageShiftByMicrons', 2.8, 0);
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('MoveStageTo', 0.35, 0);
    await client.call('R');
    await expect(client.call('AlignTo', 'O')).rejects.toThrow(/beyond the limit of 3 µm/);
    expect((await client.call('ReportSpecimenShift'))![0]).toBeCloseTo(2.8, 9);
  }));

test('a dark image has no peak', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('SetColumnOrGunValve', 0);
    await client.call('R');
    expect(await client.call('AlignTo', 'O')).toBe(-1);
  }));

test('aligning to an empty buffer, or with nothing in A, is an error', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('AlignTo', 'O')).rejects.toThrow(/no image in buffer O/);
    expect(await client.call('ReportAlignShift')).toBeUndefined();
    expect(await client.call('ReportISforBufferShift')).toBeUndefined();
  }));

test('a View and a Preview are brought together between magnifications', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('V');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0.3, 0.2);
    await client.call('L');
    expect(await client.call('AlignBetweenMags', 'O', -1, -1, -1)).toEqual([1, 0]);
    await client.call('L');
    const [view, , preview] = virtual.exposures;
    expect(preview!.specimenPointUm.y).toBeCloseTo(view!.specimenPointUm.y, 6);
  }));

test('A command aligns a Record to C, but in low dose a View to D', () =>
  inSession({}, async ({ client }) => {
    await client.call('V');
    await client.call('Copy', 'A', 'D');
    await client.call('V');
    await client.call('ImageShiftByMicrons', 0.4, -0.2);
    await client.call('V');
    expect(await client.call('AutoAlign')).toBe(0);
    const [x, y] = (await client.call('ReportSpecimenShift'))!;
    expect(Math.hypot(x, y)).toBeLessThan(0.01);
    await client.call('R');
    await client.call('Copy', 'A', 'C');
    await client.call('ImageShiftByMicrons', 0.1, 0);
    await client.call('R');
    await client.call('Copy', 'B', 'C');
    expect(await client.call('AutoAlign')).toBe(0);
    expect(Math.abs((await client.call('ReportSpecimenShift'))![0])).toBeLessThan(0.01);
  }));
