import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTruth } from '../../src/report/readTruth.ts';
import { TruthLog } from '../../src/truth/truthLog.ts';
import { exposureNumber } from '../report/logged.ts';
import { inSession, quietWith, type Session, type SessionOptions } from '../session.ts';

async function truthPath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'truth-')), 'truth.jsonl');
}

async function linesOf(path: string): Promise<{ n: number; file: string | null; section: number | null }[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('an exposure has one line, written when it is saved or when the next one comes', async () => {
  const truth = await truthPath();
  await inSession({ truth }, async ({ client }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('V');
    expect(await linesOf(truth)).toHaveLength(0);
    await client.call('R');
    expect(await linesOf(truth)).toMatchObject([{ n: 1, file: null, section: null }]);
    await client.call('S');
    expect(await linesOf(truth)).toMatchObject([{ n: 1 }, { n: 2, file: 'series.mrc', section: 0 }]);
    await client.call('S');
    await client.call('R');
    expect(await linesOf(truth)).toHaveLength(2);
  });
  expect(await linesOf(truth)).toMatchObject([{ n: 1 }, { n: 2, section: 0 }, { n: 3, file: null, section: null }]);
});

test('a note is a line of its own, written at once, and knows the exposure that it follows', async () => {
  const path = await truthPath();
  const log = new TruthLog(path);
  log.note({ note: 'fault', kind: 'beam-off', timeS: 1.5, commandCount: 4 });
  log.exposed(exposureNumber(7));
  log.note({ note: 'fault', kind: 'stage-jump', text: '0.21 µm along the axis', timeS: 9, commandCount: 31 });
  expect(await linesOf(path)).toEqual([
    { note: 'fault', kind: 'beam-off', timeS: 1.5, commandCount: 4, afterExposure: 0 },
    {
      note: 'fault',
      kind: 'stage-jump',
      text: '0.21 µm along the axis',
      timeS: 9,
      commandCount: 31,
      afterExposure: 7,
    },
  ]);
  expect(log.notes.map(({ kind }) => kind)).toEqual(['beam-off', 'stage-jump']);
  log.close();
  const truth = readTruth(await readFile(path, 'utf8'));
  expect(truth.notes).toEqual(log.notes);
  expect(truth.exposures).toEqual([exposureNumber(7)]);
});

test('a list of exposures that was given out stays as it is', () => {
  const log = new TruthLog();
  log.exposed(exposureNumber(1));
  const before = log.exposures;
  expect(log.exposures).toBe(before);
  log.saved(1, 'late.mrc', 5);
  log.exposed(exposureNumber(2));
  expect(before).toEqual([exposureNumber(1)]);
  expect(log.exposures).toEqual([{ ...exposureNumber(1), file: 'late.mrc', section: 5 }, exposureNumber(2)]);
});

test('a log that does not keep its lines holds the newest exposures only and writes all of them', async () => {
  const path = await truthPath();
  const log = new TruthLog(path, { keeps: false });
  for (let n = 1; n <= 6000; n++) {
    log.exposed(exposureNumber(n));
    log.saved(n, 'long.mrc', n - 1);
    log.note({ note: 'fault', kind: 'busy', timeS: n, commandCount: n });
    if (n % 97 === 0) expect(log.exposures.map((exposure) => exposure.n)).toEqual([n]);
  }
  expect(log.notes).toEqual([]);
  log.close();
  const { exposures, notes } = readTruth(await readFile(path, 'utf8'));
  expect(exposures.map((exposure) => exposure.section)).toEqual(Array.from({ length: 6000 }, (_, i) => i));
  expect(notes).toHaveLength(6000);
});

test('the log of an exposure tells what it looked at: field, beam, size and counts', () =>
  inSession({ scenario: quietWith({ specimen: { lamella: { pretiltDeg: 0 } } }) }, async ({ client, virtual }) => {
    await client.call('TiltTo', 60);
    await client.call('ImageShiftByMicrons', 1.5, 0);
    await client.call('R');
    const { look } = virtual.exposures[0]!;
    // 32 px of 50 nm are 1.6 µm, seen from the side; the camera's x lies 85.3° from the tilt axis.
    const [lowerLeft, , upperRight] = look!.fieldUm;
    const [c, s] = [Math.cos((85.3 * Math.PI) / 180), Math.sin((85.3 * Math.PI) / 180)];
    expect(lowerLeft.x).toBeCloseTo(1.5 - 0.8 * (c + s), 5);
    expect(lowerLeft.y).toBeCloseTo((-0.8 * (c - s)) / Math.cos(Math.PI / 3), 5);
    expect(upperRight.x).toBeCloseTo(1.5 + 0.8 * (c + s), 5);
    expect(look).toMatchObject({ widthPx: 32, heightPx: 32, binning: 1, exposureS: 1.46 });
    expect(look!.beam).toEqual({ centreUm: { x: expect.closeTo(1.5, 6), y: expect.closeTo(0, 6) }, diameterUm: 2.5 });
    expect(look!.pose.matrix[4]).toBeCloseTo(0.5, 9);
    expect(look!.transmission).toBeGreaterThan(0.3);
    expect(look!.transmission).toBeLessThan(0.5);
  }));

test('saving an older image does not claim the newest exposure', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('R');
    await client.call('R');
    await client.call('S', 'B');
    expect(virtual.exposures).toMatchObject([
      { n: 1, section: null },
      { n: 2, section: null },
    ]);
  }));

/** A short piece of a tilt series with everything that draws random numbers. */
async function series({ client }: Session): Promise<void> {
  await client.call('OpenNewFile', 'series.mrc');
  await client.call('Eucentricity', 1);
  await client.call('G');
  for (const tiltDeg of [0, 3, 6, -6, -3]) {
    await client.call('TiltTo', tiltDeg);
    for (const y of [-2, 2.5]) {
      await client.call('SetImageShift', 0.5, y);
      await client.call('R');
      await client.call('S');
    }
  }
}

const lively: SessionOptions = {
  scenario: { camera: { images: 'flat', widthPx: 64, heightPx: 64 }, alignment: { method: 'analytic' } },
};

test('the same seed gives the same truth to the last digit and the same files to the last byte', async () => {
  const runs: { truth: string; stack: Buffer; mdoc: string }[] = [];
  for (const seed of [17, 17, 18]) {
    const truth = await truthPath();
    await inSession({ ...lively, seed, truth }, async (session) => {
      await series(session);
      const stack = join(session.dir, 'series.mrc');
      await session.virtual.close();
      runs.push({
        truth: await readFile(truth, 'utf8'),
        stack: await readFile(stack),
        mdoc: await readFile(`${stack}.mdoc`, 'utf8'),
      });
    });
  }
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]!.truth).not.toBe(runs[0]!.truth);
});

test('a program that asks more questions meets the same stage', async () => {
  const seen: number[][] = [];
  for (const questions of [0, 7]) {
    await inSession({ ...lively, seed: 23 }, async (session) => {
      for (let i = 0; i < questions; i++) await session.client.call('ReportStageXYZ');
      await series(session);
      seen.push(session.virtual.exposures.map(({ trueTiltDeg }) => trueTiltDeg));
    });
  }
  expect(seen[1]).toEqual(seen[0]);
});
