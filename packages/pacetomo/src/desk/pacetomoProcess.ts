import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The command line of this program, which does all that takes long or uses the microscope. */
const program = fileURLToPath(new URL('../../bin/pacetomo.mjs', import.meta.url));

/** How a verb of the command line is carried out by a process of its own. */
export interface PacetomoProcess {
  readonly args: readonly string[];
  /** Its working folder. */
  readonly folder: string;
  /** File that its output is appended to. */
  readonly log: string;
  /** Talks with us: it asks questions, and stops when we are gone. Without it, it goes on when we are gone. */
  readonly isAttached: boolean;
}

/** Starts one. */
export function startPacetomo({ args, folder, log, isAttached }: PacetomoProcess): ChildProcess {
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: isAttached ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
    detached: true, // Ctrl-C at the terminal of the server is not for it
    windowsHide: true,
  });
  closeSync(output); // the process has its own
  if (!isAttached) child.unref();
  return child;
}
