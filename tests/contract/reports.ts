import { commandNamed, type ExternalCommand } from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';
import { commandRequest, type Instrument } from './instrument.ts';

/** Questions that a microscope with low dose mode and a calibrated image shift can answer. */
const questions: readonly (readonly [name: ExternalCommand, arg?: number | string])[] = [
  ['ReportTiltAngle'],
  ['ReportStageXYZ'],
  ['ReportImageShift'],
  ['ReportSpecimenShift'],
  ['ReportMaxImageShift', 0],
  ['ReportDefocus'],
  ['ReportTargetDefocus'],
  ['ReportMag'],
  ['ReportMagIndex'],
  ['ReportLowDose'],
  ['ReportExposure', 'R'],
  ['ReportBinning', 'R'],
  ['ReportCameraSetArea', 'R'],
  ['CameraProperties'],
  ['ReportTiltAxisOffset'],
  ['ReportClock'],
  ['ReportTickTime'],
  ['ReportDateTime'],
  ['ReportDirectory'],
  ['ReportFileNumber'],
  ['ReportNumOpenFiles'],
  ['ReportNumExeFuncs'],
  ['ReportColumnOrGunValve'],
  ['KeyBreak'],
];

/** What SerialEM reports, and in how many values. Only asks. */
export function reports(serialEm: () => Instrument): void {
  describe('reports', () => {
    test.each(questions.map(([name, arg]) => ({ name, arg })))(
      '$name gives the values of the table',
      async ({ name, arg }) => {
        const reply = await serialEm().exchange(commandRequest(name, ...(arg === undefined ? [] : [arg])));
        await serialEm().reconnect();
        if (reply.kind !== 'command') throw new Error(`The reply was of kind ${reply.kind}.`);
        expect(reply.scriptError).toBe(0);
        const found = reply.values.map((value) => (typeof value === 'string' ? 't' : 'n')).join('');
        expect(commandNamed(name)!.reply.split('|')).toContain(found);
        for (const value of reply.values) if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
      },
    );

    test('the version has at least as many commands as the table', async () => {
      const { client } = serialEm();
      expect(await client.call('ReportNumExeFuncs')).toBeGreaterThanOrEqual(838);
      expect(await client.call('IsVersionAtLeast', '40000')).toBe(1);
    });

    test('the clock of the script begins with it and can be set to zero', async () => {
      const { client } = serialEm();
      const beforeS = await client.call('ReportClock');
      await client.call('ResetClock');
      const afterS = await client.call('ReportClock');
      expect(beforeS).toBeGreaterThanOrEqual(0);
      expect(afterS).toBeGreaterThanOrEqual(0);
      expect(afterS).toBeLessThan(5);
      const tickS = await client.call('ReportTickTime');
      expect(await client.call('ElapsedTickTime', tickS)).toBeLessThan(5);
    });

    test('the image shift in µm is the one in units through the matrix', async () => {
      const { client } = serialEm();
      const [x, y] = await client.call('ReportImageShift');
      const [xx, xy, yx, yy] = await client.call('ISToSpecimenMatrix', 0);
      const [xUm, yUm] = (await client.call('ReportSpecimenShift'))!;
      expect(xUm).toBeCloseTo(xx * x + xy * y, 2);
      expect(yUm).toBeCloseTo(yx * x + yy * y, 2);
    });

    test('what is not there is said by a number, not by an error', async () => {
      const { client } = serialEm();
      expect(await client.call('IsImageFileOpen', 'contract-no-such-file.mrc')).toBe(0);
      expect(await client.call('DoesFileExist', 'contract-no-such-file.mrc')).toBe(0);
      expect(await client.call('ReportEnvironVar', 'CONTRACT_NO_SUCH_NAME')).toEqual([0, 'none']);
    });
  });
}
