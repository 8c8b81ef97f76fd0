import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');
const pacetomo = join(root, 'packages/pacetomo/bin/pacetomo.mjs');
const virtualSerialEm = join(root, 'packages/virtual-serialem/bin/virtual-serialem.mjs');

/** What a program said and how it ended. */
export interface Ended {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `pacetomo`, the real one, as it is started from a terminal. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `pacetomo` with arguments in a folder. */
export function startPacetomo(args: readonly string[], cwd: string): Running {
  const child = spawn(process.execPath, [pacetomo, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  return { process: child, ended: once(child, 'close').then(([code]) => ({ code, stdout, stderr })) };
}

/** Runs `pacetomo` to its end. */
export const runPacetomo = (args: readonly string[], cwd: string): Promise<Ended> => startPacetomo(args, cwd).ended;

/** A virtual SerialEM in a process of its own. */
export interface VirtualMicroscope {
  /** `host:port` */
  readonly address: string;
  /** Ends it and gives its truth log: one entry for each exposure. */
  readonly end: () => Promise<readonly TruthLine[]>;
}

/** What the tests need of a line of the truth log. */
export interface TruthLine {
  readonly command: string;
  readonly file: string | null;
  readonly section: number | null;
  readonly nominalTiltDeg: number;
}

/** Starts a virtual SerialEM that writes into `folder`, with its truth log beside it. */
export async function startVirtualMicroscope(folder: string, args: readonly string[]): Promise<VirtualMicroscope> {
  const truth = join(folder, 'truth.jsonl');
  const child = spawn(process.execPath, [virtualSerialEm, '--port', '0', '--dir', folder, '--truth', truth, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  return {
    address: await addressOf(child),
    end: async () => {
      child.kill('SIGTERM');
      await ended;
      const lines = readFileSync(truth, 'utf8').trim().split('\n');
      return lines.filter((line) => line !== '').map((line): TruthLine => JSON.parse(line));
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stdout!)) {
    const [, address] = /listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) {
      child.stdout!.resume(); // nobody reads on, but the pipe must not fill
      return address;
    }
  }
  throw new Error('the virtual microscope ended before it was ready');
}
