import { open, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Trouble } from '../run/errors.ts';
import { commandLogFiles } from './commandLog.ts';
import { journalPath, logPath } from './runFolder.ts';
import { type ArchiveFile, tarArchive } from './tarArchive.ts';

/** Puts what tells about a run, not its images, into one file for somebody who helps. Gives the names of what is in it. */
export async function bundleRun(folder: string, out: string): Promise<readonly string[]> {
  const paths = [join(folder, 'plan.json'), journalPath(folder), logPath(folder), ...commandLogFiles(folder)];
  const files = (await Promise.all(paths.map((path) => archived(folder, path)))).filter((file) => file !== null);
  await writeNew(out, await promisify(gzip)(tarArchive(files)));
  return files.map(({ name }) => basename(name));
}

/** Null when there is no such file: a run that has hardly begun has no log. */
async function archived(folder: string, path: string): Promise<ArchiveFile | null> {
  try {
    const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)]);
    return { name: `${shortName(folder)}/${basename(path)}`, bytes, modified: mtime };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Trouble('bad-input', `${path} cannot be read: ${wordsOf(error)}.`, { cause: error });
  }
}

/** The name of the folder, as far as a tar header has room for it. */
const shortName = (folder: string): string =>
  Buffer.from(basename(resolve(folder)))
    .subarray(0, 60)
    .toString()
    .replace(/\uFFFD/g, '');

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(bytes).finally(() => file.close());
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      throw new Trouble('would-overwrite', `${path} is there already. Choose another name with --out.`, { cause });
    throw new Trouble(
      'cannot-write',
      `${path} cannot be written: ${wordsOf(cause)}. Choose another place with --out.`,
      { cause },
    );
  }
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
