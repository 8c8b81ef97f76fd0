import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FolderMap } from '../session/folderMap.ts';

/** This program, as it is started from a terminal. */
export const ownProgram = fileURLToPath(new URL('../../bin/pacetomo.mjs', import.meta.url));

/**
 * Finishes the stacks of a complete run in a process of its own, while this one acquires. What it says goes to the log of
 * that run. Resolves when it has ended, with its exit code.
 */
export async function finishElsewhere(
  { path }: { readonly path: string },
  maps: readonly FolderMap[],
): Promise<number | null> {
  const given = maps.flatMap(({ there, here }) => ['--map', `${there}=${here}`]);
  const child = spawn(process.execPath, [ownProgram, 'finish', path, ...given], { stdio: 'ignore', windowsHide: true });
  const [code] = await once(child, 'exit').catch(() => [1]);
  return typeof code === 'number' ? code : null;
}
