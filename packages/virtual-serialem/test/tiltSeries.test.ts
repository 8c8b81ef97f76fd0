import { join } from 'node:path';
import { openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import { truthReport } from '../src/report/truthReport.ts';
import { inSession } from './session.ts';

/** A small camera with the field of a K3, so that a series takes seconds. */
const smallCamera = {
  camera: { widthPx: 480, heightPx: 352, sensorPixels: 12, countsPerElectron: 8 },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 192 },
      { index: 17, magnification: 4800, pixelSizeNm: 24 },
      { index: 28, magnification: 33000, pixelSizeNm: 3.24 },
    ],
  },
};

interface Target {
  readonly file: string;
  shift: readonly [number, number];
  defocusUm: number;
}

/** One image of a target: shift, expose, save, and align to the image before it on the same side. */
async function acquire(
  client: SerialEmClient,
  target: Target,
  tiltDeg: number,
  reference: number | null,
): Promise<void> {
  if (reference === null) await client.call('OpenNewFile', target.file);
  else {
    await client.call('OpenOldFile', target.file);
    await client.call('ReadFile', reference, 'O');
  }
  await client.call('TiltTo', tiltDeg);
  await client.call('SetDefocus', target.defocusUm);
  await client.call('SetImageShift', ...target.shift);
  await client.call('R');
  await client.call('S');
  if (reference !== null) {
    await client.call('LimitNextAutoAlign', 0.5);
    expect(await client.call('AlignTo', 'O', 0, 0, 0, 0)).toBe(0);
  }
  const [x, y] = await client.call('ReportImageShift');
  target.shift = [x, y];
  await client.call('CloseFile');
}

test('a script that aligns each image to the one before keeps its targets in formed images, even when it starts anew', () =>
  inSession({ scenario: smallCamera, seed: 31 }, async ({ client, virtual, dir, reconnect }) => {
    const targets: Target[] = [];
    await client.call('SetTargetDefocus', -5);
    await client.call('G');
    const defocusUm = Number(await client.call('ReportDefocus'));
    for (const [x, y] of [
      [0, 0],
      [2.2, -1.4],
    ] as const) {
      await client.call('SetImageShift', 0, 0);
      await client.call('ImageShiftByMicrons', x, y);
      const shift = await client.call('ReportImageShift');
      targets.push({ file: `ts_${targets.length}.mrc`, shift: [shift[0], shift[1]], defocusUm });
    }
    const starts = targets.map(({ shift }) => shift);
    const tiltsDeg = [0, 3, 6, 9, -3, -6];
    let link = client;
    for (const [step, tiltDeg] of tiltsDeg.entries()) {
      for (const [i, target] of targets.entries()) {
        if (tiltDeg === -3) target.shift = starts[i]!;
        await acquire(link, target, tiltDeg, step === 0 ? null : tiltDeg === -3 ? 0 : step - 1);
      }
      if (step === 2) {
        link.close();
        link = reconnect();
      }
    }
    const report = truthReport(virtual.exposures, { byFile: new Map(), otherwise: -5 });
    expect(report.targets.map(({ images }) => images)).toEqual([6, 6]);
    expect(report.doubleExposures).toEqual([]);
    expect(report.unsavedRecords).toBe(0);
    // The stage of the scenario wanders by some 50 nm between tilts; a lost target would be off by hundreds.
    expect(report.overall.alongNm.largest).toBeLessThan(200);
    expect(report.overall.acrossNm.largest).toBeLessThan(400);
    const file = await openFile(join(dir, 'ts_1.mrc'), 'read');
    expect((await openMrc(file)).sectionCount).toBe(6);
    await file.close();
  }));

test('an alignment of formed images finds the same displacement as the truth', () =>
  inSession({ scenario: smallCamera, seed: 8 }, async ({ client, virtual }) => {
    await client.call('SetDefocus', -5);
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('TiltTo', 3);
    await client.call('ImageShiftByMicrons', 0.06, -0.09);
    await client.call('R');
    await client.call('AlignTo', 'O', 1);
    const [, , , , alongNm, acrossNm] = (await client.call('ReportAlignShift'))!;
    const [, tilted] = truthReport(
      virtual.exposures.map((e, section) => ({ ...e, file: 'both', section })),
      { byFile: new Map(), otherwise: -5 },
    ).targets[0]!.tilts;
    expect(Math.abs(alongNm - tilted!.alongNm)).toBeLessThan(5);
    expect(Math.abs(acrossNm - tilted!.acrossNm)).toBeLessThan(5);
  }));
