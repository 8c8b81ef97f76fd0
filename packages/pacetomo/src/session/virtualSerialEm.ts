import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Trouble } from '../run/errors.ts';

/** The virtual microscope is a program of its own; we only ever talk to it like to SerialEM. */
export const virtualSerialEm = fileURLToPath(
  new URL('../bin/virtual-serialem.mjs', import.meta.resolve('@pacetomo/virtual-serialem')),
);

/** How a virtual microscope is to be. */
export interface VirtualWish {
  /** Name of a scenario. */
  readonly scenario: string;
  readonly seed: number;
  /** 0 never waits, 1 is real time, 60 makes a minute of a second. */
  readonly speed: number;
  /** Where its SerialEM works. */
  readonly folder: string;
  /** File for what really happened. */
  readonly truth: string;
  /** File for what it says. */
  readonly log: string;
  /** Further words of its command line. */
  readonly more?: readonly string[] | undefined;
}

/** A virtual microscope that listens. It is a process of its own and goes on when this one is gone. */
export interface StartedVirtual {
  readonly child: ChildProcess;
  readonly pid: number;
  /** `host:port` */
  readonly address: string;
}

/** Starts one on a free port of this computer and waits until it listens. Throws Trouble with its own words when it does not. */
export async function startVirtualSerialEm(wish: VirtualWish): Promise<StartedVirtual> {
  const { scenario, seed, speed, folder, truth, log, more = [] } = wish;
  const options = ['--scenario', scenario, '--port', '0', '--dir', folder, '--truth', truth];
  const args = [virtualSerialEm, ...options, '--seed', String(seed), '--speed', String(speed), ...more];
  const output = openSync(log, 'w');
  const stdio = ['ignore', output, output] as const;
  // Ctrl-C at the terminal ends what works with it and not the microscope under it
  const child = spawn(process.execPath, args, { stdio: [...stdio], detached: true, windowsHide: true });
  closeSync(output);
  child.unref();
  for (;;) {
    const said = await readFile(log, 'utf8');
    const [, address] = /listening on (\S+)/.exec(said) ?? [];
    if (address !== undefined && child.pid !== undefined) return { child, pid: child.pid, address };
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) throw didNotStart(said);
    await setTimeout(lookMs);
  }
}

/** How often it is looked whether it listens, ms. */
const lookMs = 50;

const didNotStart = (said: string): Trouble =>
  new Trouble(
    'bad-input',
    `The virtual microscope did not start: ${said.trim().split('\n').at(-1) || 'it said nothing'}. Choose another scenario, or look whether the folder can be written.`,
  );

/** Ends one that this process has started, and waits for it. */
export async function endVirtualSerialEm({ child }: Pick<StartedVirtual, 'child'>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.ref();
  child.kill('SIGTERM');
  await ended;
}

/** A scenario of the virtual microscope. */
export interface Scenario {
  readonly name: string;
  readonly sentence: string;
}

/** The scenarios that come with the virtual microscope. */
export async function scenariosOfVirtual(): Promise<readonly Scenario[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [virtualSerialEm, 'scenarios']);
  return stdout.split('\n').flatMap((line): readonly Scenario[] => {
    const [, name, sentence] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
    return name === undefined || sentence === undefined ? [] : [{ name, sentence }];
  });
}
