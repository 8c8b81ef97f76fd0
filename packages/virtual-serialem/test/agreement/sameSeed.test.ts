import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** Formed images small enough for two runs of a series. */
const smallLamella = {
  specimen: { content: { vesiclesPerUm2: 0 } },
  camera: { widthPx: 360, heightPx: 256, sensorPixels: 16, countsPerElectron: 8 },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 256 },
      { index: 17, magnification: 4800, pixelSizeNm: 32.8 },
      { index: 28, magnification: 33000, pixelSizeNm: 4.32 },
    ],
  },
};

type Questions = (client: SerialEmClient) => Promise<void>;

/** A script that wants to know everything. */
const curious: Questions = async (client) => {
  for (const question of [
    'ReportStageXYZ',
    'ReportDefocus',
    'ReportSpecimenShift',
    'ReportClock',
    'ReportMagIndex',
  ] as const) {
    await client.call(question);
    await client.call(question);
  }
};

/** Two targets at three tilts, aligned to the image before, with autofocus first. */
async function series(client: SerialEmClient, questions: Questions): Promise<void> {
  await questions(client);
  await client.call('G');
  for (const target of [1, 2]) {
    await client.call('OpenNewFile', `ts_${target}.mrc`);
    await client.call('CloseFile');
  }
  for (const tiltDeg of [0, 3, -3]) {
    await client.call('TiltTo', tiltDeg);
    for (const target of [1, 2]) {
      await questions(client);
      await client.call('OpenOldFile', `ts_${target}.mrc`);
      await client.call('SetImageShift', 2.3 * target - 2.3, 1.1 * target - 1.1);
      await client.call('R');
      await client.call('S');
      if (tiltDeg !== 0) {
        await client.call('ReadFile', 0, 'O');
        await questions(client);
        await client.call('AlignTo', 'O', 0, 0, 0, 0);
        await client.call('L');
      }
      await client.call('CloseFile');
    }
  }
}

interface Run {
  readonly truth: string;
  readonly stacks: readonly Buffer[];
  readonly mdocs: readonly string[];
}

/** Questions cost virtual time, in which the stage drifts; here they cost none, so that both scripts expose at the same moments. */
const clock = { commandS: 0 };

async function runWith(seed: number, questions: Questions): Promise<Run> {
  const dir = await mkdtemp(join(tmpdir(), 'same-seed-'));
  const truth = join(dir, 'truth.jsonl');
  await inSession({ scenario: { ...smallLamella, clock }, seed, dir, truth }, ({ client }) =>
    series(client, questions),
  );
  const files = ['ts_1.mrc', 'ts_2.mrc'].map((name) => join(dir, name));
  const run = {
    truth: await readFile(truth, 'utf8'),
    stacks: await Promise.all(files.map((path) => readFile(path))),
    mdocs: await Promise.all(files.map((path) => readFile(`${path}.mdoc`, 'utf8'))),
  };
  await rm(dir, { recursive: true });
  return run;
}

const askNothing: Questions = async () => {};

test('the same seed gives the same truth and the same files to the last bit, also to a script that asks many more questions', async () => {
  const first = await runWith(43, askNothing);
  expect(first.truth.split('\n').length).toBeGreaterThan(12);
  expect(await runWith(43, askNothing)).toEqual(first);
  const asking = await runWith(43, curious);
  const lessCounts = (truth: string) => truth.replaceAll(/"commandCount":\d+/g, '');
  expect(asking.truth).not.toBe(first.truth);
  expect(lessCounts(asking.truth)).toBe(lessCounts(first.truth));
  expect(asking.stacks).toEqual(first.stacks);
  expect(asking.mdocs).toEqual(first.mdocs);
}, 120_000);
