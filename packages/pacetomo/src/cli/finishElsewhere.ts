import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { FolderMap } from '../session/folderMap.ts';

/** This program, as it is started from a terminal. */
export const ownProgram = fileURLToPath(new URL('../../bin/pacetomo.mjs', import.meta.url));

/**
 * Finishes the stacks of a complete run in a process of its own, while this one acquires. It gets what the run leaves of
 * the processor, and the disk a quarter of the time. What it says goes to the log of that run. Resolves when it has ended, with its exit code.
 */
export async function finishElsewhere(
  { path }: { readonly path: string },
  maps: readonly FolderMap[],
): Promise<number | null> {
  const given = maps.flatMap(({ there, here }) => ['--map', `${there}=${here}`]);
  const child = spawn(process.execPath, [ownProgram, 'finish', path, '--beside-run', ...given], {
    stdio: 'ignore',
    windowsHide: true,
  });
  yieldTo(child.pid);
  const [code] = await once(child, 'exit').catch(() => [1]);
  return typeof code === 'number' ? code : null;
}

/** On Linux a thread has the priority of the one that starts it, so this comes before there are any that move bytes. */
function yieldTo(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not allow it; then it only works faster.
  }
}
