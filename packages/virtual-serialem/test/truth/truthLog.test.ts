import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
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
  expect(readTruth(await readFile(path, 'utf8'))).toEqual([{ notes: log.notes, exposures: [exposureNumber(7)] }]);
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
  const [session, ...others] = readTruth(await readFile(path, 'utf8'));
  expect(others).toEqual([]);
  const { exposures, notes } = session!;
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
      { n: 1, file: 'series.mrc', section: 0 },
      { n: 2, file: null, section: null },
    ]);
  }));

test('an image that is saved after another exposure has its file and section, in memory and in the log', async () => {
  const truth = await truthPath();
  await inSession({ truth }, async ({ client, virtual }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('R');
    await client.call('S');
    await client.call('R');
    const before = virtual.exposures;
    await client.call('V');
    await client.call('Copy', 'B', 'A');
    await client.call('S');
    expect(before.map(({ section }) => section)).toEqual([0, null]);
    expect(virtual.exposures.map(({ file, section }) => [file, section])).toEqual([
      ['series.mrc', 0],
      ['series.mrc', 1],
      [null, null],
    ]);
    // Once more, and the one that was saved in time: a second save of either is not noted.
    await client.call('S');
    await client.call('ReadFile', 0, 'P');
    await client.call('S', 'P');
    await client.call('T');
  });
  expect(await linesOf(truth)).toMatchObject([
    { n: 1, section: 0 },
    { n: 2, file: null, section: null },
    { note: 'saved', n: 2, file: 'series.mrc', section: 1 },
    { n: 3, command: 'V', section: null },
    { n: 4, command: 'T', section: null },
  ]);
  const [session] = readTruth(await readFile(truth, 'utf8'));
  expect(session!.exposures.map(({ section }) => section)).toEqual([0, 1, null, null]);
  expect(session!.notes).toEqual([]);
});

test('a log that does not keep its lines notes a late save too', async () => {
  const path = await truthPath();
  const log = new TruthLog(path, { keeps: false });
  const unsaved = { file: null, section: null };
  for (const n of [1, 2, 3]) log.exposed(exposureNumber(n, unsaved));
  log.saved(1, 'late.mrc', 8);
  log.saved(1, 'again.mrc', 9);
  expect(log.exposures).toEqual([exposureNumber(3, unsaved)]);
  log.close();
  const [session] = readTruth(await readFile(path, 'utf8'));
  expect(session!.exposures).toEqual([
    exposureNumber(1, { file: 'late.mrc', section: 8 }),
    exposureNumber(2, unsaved),
    exposureNumber(3, unsaved),
  ]);
});

test('a server that is started with a log that is there begins a session of its own in it', async () => {
  const truth = await truthPath();
  const once = async (seed: number, images: number) =>
    await inSession({ truth, seed }, async ({ client }) => {
      for (let i = 0; i < images; i++) await client.call('R');
    });
  await once(4, 3);
  const first = await readFile(truth, 'utf8');
  await once(5, 0);
  expect(await readFile(truth, 'utf8')).toBe(first);
  await once(6, 2);
  expect(await linesOf(truth)).toMatchObject([{ n: 1 }, { n: 2 }, { n: 3 }, { note: 'session' }, { n: 1 }, { n: 2 }]);
  const sessions = readTruth(await readFile(truth, 'utf8'));
  expect(sessions.map(({ exposures }) => exposures.map(({ n }) => n))).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
});

test('the line that a killed server left torn does not spoil the session after it', async () => {
  const path = await truthPath();
  const line = JSON.stringify(exposureNumber(1));
  await writeFile(path, `${line}\n${line.slice(0, 57)}`);
  const log = new TruthLog(path);
  log.exposed(exposureNumber(1, { section: 6 }));
  log.close();
  expect(readTruth(await readFile(path, 'utf8')).map(({ exposures }) => exposures)).toEqual([
    [exposureNumber(1)],
    [exposureNumber(1, { section: 6 })],
  ]);
});

test('the log tells the camera set, whichever command exposed', async () => {
  const truth = await truthPath();
  await inSession({ truth }, async ({ client, virtual }) => {
    await client.call('RecordAndTiltUp');
    await client.call('L');
    await client.call('AcquireToMatchBuffer', 'B');
    await client.call('F');
    expect(virtual.exposures.map(({ command, set }) => [command, set])).toEqual([
      ['RecordAndTiltUp', 'record'],
      ['L', 'preview'],
      ['AcquireToMatchBuffer', 'record'],
      ['F', 'focus'],
    ]);
  });
  const [session] = readTruth(await readFile(truth, 'utf8'));
  expect(session!.exposures.map(({ set }) => set)).toEqual(['record', 'preview', 'record', 'focus']);
});

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
  for (const [questions, seed] of [
    [0, 23],
    [7, 23],
    [0, 24],
  ] as const) {
    await inSession({ ...lively, seed }, async (session) => {
      for (let i = 0; i < questions; i++) await session.client.call('ReportStageXYZ');
      await series(session);
      seen.push(session.virtual.exposures.map(({ trueTiltDeg }) => trueTiltDeg));
    });
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).not.toEqual(seen[0]);
});
