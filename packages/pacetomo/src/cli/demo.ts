import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatTargets } from '@pacetomo/em-files';
import { defocusCycle } from '../plan/defocusCycle.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Ending } from '../session/acquire.ts';
import { planFor, run } from './run.ts';

/** The virtual microscope is a program of its own; we only ever talk to it like to SerialEM. */
const virtualSerialEm = fileURLToPath(
  new URL('../bin/virtual-serialem.mjs', import.meta.resolve('@pacetomo/virtual-serialem')),
);

/** Twelve places on the lamella of scenario `lamella`, µm from the tracking target. */
const places: readonly (readonly [number, number])[] = [
  [0, 0],
  [3.1, 0.6],
  [-3.4, 1.1],
  [1.2, 4.3],
  [-2.1, 5.2],
  [4.6, 5.9],
  [0.4, 8.7],
  [-4.8, 8.1],
  [2.3, -3.9],
  [-1.9, -4.8],
  [4.2, -7.4],
  [-3.7, -8.6],
];

const settings: readonly (readonly [string, string])[] = [
  ['startTilt', '9'],
  ['minTilt', '-51'],
  ['maxTilt', '69'],
  ['step', '3'],
  ['pretilt', '-10'],
  ['rotation', '0'],
  ['minDefocus', '-3'],
  ['maxDefocus', '-5'],
];

/** `pacetomo demo`: acquires a virtual lamella over the real protocol and compares the result with the truth. */
export async function demo(options: { readonly runs: string; readonly seed: number }): Promise<Ending> {
  const folder = await newFolder(options.runs);
  const targets = join(folder, 'lamella_tgts.txt');
  await writeFile(targets, demoTargets(), { flag: 'wx' });
  const truth = join(folder, 'truth.jsonl');
  const args = [
    '--scenario',
    'lamella',
    '--port',
    '0',
    '--dir',
    folder,
    '--truth',
    truth,
    '--seed',
    String(options.seed),
  ];
  const server = spawn(process.execPath, [virtualSerialEm, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // so that Ctrl-C stops the run and not the microscope under it
  });
  process.on('exit', () => server.kill());
  try {
    const serialem = await addressOf(server);
    console.log(`A virtual SerialEM listens on ${serialem}.`);
    const ending = await run(targets, { serialem, runs: folder });
    await end(server);
    console.log(`Tilt series: ${join(folder, 'lamella_ts_001.mrc')} to lamella_ts_012.mrc`);
    const picture = join(folder, 'report.svg');
    await report(truth, await planFor(targets, {}), picture);
    console.log(`The same as a picture: ${picture}`);
    return ending;
  } finally {
    await end(server);
  }
}

function demoTargets(): string {
  return formatTargets({
    settings: settings.map(([name, text]) => ({ kind: 'set', name, text })),
    resumeAt: null,
    geometryPoints: [],
    lineEnd: '\n',
    targets: places.map(([x, y], i) => {
      const label = String(i + 1).padStart(3, '0');
      const keys = new Map([
        ['tsfile', `lamella_ts_${label}.mrc`],
        ['SSX', String(x)],
        ['SSY', String(y)],
        ['skip', 'False'],
      ]);
      return { label, keys, plus: null, minus: null };
    }),
  });
}

async function newFolder(runs: string): Promise<string> {
  await mkdir(runs, { recursive: true });
  const taken = new Set(await readdir(runs));
  let number = 1;
  while (taken.has(`demo${number}`)) number += 1;
  const folder = resolve(runs, `demo${number}`);
  await mkdir(folder);
  return folder;
}

/** The address that the server prints when it is ready. */
async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error('the virtual microscope was started without output');
  for await (const line of createInterface(server.stdout)) {
    const [, address] = /listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the virtual microscope ended before it was ready');
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

async function report(truth: string, plan: RunPlan, picture: string): Promise<void> {
  const { minDefocusUm, maxDefocusUm, stepDefocusUm } = plan.settings;
  const defoci = defocusCycle(maxDefocusUm, minDefocusUm - maxDefocusUm, stepDefocusUm);
  const wanted = plan.targets
    .filter(({ skip }) => !skip)
    .flatMap(({ stack }) => ['--target-defocus', `${stack}=${defoci.next().value}`]);
  const args = ['report', truth, '--svg', picture, ...wanted];
  const { stdout } = await promisify(execFile)(process.execPath, [virtualSerialEm, ...args]);
  console.log(stdout);
}
