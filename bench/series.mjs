import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { heading, report, seconds } from './measure.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
/** Another checkout of this repository, built, to compare with: the commit before, say. */
const before = process.env.BENCH_BEFORE;

/** A whole run of the example's targets by the two programs, without images: what remains is everything else. */
export async function series(folder) {
  heading('A whole run of the first example, both programs, flat images');
  const now = await runOf(here, folder);
  const rate = now.exposures / now.runS;
  report(
    'exposures',
    rate,
    'per s',
    now.startS / now.runS,
    `of it is starting the program (${now.exposures} exposures)`,
  );
  if (before === undefined) return;
  const then = await runOf(before, folder);
  report('exposures, BENCH_BEFORE', then.exposures / then.runS, 'per s', then.runS / now.runS, 'times as long');
}

async function runOf(root, into) {
  const folder = mkdtempSync(join(into, 'series-'));
  const truth = join(folder, 'truth.jsonl');
  const program = (name) => join(root, 'packages', name, 'bin', `${name}.mjs`);
  const serialEm = spawn(
    process.execPath,
    [program('virtual-serialem'), '--port', '0', '--dir', folder, '--truth', truth, '--scenario', 'quiet'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const address = await addressOf(serialEm);
    const targets = join(root, 'examples/first-series/first_tgts.txt');
    const startS = await seconds(() => run(program('pacetomo'), '--help'));
    const runS = await seconds(() => run(program('pacetomo'), 'run', targets, '--serialem', address, '--runs', folder));
    return { startS, runS, exposures: readFileSync(truth, 'utf8').trim().split('\n').length };
  } finally {
    serialEm.kill('SIGTERM');
    if (serialEm.exitCode === null) await once(serialEm, 'exit');
  }
}

/** The address that SerialEM prints when it is ready. */
export async function addressOf({ stdout }) {
  for await (const line of createInterface(stdout)) {
    const [, address] = /listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('The virtual SerialEM ended before it was ready.');
}

function run(program, ...args) {
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]} ended with exit code ${status}: ${stderr}`);
}
