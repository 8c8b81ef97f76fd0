import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inSession, type Session, type SessionOptions } from '../session.ts';

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
