import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Trouble } from '../../run/errors.ts';
import { type Scenario, startVirtualSerialEm } from '../../session/virtualSerialEm.ts';
import type { Remembered } from './memory.ts';

/** A virtual microscope as the desk remembers it. */
export type OurVirtual = NonNullable<Remembered['virtual']>;

/**
 * Starts one for a session's folder, in a folder of its own there, `microscope_01` and so on, where its files lie; what
 * really happened is written apart from them. It goes on when this process is gone.
 */
export async function startOurVirtual(
  sessionFolder: string,
  { scenario, seed, speed }: { readonly scenario: string; readonly seed: number; readonly speed: number },
  scenarios: readonly Scenario[],
): Promise<OurVirtual> {
  const names = scenarios.map(({ name }) => name);
  if (!names.includes(scenario))
    throw new Trouble('bad-input', `There is no scenario “${scenario}”. Choose one of ${names.join(', ')}.`);
  const { name, folder } = await newFolder(sessionFolder);
  const apart = join(sessionFolder, '.pacetomo', name);
  await mkdir(apart, { recursive: true });
  const answers = join(apart, 'answers.json');
  await writeFile(answers, JSON.stringify({ keys: handThatAccepts }));
  const { pid, address } = await startVirtualSerialEm({
    scenario,
    seed,
    speed,
    folder,
    truth: join(apart, 'truth.jsonl'),
    log: join(apart, 'virtual-serialem.log'),
    more: ['--answers', answers],
  });
  return { pid, scenario, seed, address, folder };
}

/** Nobody sits at a virtual SerialEM to press B when a target is in the middle: somebody takes each as it lies, after a second. */
const handThatAccepts = Array.from({ length: 500 }, () => ({ press: 'B', afterPolls: 10 }));

async function newFolder(sessionFolder: string): Promise<{ readonly name: string; readonly folder: string }> {
  const taken = new Set(await readdir(sessionFolder));
  for (let number = 1; ; number++) {
    const name = `microscope_${String(number).padStart(2, '0')}`;
    if (taken.has(name)) continue;
    await mkdir(join(sessionFolder, name));
    return { name, folder: join(sessionFolder, name) };
  }
}

/** Whether it still works. Another process may have got its number since, and is left alone. */
export async function isAlive({ pid }: Pick<OurVirtual, 'pid'>): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return (await commandLineOf(pid))?.includes('virtual-serialem') ?? true;
}

/** Null where nobody can tell. */
async function commandLineOf(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null;
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await promisify(execFile)('ps', ['-p', String(pid), '-o', 'args='])).stdout;
  } catch {
    return '';
  }
}

/** Ends it and waits until it is gone. */
export async function endOurVirtual(virtual: OurVirtual): Promise<void> {
  if (!(await isAlive(virtual))) return;
  process.kill(virtual.pid, 'SIGTERM');
  for (let tries = 0; tries < mostTries && (await isAlive(virtual)); tries++) await setTimeout(lookMs);
  if (await isAlive(virtual)) process.kill(virtual.pid, 'SIGKILL');
}

const lookMs = 50;
const mostTries = 100;
