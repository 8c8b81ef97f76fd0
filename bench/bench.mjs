/**
 * How fast things are, against something: each figure is a ratio taken in one run on one machine, so that it can be
 * compared between machines and between commits. Run with `npm run bench`; with names of parts, only those:
 * `npm run bench -- fourier`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { besideRun } from './besideRun.mjs';
import { fourier } from './fourier.mjs';
import { holes } from './holes.mjs';
import { images } from './images.mjs';
import { series } from './series.mjs';
import { sorting } from './sorting.mjs';
import { stacks } from './stacks.mjs';
import { virtualMaps } from './virtualMaps.mjs';

/** Measures when it is loaded. */
const ledger = () => import('./ledger.mjs');
/** These need a browser, which not every computer has. */
const page = async (folder) => (await import('./page.mjs')).page(folder);
const laptop = async (folder) => (await import('./laptop.mjs')).laptop(folder);
const longRun = async (folder) => (await import('./longRun.mjs')).longRun(folder);

const parts = {
  stacks,
  sorting,
  besideRun,
  fourier,
  images,
  series,
  holes,
  ledger,
  virtualMaps,
  page,
  laptop,
  longRun,
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'pacetomo-bench-'));
try {
  for (const [name, part] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) await part(folder);
} finally {
  rmSync(folder, { recursive: true });
}
