import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

async function pixelsOfA(client: SerialEmClient): Promise<readonly number[]> {
  return Array.from((await client.bufferImage('A'))!.data);
}

async function meanCounts(client: SerialEmClient): Promise<number> {
  const pixels = await pixelsOfA(client);
  return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
}

async function tiltAndRecord(client: SerialEmClient, tiltDeg: number): Promise<number> {
  await client.call('TiltTo', tiltDeg);
  await client.call('R');
  return await meanCounts(client);
}

test('a grid bar darkens one branch beyond 45°, and the specimen gets its dose all the same', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dark-image', beyondDeg: 45, branch: 'minus', for: 'ever' });
    const bright = await tiltAndRecord(client, 48);
    expect(await tiltAndRecord(client, -42)).toBeGreaterThan(0.5 * bright);
    expect(await tiltAndRecord(client, -48)).toBeLessThan(0.03 * bright);
    expect(virtual.exposures[2]!.doseEPerA2).toBe(virtual.exposures[0]!.doseEPerA2);
  }));

test('one dark Record in a series, with which nothing can be aligned', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dark-image', at: { exposure: 2, set: 'record' } });
    const means = [await tiltAndRecord(client, 0)];
    await client.call('Copy', 'A', 'O');
    means.push(await tiltAndRecord(client, 3));
    await client.call('LimitNextAutoAlign', 0.5);
    expect(await client.call('AlignTo', 'O')).toBe(-1);
    means.push(await tiltAndRecord(client, 6));
    await client.call('LimitNextAutoAlign', 0.5);
    expect(await client.call('AlignTo', 'O')).toBe(0);
    expect(means[1]! / means[0]!).toBeLessThan(0.03);
    expect(means[2]! / means[0]!).toBeGreaterThan(0.9);
  }));

test('the second of three targets is dark, wherever in the order it comes', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dark-image', place: { target: 2 }, at: { tiltDeg: 3 }, for: { tilts: 1 } });
    const visit = async (x: number): Promise<number> => {
      await client.call('ImageShiftByMicrons', x - (await client.call('ReportSpecimenShift'))![0], 0);
      await client.call('R');
      return await meanCounts(client);
    };
    const first = [await visit(0), await visit(3.5), await visit(-3)];
    await client.call('TiltTo', 3);
    const second = [await visit(-3), await visit(3.5), await visit(0)];
    await client.call('TiltTo', 6);
    const third = [await visit(3.5)];
    expect(Math.min(...first, second[0]!, second[2]!, ...third)).toBeGreaterThan(0.8 * first[0]!);
    expect(second[1]!).toBeLessThan(0.03 * first[1]!);
  }));

test('a Navigator item names its place: what is centred when the stage reads its coordinate', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('AddStagePosAsNavPoint', -3.4, 1.7, 0);
    virtual.faults.add({ kind: 'dark-image', place: { item: 1, withinUm: 0.5 }, for: 'ever' });
    const meanAt = async (stageX: number, stageY: number): Promise<number> => {
      await client.call('MoveStageTo', stageX, stageY);
      await client.call('R');
      return await meanCounts(client);
    };
    const elsewhere = [await meanAt(0, 0), await meanAt(3.4, -1.7), await meanAt(-3.4, -1.7), await meanAt(3.4, 1.7)];
    expect(await meanAt(-3.4, 1.7)).toBeLessThan(0.03 * Math.min(...elsewhere));
  }));

test('a file names its place too: only what is exposed while it is the current one', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dark-image', place: { file: '_ts_007' }, for: 'ever' });
    await client.call('OpenNewFile', 'area_ts_006.mrc');
    const before = await tiltAndRecord(client, 0);
    await client.call('OpenNewFile', 'area_ts_007.mrc');
    expect(await tiltAndRecord(client, 0)).toBeLessThan(0.03 * before);
    await client.call('SwitchToFile', 1);
    expect(await tiltAndRecord(client, 0)).toBeGreaterThan(0.9 * before);
  }));

test('the beam is gone: dark images without dose, until the valves are opened', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'beam-off', at: { exposure: 2 } });
    const before = await tiltAndRecord(client, 0);
    expect(await tiltAndRecord(client, 1)).toBeLessThan(0.03 * before);
    expect(await client.call('ReportColumnOrGunValve')).toBe(1);
    await client.call('SetColumnOrGunValve', 1);
    expect(await tiltAndRecord(client, 2)).toBeGreaterThan(0.9 * before);
    expect(virtual.exposures.map(({ doseEPerA2 }) => doseEPerA2 > 0)).toEqual([true, false, true]);
  }));

test('valves that close by themselves report it and are stuck for two tries', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'valve-closed', at: { tiltDeg: 4 }, stuckFor: { calls: 2 } });
    const before = await tiltAndRecord(client, 0);
    expect(await tiltAndRecord(client, 4)).toBeLessThan(0.03 * before);
    expect(await client.call('ReportColumnOrGunValve')).toBe(0);
    for (let tries = 0; tries < 2; tries++) {
      await expect(client.call('SetColumnOrGunValve', 1)).rejects.toThrow(/cannot be opened/);
    }
    await client.call('SetColumnOrGunValve', 1);
    expect(await tiltAndRecord(client, 5)).toBeGreaterThan(0.9 * before);
  }));

test('an image that was dark is in the truth with the section where it was saved', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetColumnOrGunValve', 0);
    await client.call('OpenNewFile', 'dark.mrc');
    await client.call('R');
    await client.call('S');
    expect(virtual.exposures).toMatchObject([{ file: 'dark.mrc', section: 0, doseEPerA2: 0 }]);
  }));

/** A small camera with formed images: a field of 2 µm, inside the beam. */
const formed = quietWith({
  camera: { images: 'formed', widthPx: 40, heightPx: 40, coincidenceLossS: 0 },
});

/** Where the darkest 9 × 9 pixels of an image in A are, and how dark they are against its mean. */
async function darkest(client: SerialEmClient): Promise<{ x: number; y: number; part: number }> {
  const { data: pixels, width, height } = (await client.bufferImage('A'))!;
  const mean = await meanCounts(client);
  let found = { x: 0, y: 0, part: 1 };
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4; x < width - 4; x++) {
      let sum = 0;
      for (let dy = -4; dy <= 4; dy++) for (let dx = -4; dx <= 4; dx++) sum += pixels[(y + dy) * width + x + dx]!;
      if (sum / 81 / mean < found.part) found = { x, y, part: sum / 81 / mean };
    }
  }
  return found;
}

test('an ice crystal floats past: dark, elsewhere in each image, and gone after two', () =>
  inSession({ scenario: formed }, async ({ client, virtual }) => {
    virtual.faults.add({
      kind: 'ice-crystal',
      at: { exposure: 2 },
      for: { exposures: 2 },
      radiusUm: 0.3,
      spreadUm: 0.5,
    });
    const seen = [];
    for (let n = 0; n < 4; n++) {
      await client.call('R');
      seen.push(await darkest(client));
    }
    expect(seen.map(({ part }) => part < 0.35)).toEqual([false, true, true, false]);
    expect(Math.hypot(seen[2]!.x - seen[1]!.x, seen[2]!.y - seen[1]!.y)).toBeGreaterThan(3);
  }));

test('contamination that has settled moves with the specimen: an image shift of 0.4 µm moves it in the image by that', () =>
  inSession({ scenario: formed }, async ({ client, virtual }) => {
    const pixelUm = 0.05;
    virtual.faults.add({
      kind: 'ice-crystal',
      at: { exposure: 1 },
      for: 'ever',
      moves: 'with-the-specimen',
      radiusUm: 0.3,
      spreadUm: 0.2,
    });
    await client.call('R');
    const before = await darkest(client);
    await client.call('ImageShiftByMicrons', 0.4, 0);
    await client.call('R');
    const after = await darkest(client);
    const width = (await client.call('ImageProperties', 'A'))![4] / 1000;
    expect(width).toBeLessThan(pixelUm + 0.001);
    expect(Math.hypot(after.x - before.x, after.y - before.y) * width).toBeCloseTo(0.4, 0);
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeGreaterThan(5);
  }));

/** Aligns a new Record to the first one, after an image shift; gives what alignment says of it, nm along the axis. */
async function alignedNm(client: SerialEmClient, alongUm: number): Promise<number> {
  await client.call('ImageShiftByMicrons', alongUm, 0);
  await client.call('R');
  expect(await client.call('AlignTo', 'O')).toBe(0);
  return (await client.call('ReportAlignShift'))![4];
}

test('a crystal draws an analytic alignment away by 100 to 300 nm, once', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'ice-crystal', at: { exposure: 2 } });
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    const wrong = Math.abs(await alignedNm(client, 0));
    expect(wrong).toBeGreaterThan(90);
    expect(wrong).toBeLessThan(450);
    expect(Math.abs(await alignedNm(client, 0))).toBeCloseTo(wrong, 0);
  }));

test('the tracking target is featureless for three tilts: alignments there are nonsense, and only there', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'lost-tracking', at: { tiltDeg: 3 }, place: { target: 1 } });
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 3.2, 0);
    await client.call('R');
    await client.call('Copy', 'A', 'P');
    await client.call('ImageShiftByMicrons', -3.2, 0);
    const measured: { here: number; there: number }[] = [];
    for (const tiltDeg of [3, 6, 9, 12]) {
      await client.call('TiltTo', tiltDeg);
      await client.call('R');
      await client.call('AlignTo', 'O', 1);
      const here = Math.abs((await client.call('ReportAlignShift'))![4]);
      await client.call('ImageShiftByMicrons', 3.2, 0);
      await client.call('R');
      await client.call('AlignTo', 'P', 1);
      measured.push({ here, there: Math.abs((await client.call('ReportAlignShift'))![4]) });
      await client.call('ImageShiftByMicrons', -3.2, 0);
    }
    expect(measured.map(({ here }) => here > 5)).toEqual([true, true, true, false]);
    expect(Math.max(...measured.map(({ there }) => there))).toBeLessThan(1);
  }));

test('a place that drifts out moves by a step per tilt, does not come back, and its neighbour stays', () =>
  inSession({}, async ({ client, virtual }) => {
    const place = { xUm: 0, yUm: 0, withinUm: 2 };
    await client.call('R');
    const start = virtual.exposures[0]!.specimenPointUm;
    virtual.faults.add({
      kind: 'lost-tracking',
      at: { timeS: 0 },
      how: 'drifts-out',
      stepUm: 0.25,
      place: { ...place, xUm: start.x, yUm: start.y },
    });
    const gone: number[] = [];
    for (const tiltDeg of [0, 2, 4, 6, 8]) {
      await client.call('TiltTo', tiltDeg);
      await client.call('R');
      const { x, y } = virtual.exposures.at(-1)!.specimenPointUm;
      gone.push(Math.hypot(x - start.x, (y - start.y) * Math.cos((tiltDeg * Math.PI) / 180)));
    }
    for (const [n, expectedUm] of [0.25, 0.5, 0.75, 0.75, 0.75].entries()) expect(gone[n]).toBeCloseTo(expectedUm, 1);
    await client.call('ImageShiftByMicrons', 4, 0);
    await client.call('R');
    expect(virtual.exposures.at(-1)!.specimenPointUm.x - start.x).toBeCloseTo(4, 3);
  }));

test('a strong fixed pattern: alignment finds no shift where there is one', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    virtual.faults.add({ kind: 'fixed-pattern', at: { exposure: 1 }, for: { exposures: 1 }, wrongPeaks: 1 });
    expect(await alignedNm(client, 0.35)).toBeCloseTo(0, 6);
    expect(Math.abs(await alignedNm(client, 0))).toBeCloseTo(350, 0);
  }));

test('the pattern is really in the image: gain errors of 18 % where there were 0.3 %', () =>
  inSession({ scenario: formed }, async ({ client, virtual }) => {
    const deviation = async (): Promise<number> => {
      await client.call('R');
      const mean = await meanCounts(client);
      const pixels = await pixelsOfA(client);
      return Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length) / mean;
    };
    const usual = await deviation();
    virtual.faults.add({ kind: 'fixed-pattern', at: { exposure: 1 }, factor: 60 });
    expect(await deviation()).toBeGreaterThan(1.3 * usual);
  }));

test('the camera fails before the exposure: no dose; or after it: the dose is spent. No image comes either way', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('ImageProperties', 'A');
    const tick = Number(await client.call('GetVariable', 'imageTickTime'));
    virtual.faults.add({ kind: 'camera-fails', at: { exposure: 1 } });
    await expect(client.call('R')).rejects.toThrow(/camera timed out/);
    expect(virtual.exposures).toHaveLength(1);
    virtual.faults.add({ kind: 'camera-fails', at: { exposure: 1 }, exposed: true, message: 'Frame buffer error' });
    await expect(client.call('R')).rejects.toThrow(/Frame buffer error/);
    expect(virtual.exposures).toHaveLength(2);
    expect(virtual.exposures[1]!.doseEPerA2).toBeGreaterThan(0);
    await client.call('ImageProperties', 'A');
    expect(Number(await client.call('GetVariable', 'imageTickTime'))).toBe(tick);
    await client.call('R');
    expect(virtual.exposures).toHaveLength(3);
  }));

test('a stale image: the pixels of the one before, a new time, and the dose is spent', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    const before = await pixelsOfA(client);
    virtual.faults.add({ kind: 'stale-image', at: { exposure: 1 } });
    expect(await alignedNm(client, 0.3)).toBeCloseTo(0, 6);
    expect(await pixelsOfA(client)).toEqual(before);
    expect(virtual.exposures[1]!.doseEPerA2).toBe(virtual.exposures[0]!.doseEPerA2);
    expect(Math.abs(await alignedNm(client, 0))).toBeCloseTo(300, 0);
  }));
