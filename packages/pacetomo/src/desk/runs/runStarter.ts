import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Trouble } from '../../run/errors.ts';
import type { FolderMap } from '../../session/folderMap.ts';
import { startPacetomo } from '../pacetomoProcess.ts';

/** A process that works on runs, and where it has begun. */
export interface StartedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it has said so far. */
  said(): Promise<string>;
}

/** A run folder is made within a second or two, unless SerialEM takes long to answer. */
const patienceMs = 20_000;
const lookEveryMs = 50;

/** Starts verbs of the command line as processes that go on when this one dies, with their output in `.pacetomo/runs`. */
export class RunStarter {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts one. */
  async start(args: readonly string[]): Promise<StartedProcess> {
    const logs = join(this.#folder, '.pacetomo', 'runs');
    await mkdir(logs, { recursive: true });
    const log = await nextLog(logs);
    const child = startPacetomo({ args, folder: this.#folder, log, isAttached: false });
    const { pid } = child;
    if (pid === undefined) throw new Trouble('cannot-write', 'No process could be started for the run. Try once more.');
    child.on('error', () => {}); // its exit tells
    return { child, pid, said: () => readFile(log, 'utf8').catch(() => '') };
  }

  /** The name within `runs` of the folder that a process has made. Throws what it says when it ends without one. */
  async folderMadeBy(process: StartedProcess): Promise<string> {
    const begun = performance.now();
    for (;;) {
      const hasEnded = isOver(process.child);
      const said = await process.said();
      const [, path] = /^(?:Run|Batch) folder: (.+)$/m.exec(said) ?? [];
      if (path !== undefined) return relative(join(this.#folder, 'runs'), path.trim()).split(sep)[0] ?? basename(path);
      if (hasEnded) throw new Trouble('bad-input', reasonIn(said));
      if (performance.now() - begun > patienceMs) {
        throw new Trouble(
          'serialem-busy',
          `The run was started ${patienceMs / 1000} s ago and SerialEM has not answered yet. Look whether a message box is open there; the run begins as soon as it answers.`,
        );
      }
      await wait(lookEveryMs);
    }
  }

  /** Resolves when a process works on something, by what `isWorking` says. Throws what it says when it ends before. */
  async atWork(process: StartedProcess, isWorking: () => Promise<boolean>): Promise<void> {
    const begun = performance.now();
    while (performance.now() - begun < patienceMs) {
      const hasEnded = isOver(process.child);
      if (await isWorking()) return;
      if (hasEnded && process.child.exitCode === 0) return; // nothing was left to do
      if (hasEnded) throw new Trouble('bad-input', reasonIn(await process.said()));
      await wait(lookEveryMs);
    }
  }
}

/** The options that every process of ours is told of where SerialEM and its folders are. */
export function placeOptions(address: string, maps: readonly FolderMap[]): readonly string[] {
  return ['--serialem', address, ...maps.flatMap(({ there, here }) => ['--map', `${there}=${here}`])];
}

export const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** What a process has said last of why it ended: without the lines that it says on its way. */
export function reasonIn(said: string): string {
  const lines = said
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(Note: |Run folder: |Batch folder: |Area \d+ of )/.test(line));
  const reason = lines
    .filter((line) => !/: \d+ targets, \d+ images, about /.test(line))
    .slice(-mostLines)
    .join('\n');
  return reason === '' ? 'The process ended and said nothing. Look at the newest log in .pacetomo/runs.' : reason;
}
const mostLines = 12;

async function nextLog(logs: string): Promise<string> {
  const numbers = (await readdir(logs)).map((name) => Number.parseInt(name, 10)).filter(Number.isInteger);
  return join(logs, `${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}.log`);
}
