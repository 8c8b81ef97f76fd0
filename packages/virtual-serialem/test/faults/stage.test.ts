import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** Where the specimen point of one exposure lies from that of another, µm. */
function between(from: ExposureTruth, to: ExposureTruth) {
  return { x: to.specimenPointUm.x - from.specimenPointUm.x, y: to.specimenPointUm.y - from.specimenPointUm.y };
}

test('the specimen jumps at a tilt and stays: the truth has it, alignment finds it, and it is made good', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'stage-jump', at: { tiltDeg: 0, visit: 1 }, xUm: 0.21, yUm: -0.13 });
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('TiltTo', 3);
    await client.call('TiltTo', 0);
    await client.call('R');
    const [first, second] = virtual.exposures;
    expect(between(first!, second!)).toEqual({ x: expect.closeTo(-0.21, 4), y: expect.closeTo(0.13, 4) });
    await client.call('AlignTo', 'O');
    const [, , , , alongNm, acrossNm] = (await client.call('ReportAlignShift'))!;
    expect([alongNm, acrossNm]).toEqual([expect.closeTo(-210, -1), expect.closeTo(130, -1)]);
    await client.call('R');
    expect(between(first!, virtual.exposures[2]!)).toEqual({ x: expect.closeTo(0, 4), y: expect.closeTo(0, 4) });
  }));

/** The jump of a seed, µm on each axis. */
async function jumpOf(seed: number, size: 'usual' | 'hard'): Promise<{ x: number; y: number }> {
  let jump = { x: 0, y: 0 };
  await inSession({ seed }, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'stage-jump', at: { exposure: 2 }, size });
    await client.call('R');
    await client.call('R');
    jump = between(virtual.exposures[0]!, virtual.exposures[1]!);
  });
  return jump;
}

test('a jump whose size is not given lies between 0.12 and 0.30 µm per axis, a hard one between 0.5 and 1 µm', async () => {
  for (const seed of [3, 5, 8, 13]) {
    const [usual, hard] = [await jumpOf(seed, 'usual'), await jumpOf(seed, 'hard')];
    for (const length of [usual.x, usual.y].map(Math.abs)) {
      expect(length).toBeGreaterThan(0.1199);
      expect(length).toBeLessThan(0.3001);
    }
    for (const length of [hard.x, hard.y].map(Math.abs)) {
      expect(length).toBeGreaterThan(0.4999);
      expect(length).toBeLessThan(1.0001);
    }
  }
  expect(await jumpOf(3, 'usual')).toEqual(await jumpOf(3, 'usual'));
  expect(await jumpOf(3, 'usual')).not.toEqual(await jumpOf(5, 'usual'));
});

test('a burst of drift comes to rest where it says, and autofocus sees how fast it is', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('R');
    virtual.faults.add({ kind: 'stage-creep', at: { name: 'G' }, byNm: 400, timeS: 40 });
    await client.call('G', -1);
    const [x, y] = (await client.call('ReportFocusDrift'))!;
    expect(Math.hypot(x, y)).toBeGreaterThan(4);
    expect(Math.hypot(x, y)).toBeLessThan(10);
    await client.call('R');
    const gone = between(virtual.exposures[0]!, virtual.exposures.at(-1)!);
    await client.call('Delay', 20, 'min');
    await client.call('R');
    const atRest = between(virtual.exposures[0]!, virtual.exposures.at(-1)!);
    expect(Math.hypot(gone.x, gone.y)).toBeLessThan(0.25);
    expect(Math.hypot(atRest.x, atRest.y)).toBeCloseTo(0.4, 3);
  }));

test('a refused tilt moves nothing, one that stops short says nothing, and one can fail after it was done', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'stage-move-fails', at: { name: 'TiltTo', occurrence: 1 } });
    await expect(client.call('TiltTo', 10)).rejects.toThrow(/stage does not move/);
    expect(await client.call('ReportTiltAngle')).toBe(0);
    virtual.faults.add({ kind: 'stage-move-fails', at: { name: 'TiltTo', occurrence: 2 }, how: 'stops-short' });
    await client.call('TiltTo', 10);
    expect(await client.call('ReportTiltAngle')).toBe(5);
    virtual.faults.add({ kind: 'stage-move-fails', at: { name: 'TiltTo', occurrence: 3 }, how: 'error-after' });
    await expect(client.call('TiltTo', 12)).rejects.toThrow(/reported an error/);
    expect(await client.call('ReportTiltAngle')).toBe(12);
    await client.call('TiltTo', 15);
    expect(await client.call('ReportTiltAngle')).toBe(15);
  }));

test('a stage move that is refused leaves the specimen where it was', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'stage-move-fails', at: { name: 'MoveStage' }, for: { calls: 2 } });
    await expect(client.call('MoveStage', 4, 0)).rejects.toThrow(/stage does not move/);
    await expect(client.call('MoveStage', 4, 0)).rejects.toThrow(/stage does not move/);
    expect((await client.call('ReportStageXYZ'))[0]).toBe(0);
    await client.call('MoveStage', 4, 0);
    expect((await client.call('ReportStageXYZ'))[0]).toBe(4);
  }));
