import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeText, EmFileError, parseTargets, type TargetsFile } from '@pacetomo/em-files';
import { Trouble } from '../../run/errors.ts';
import { sha256 } from '../runFolder.ts';
import { runFilesAmong, runNumberOf, stemOf } from './runFileNames.ts';

/** A run file of PACEtomo.py that holds the state of an interrupted run. */
export interface ForeignRunFile {
  readonly path: string;
  readonly sha256: string;
  readonly file: TargetsFile;
  /** Sentences: which newer run files were passed over, and why. */
  readonly remarks: readonly string[];
}

/**
 * The run file to go on from: the one given or, of a targets file, the newest that is whole. A crash while the script writes
 * leaves an empty or torn one under the highest number, which the script itself would then prefer (behaviour H41).
 */
export async function findForeignRunFile(path: string): Promise<ForeignRunFile> {
  const wanted = await targetsExpected(path);
  if (runNumberOf(path) > 0) return { ...(await readWhole(path, wanted)), remarks: [] };
  const candidates = runFilesAmong(await entriesOf(path), path);
  const remarks: string[] = [];
  for (const entry of candidates) {
    try {
      return { ...(await readWhole(join(dirname(path), entry), wanted)), remarks };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      remarks.push(error.message);
    }
  }
  const none = `There is no run file of an interrupted run beside ${path}.`;
  const why = candidates.length === 0 ? `PACEtomo.py writes ${stemOf(path)}_run01.txt after its first image.` : '';
  throw new Trouble('bad-input', [none, why, ...remarks].filter((part) => part !== '').join(' '));
}

async function readWhole(path: string, wanted: number | null): Promise<Omit<ForeignRunFile, 'remarks'>> {
  const bytes = await read(path);
  const file = parsed(path, bytes);
  if (file.targets.length === 0) throw torn(path, 'it holds no targets');
  if (wanted !== null && file.targets.length < wanted)
    throw torn(path, `it holds ${file.targets.length} of ${wanted} targets`);
  if (file.targets.every(({ plus, minus }) => plus === null && minus === null)) {
    throw new Trouble(
      'bad-input',
      `${path} holds no state of an interrupted run: the run is complete, or was left where it cannot be gone on with.`,
    );
  }
  return { path, sha256: sha256(bytes), file };
}

function parsed(path: string, bytes: Uint8Array): TargetsFile {
  try {
    return parseTargets(decodeText(bytes).text);
  } catch (cause) {
    if (cause instanceof EmFileError) throw torn(path, cause.message);
    throw cause;
  }
}

function torn(path: string, why: string): Trouble {
  return new Trouble(
    'bad-input',
    `${path} is not whole: ${why.replace(/\.$/, '')}. Give the targets file, ${stemOf(path)}.txt, to go on from the newest run file that is.`,
  );
}

/** How many targets the targets file has, if it can be read: a run file may be torn just behind a target. */
async function targetsExpected(path: string): Promise<number | null> {
  const bytes = await readFile(join(dirname(path), `${stemOf(path)}.txt`)).catch(() => null);
  if (bytes === null) return null;
  try {
    return parseTargets(decodeText(bytes).text).targets.length;
  } catch {
    return null; // only its number of targets is asked for, and the run file can do without
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Trouble(
      'bad-input',
      `${basename(path)} cannot be read in ${dirname(path)}. Check the name and the folder.`,
      {
        cause,
      },
    );
  }
}

async function entriesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(dirname(path));
  } catch (cause) {
    throw new Trouble('bad-input', `The folder ${dirname(path)} cannot be read. Check its name.`, { cause });
  }
}
