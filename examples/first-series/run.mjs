/**
 * The first series from beginning to end, with a virtual SerialEM of its own. Needs `npm run build`, once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const pacetomo = join(root, 'packages/pacetomo/bin/pacetomo.mjs');
const virtualSerialEm = join(root, 'packages/virtual-serialem/bin/virtual-serialem.mjs');
const targets = join(here, 'first_tgts.txt');

mkdirSync(join(root, 'runs'), { recursive: true });
const folder = mkdtempSync(join(root, 'runs', 'first-series-'));
const truth = join(folder, 'truth.jsonl');

const serialEm = spawn(process.execPath, [virtualSerialEm, '--port', '0', '--dir', folder, '--truth', truth], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const address = await addressOf(serialEm);
  run(pacetomo, 'check', targets);
  run(pacetomo, 'run', targets, '--serialem', address, '--runs', folder);
  run(pacetomo, 'status', join(folder, 'first_run01'));
} finally {
  await end(serialEm);
}
run(virtualSerialEm, 'report', truth);

/** The address that SerialEM prints when it is ready. */
async function addressOf({ stdout }) {
  for await (const line of createInterface(stdout)) {
    const [, address] = /listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('The virtual SerialEM ended before it was ready.');
}

async function end(program) {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGTERM');
  await once(program, 'exit');
}

/** Runs a program of this repository; its failure is ours. */
function run(program, ...args) {
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args[0]} ended with exit code ${status}.`);
}
