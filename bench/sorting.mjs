import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appendSection, createMdoc, createMrc, formatMdoc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { heading, report } from './measure.mjs';

const [width, height] = [5760, 4092];
const gigabytes = Number(process.env.PACETOMO_STACK_GB ?? 2);
const times = Number(process.env.PACETOMO_TIMES ?? 3);
const own = fileURLToPath(new URL('../packages/pacetomo/bin/pacetomo.mjs', import.meta.url));

/**
 * Sorting a stack by tilt, against copying the same file with `cp`, and the way of PACEtomo.py: all of it in memory, with
 * mrcfile (Debian: python3-mrcfile). Nothing of the file is in memory before each of them, where the system lets us see
 * to that. PACETOMO_STACK_GB says how large, PACETOMO_TIMES how often; needs twice the room.
 */
export async function sorting(folder) {
  const path = join(folder, 'bench_ts_001.mrc');
  const sections = Math.max(3, Math.round((gigabytes * 1e9) / (2 * width * height)));
  await makeStack(path, sections);
  const megabytes = statSync(path).size / 1e6;
  const memory = forget() ? 'none of it in memory before' : 'as much of it in memory as there is';
  heading(`Sorting ${sections} images of ${width} × ${height}, ${(megabytes / 1000).toFixed(1)} GB; ${memory}`);
  const ways = { cp, sort, 'sort with SHA-256': sortWithSha256, ...(canMrcfile(megabytes) && { mrcfile }) };
  const found = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let time = 0; time < times; time++)
    for (const [name, way] of turned(Object.entries(ways), time)) {
      forget();
      found[name].push(await way(path));
    }
  for (const [name, all] of Object.entries(found)) {
    const ratios = all.map(({ safeS }, time) => found.cp[time].safeS / safeS);
    const peakMb = Math.max(...all.map((one) => one.peakMb));
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    const speed = megabytes / middle(all.map(({ safeS }) => safeS));
    report(name, speed, 'MB/s', middle(ratios), `of cp and sync in turn (${range}); ${peakMb.toFixed(0)} MB of memory`);
  }
  const ratios = found.sort.map(({ safeS }, time) => found.cp[time].wallS / safeS);
  const bare = megabytes / middle(found.cp.map(({ wallS }) => wallS));
  report('cp alone', bare, 'MB/s', middle(ratios), 'is what sort has of this speed');
  rmSync(path);
}

/** In another order each time: a disk is not as fast in one minute as in the next. */
const turned = (entries, by) => entries.map((_, at) => entries[(at + by) % entries.length]);

export async function makeStack(path, sections) {
  const stack = await createMrc(await openFile(path, 'create'), { width, height, mode: 1, pixelSizeA: 1.35 });
  const image = Int16Array.from({ length: width * height }, (_, at) => (at * 7919) % 4001);
  let mdoc = createMdoc({ globals: [['DataMode', 1]], titles: ['made for measuring'] });
  for (let z = 0; z < sections; z++) {
    image.fill(z, 0, 5000);
    await stack.appendSection(image);
    const tiltDeg = (z % 2 ? 1 : -1) * Math.ceil(z / 2);
    mdoc = appendSection(mdoc, { type: 'ZValue', name: String(z), values: [['TiltAngle', tiltDeg]] });
  }
  await stack.flush();
  await stack.close();
  writeFileSync(`${path}.acquired`, formatMdoc(mdoc));
}

/** Writes out and empties what the system keeps of files; false where it does not let us. */
function forget() {
  try {
    execFileSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return true;
  } catch {
    return false;
  }
}

async function cp(path) {
  const copying = await watched('cp', [path, `${path}.copy`]);
  const flushing = await watched('sync', [`${path}.copy`]);
  rmSync(`${path}.copy`);
  return { wallS: copying.wallS, safeS: copying.wallS + flushing.wallS, peakMb: copying.peakMb };
}

/** The stack is in another order each time, which its mdoc does not know: it has no records of tilts. */
const sort = (path) => sortBy(path, [own, 'sort', path]);

/** As it is done after a run, whose manifest names the checksum. */
const sortWithSha256 = (path) => sortBy(path, ['--input-type=module', '-e', withSha256, path]);

const sorter = new URL('../packages/pacetomo/dist/finish/sortByTilt.js', import.meta.url).href;
const withSha256 = `
const { sortByTilt } = await import('${sorter}');
const { sha256 } = await sortByTilt(process.argv.at(-1), { withSha256: true });
process.exitCode = sha256 ? 0 : 1;
`;

async function sortBy(path, args) {
  copyFileSync(`${path}.acquired`, `${path}.mdoc`);
  const { wallS, peakMb } = await watched(process.execPath, args);
  rmSync(join(path, '../unsorted'), { recursive: true });
  return { safeS: wallS, peakMb };
}

const sortInMemory = `
import sys, mrcfile, numpy
path, order = sys.argv[1], numpy.array(sys.argv[2].split(','), dtype=int)
with mrcfile.open(path, mode='r+') as stack:
    stack.set_data(stack.data[order])
`;

async function mrcfile(path) {
  const tilts = [...readFileSync(`${path}.acquired`, 'utf8').matchAll(/^TiltAngle = (.*)$/gm)].map((line) => +line[1]);
  const order = tilts.map((_, z) => z).sort((one, other) => tilts[one] - tilts[other]);
  const sorted = await watched('/usr/bin/python3', ['-c', sortInMemory, path, order.join()]);
  const flushing = await watched('sync', [path]);
  return { safeS: sorted.wallS + flushing.wallS, peakMb: sorted.peakMb };
}

/** It has the stack in memory three times; more than there is would be measuring something else. */
function canMrcfile(megabytes) {
  if (3.2 * megabytes > freemem() / 1e6) {
    console.log(`mrcfile is left out: it would need ${((3 * megabytes) / 1000).toFixed(0)} GB of memory.`);
    return false;
  }
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import mrcfile'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a program: seconds, and the most memory that it had, looked up until it ends. */
async function watched(program, args) {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakMb = Number.NaN;
  const look = setInterval(() => (peakMb = peakOf(child.pid) ?? peakMb), 20);
  const [code] = await once(child, 'exit');
  const wallS = (performance.now() - begun) / 1000;
  clearInterval(look);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { wallS, peakMb };
}

function peakOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? null : kilobytes / 1000;
  } catch {
    return null;
  }
}

function middle(values) {
  const [low, high] = [(values.length - 1) >> 1, values.length >> 1];
  const sorted = values.toSorted((one, other) => one - other);
  return (sorted[low] + sorted[high]) / 2;
}
