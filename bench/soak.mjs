/**
 * Whether memory stays flat over many exposures: `node --expose-gc bench/soak.mjs [exposures]`.
 *
 * One virtual SerialEM forms images at many places and tilts over its socket; each is saved and aligned to the one before
 * at its place, and the files are closed after each round. Prints what is in use after each round, and the slope; ends
 * with exit code 1 if the slope is beyond the bound.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { createVirtualSerialEm, loadScenario } from '@pacetomo/virtual-serialem';

const exposures = Number(process.argv[2] ?? 5000);
const gc = globalThis.gc ?? fail('Start it with node --expose-gc.');

const isShort = exposures < 2000;
/**
 * Where each saved section comes from stays in memory on purpose, and the log: one or two kilobytes for each exposure. A
 * leaked image would be 84 kB. A short run has fewer points and more noise.
 */
const mostBytesPerExposure = isShort ? 12_000 : 3000;
/** The system's count goes in steps of megabytes, which say nothing over a few hundred exposures. */
const mostResidentBytesPerExposure = isShort ? Number.POSITIVE_INFINITY : 12_000;
const places = 10;
const tilts = isShort ? 5 : 25;
/** After so many exposures all files are closed, and what is in use is looked at: always at the same moment. */
const perRound = places * tilts;

const dir = mkdtempSync(join(tmpdir(), 'soak-'));
try {
  report(await soak());
} finally {
  rmSync(dir, { recursive: true });
}

async function soak() {
  const scope = await createVirtualSerialEm({
    scenario: await smallLamella(),
    seed: 5,
    dir,
    truth: join(dir, 'truth.jsonl'),
    keepsExposures: false, // as on the command line: they are in the file
  });
  const { port } = await scope.listen({ port: 0 });
  const serialEm = await connectToSerialEm({ port });
  await serialEm.call('NoMessageBoxOnError', 1);
  await serialEm.call('GoToLowDoseArea', 'R');
  const points = [];
  for (let round = 0; round < exposures / perRound; round += 1) {
    await tiltSeries(serialEm, round);
    points.push(measured((round + 1) * perRound));
  }
  serialEm.close();
  await scope.close();
  return points;
}

/** Tilt series at all places, side by side, a file for each. The places come round again, so that what is kept of the specimen is full soon. */
async function tiltSeries(serialEm, round) {
  for (let place = 0; place < places; place += 1) await serialEm.call('OpenNewFile', `r${round}p${place}.mrc`);
  for (let turn = 0; turn < tilts; turn += 1) {
    await serialEm.call('TiltTo', -60 + (120 * turn) / (tilts - 1));
    for (let place = 0; place < places; place += 1) await expose(serialEm, round, place, turn);
  }
  for (let place = 0; place < places; place += 1) await serialEm.call('CloseFile');
}

/** One image, aligned to the last one of its place and saved. */
async function expose(serialEm, round, place, turn) {
  await serialEm.call('SwitchToFile', place + 1);
  await serialEm.call('SetImageShift', 0, 0);
  await serialEm.call('MoveStageTo', 2 * (place % 5) - 5 + 0.3 * (round % 4), 5 * Math.floor(place / 5) - 2);
  await serialEm.call('ImageShiftByMicrons', 0.3, 0.01 * turn);
  await serialEm.call('R');
  if (turn > 0) {
    await serialEm.call('ReadFile', turn - 1, 'O');
    await serialEm.call('AlignTo', 'O', 0);
  }
  await serialEm.call('S', 'A');
}

function measured(n) {
  gc();
  gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const point = { n, usedMb: (heapUsed + external) / 1e6, residentMb: rss / 1e6 };
  console.log(`${n} exposures: ${point.usedMb.toFixed(1)} MB in use, ${point.residentMb.toFixed(1)} MB resident`);
  return point;
}

function report(points) {
  const settled = points.slice(Math.max(4, Math.ceil(points.length / 4))); // before, caches fill and code is compiled
  const used = slope(settled, 'usedMb') * 1e6;
  const resident = slope(settled, 'residentMb') * 1e6;
  console.log(`slope: ${used.toFixed(0)} bytes per exposure in use (bound ${mostBytesPerExposure})`);
  console.log(`slope: ${resident.toFixed(0)} bytes per exposure resident (bound ${mostResidentBytesPerExposure})`);
  if (used > mostBytesPerExposure || resident > mostResidentBytesPerExposure) fail('Memory grows.');
}

/** Least squares, per exposure. */
function slope(points, of) {
  const mean = (value) => points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const n = mean((point) => point.n);
  const y = mean((point) => point[of]);
  return mean((point) => (point.n - n) * (point[of] - y)) / mean((point) => (point.n - n) ** 2);
}

/** The field of the usual lamella on 240 × 176 pixels. */
async function smallLamella() {
  const lamella = await loadScenario('lamella');
  const magnifications = lamella.optics.magnifications.map((mag) => ({ ...mag, pixelSizeNm: 3 * mag.pixelSizeNm }));
  return {
    ...lamella,
    camera: { ...lamella.camera, widthPx: 240, heightPx: 176, sensorPixels: 24 },
    optics: { ...lamella.optics, magnifications },
  };
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
