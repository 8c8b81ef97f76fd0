import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inSession } from '../session.ts';
import { displacementPx } from './displacement.ts';
import {
  imagePosition,
  type LoggedExposure,
  loggedExposures,
  savedImage,
  stretchBetween,
  type Xy,
} from './savedImages.ts';

/** At each tilt: far apart for Views, by part of the field for Records, and by little, so that tilted fields still overlap. */
const shiftsUm = [
  [0, 0],
  [0.21, -0.13],
  [0.16, 0.024],
] as const;
const tiltsDeg = [-18, -15, -12, -3, 0, 3, 12, 15, 18];

let dir: string;
let records: readonly LoggedExposure[];
let views: readonly LoggedExposure[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'agreement-'));
  const truth = join(dir, 'truth.jsonl');
  await inSession({ scenario: 'lamella', seed: 3, dir, truth }, async ({ client }) => {
    await client.call('SetDefocus', -4.2);
    for (const [take, file] of [
      ['R', 'records.mrc'],
      ['V', 'views.mrc'],
    ] as const) {
      await client.call('OpenNewFile', file);
      for (const tiltDeg of tiltsDeg) {
        await client.call('TiltTo', tiltDeg);
        for (const [x, y] of shiftsUm) {
          const scale = take === 'V' ? 8 : 1;
          await client.call('SetImageShift', 1.4, -2.3);
          await client.call('ImageShiftByMicrons', scale * x, scale * y);
          await client.call(take);
          await client.call('S');
        }
      }
      await client.call('CloseFile');
    }
  });
  const log = await loggedExposures(truth);
  records = log.filter(({ file }) => file === 'records.mrc');
  views = log.filter(({ file }) => file === 'views.mrc');
}, 60_000);

afterAll(async () => await rm(dir, { recursive: true, force: true }));

/** Where the log says that the feature in the middle of one image is in another, and where a correlation finds it, px. */
async function loggedAndFound(a: LoggedExposure, b: LoggedExposure, side: number): Promise<{ logged: Xy; found: Xy }> {
  const map = stretchBetween(a, b);
  const logged = imagePosition(b, a.specimenPointUm);
  const near = { x: Math.round(logged.x), y: Math.round(logged.y) };
  const shift = displacementPx(await savedImage(dir, a), { x: 0, y: 0 }, await savedImage(dir, b), near, map, side);
  const [xx, xy, yx, yy] = map;
  return {
    logged,
    found: { x: near.x + xx * shift.x + xy * shift.y, y: near.y + yx * shift.x + yy * shift.y },
  };
}

/** Root mean square of what correlation and log differ by, px on each axis of the camera, and of the displacements themselves. */
async function agreement(pairs: readonly (readonly [LoggedExposure, LoggedExposure])[], side: number) {
  const results: { logged: Xy; found: Xy }[] = [];
  for (const [a, b] of pairs) results.push(await loggedAndFound(a, b, side));
  const rms = (of: (result: { logged: Xy; found: Xy }) => number) =>
    Math.sqrt(results.reduce((sum, result) => sum + of(result) ** 2, 0) / results.length);
  return {
    xPx: rms(({ logged, found }) => found.x - logged.x),
    yPx: rms(({ logged, found }) => found.y - logged.y),
    displacedPx: rms(({ logged }) => Math.hypot(logged.x, logged.y)),
  };
}

const sameTilt = (log: readonly LoggedExposure[]) =>
  log.flatMap((a, i) => (i % 3 < 2 ? [[a, log[i + 1]!] as const] : []));
/** The first place at one tilt and the third, which is a little beside it, at the next; 3° apart. */
const nextTilt = (log: readonly LoggedExposure[]) =>
  [0, 3, 9, 12, 18, 21].flatMap((i) => [
    [log[i]!, log[i + 3]!] as const,
    [log[i + 1]!, log[i + 5]!] as const,
    [log[i + 2]!, log[i + 4]!] as const,
  ]);

describe('what the log says and what a correlation of the saved images finds is the same displacement', () => {
  test('of Records at one tilt', async () => {
    const { xPx, yPx, displacedPx } = await agreement(sameTilt(records), 256);
    expect(displacedPx).toBeGreaterThan(50);
    expect(xPx).toBeLessThan(0.15);
    expect(yPx).toBeLessThan(0.15);
  });

  test('of Records 3° apart', async () => {
    const { xPx, yPx, displacedPx } = await agreement(nextTilt(records), 512);
    expect(displacedPx).toBeGreaterThan(20);
    expect(xPx).toBeLessThan(0.3);
    expect(yPx).toBeLessThan(0.3);
  });

  test('of Views', async () => {
    const { xPx, yPx, displacedPx } = await agreement([...sameTilt(views), ...nextTilt(views)], 256);
    expect(displacedPx).toBeGreaterThan(50);
    // Over 4 µm of a View the lamella is not plane: its middle and the mean of the square move differently.
    expect(xPx).toBeLessThan(0.4);
    expect(yPx).toBeLessThan(0.4);
  });
});
