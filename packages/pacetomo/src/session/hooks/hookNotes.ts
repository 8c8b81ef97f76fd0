import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { CommandHook, Hooks } from './hooks.ts';

/** What is to be said when a run begins, because it would fail at night: programs that are not there. Nothing is started. */
export async function hookNotes({ commands }: Hooks): Promise<readonly string[]> {
  const notes = await Promise.all(commands.map(noteOn));
  return notes.filter((note) => note !== null);
}

async function noteOn({ name, program, folder }: CommandHook): Promise<string | null> {
  if (!(await isFolder(folder)))
    return `The hook ${name} is to work in ${folder}, which is no folder that this computer reaches. It will fail.`;
  const places = isAbsolute(program) ? [program] : placesOnPath(program);
  const found = await Promise.all(places.map(canBeStarted));
  if (found.includes(true)) return null;
  const where = isAbsolute(program) ? program : `${program}, looked for as a terminal does,`;
  return `The program of the hook ${name}, ${where} is not there or may not be started. It will fail.`;
}

function placesOnPath(program: string): readonly string[] {
  const endings = process.platform === 'win32' ? ['', '.exe', '.com'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => endings.map((ending) => join(folder, program + ending)));
}

const canBeStarted = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
};

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() ?? false;
