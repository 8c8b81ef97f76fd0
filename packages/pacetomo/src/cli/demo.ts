import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { formatTargets } from '@pacetomo/em-files';
import { defocusCycle } from '../plan/defocusCycle.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Ending } from '../session/acquire.ts';
import { endVirtualSerialEm, startVirtualSerialEm, virtualSerialEm } from '../session/virtualSerialEm.ts';
import { planFor, run } from './run.ts';

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
  const log = join(folder, 'virtual-serialem.log');
  const virtual = await startVirtualSerialEm({ scenario: 'lamella', seed: options.seed, speed: 0, folder, truth, log });
  process.on('exit', () => virtual.child.kill());
  try {
    const serialem = virtual.address;
    console.log(`A virtual SerialEM listens on ${serialem}.`);
    const ending = await run(targets, { serialem, runs: folder });
    await endVirtualSerialEm(virtual);
    console.log(`Tilt series: ${join(folder, 'lamella_ts_001.mrc')} to lamella_ts_012.mrc`);
    const picture = join(folder, 'report.svg');
    await report(truth, await planFor(targets, {}), picture);
    console.log(`The same as a picture: ${picture}`);
    return ending;
  } finally {
    await endVirtualSerialEm(virtual);
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
