import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** The worked example of the design (section 1.3): a K3 at 0.27 nm, pretilt 10°, everything calibrated and at rest. */
const example = quietWith({
  camera: { widthPx: 1440, heightPx: 1024 },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 64, rotationDeg: 85.3 },
      { index: 17, magnification: 4800, pixelSizeNm: 8.2, rotationDeg: 85.3 },
      { index: 28, magnification: 33000, pixelSizeNm: 0.27, rotationDeg: 85.3 },
    ],
  },
  specimen: { lamella: { pretiltDeg: 10, rotationDeg: 0 } },
});

test('the worked example comes out through the commands to a tenth of a pixel and a tenth of a nanometre', () =>
  inSession({ scenario: example }, async ({ client, virtual }) => {
    await client.call('ImageShiftByStageDiff', -4, -3);
    const close = (values: readonly number[] | undefined, expected: readonly number[], digits: number) => {
      for (const [i, value] of expected.entries()) expect(values?.[i]).toBeCloseTo(value, digits);
    };
    close(await client.call('ReportSpecimenShift'), [4, 3], 9);
    close(await client.call('ReportImageShift'), [4.0056, 3.16], 4);

    // The target as the tilt turns it: specimen y and height, for the feature at (4, 3).
    const course = [
      { tiltDeg: 0, acrossUm: 3, heightUm: 0.529 },
      { tiltDeg: 30, acrossUm: 2.3336, heightUm: 1.9581 },
      { tiltDeg: 60, acrossUm: 1.0419, heightUm: 2.8626 },
    ];
    for (const { tiltDeg, acrossUm, heightUm } of course) {
      await client.call('TiltTo', tiltDeg);
      const [, y] = (await client.call('ReportSpecimenShift'))!;
      await client.call('ImageShiftByMicrons', 0, acrossUm - y);
      await client.call('R');
      const { specimenPointUm, trueDefocusUm } = virtual.exposures.at(-1)!;
      expect(specimenPointUm.x).toBeCloseTo(4, 3);
      expect(specimenPointUm.y).toBeCloseTo(3, 3);
      expect(trueDefocusUm).toBeCloseTo(heightUm, 3);
    }

    await client.call('TiltTo', 30);
    const [, y] = (await client.call('ReportSpecimenShift'))!;
    await client.call('ImageShiftByMicrons', 0, 2.3336 - y);
    await client.call('SetBinning', 'R', 4);
    await client.call('R');
    await client.call('ImageShiftByMicrons', 0, 0.05);
    await client.call('R');
    await client.call('AlignTo', 'B');
    const [px, py, , , alongNm, acrossNm] = (await client.call('ReportAlignShift'))!;
    close([px, py], [-184.56, 15.17], 1);
    close([alongNm, acrossNm], [0, 50], 1);
    close(await client.call('ReportISforBufferShift'), [0.00125, -0.05101], 4);
    close(await client.call('ReportSpecimenShift'), [4, 2.3336], 4);
  }));
