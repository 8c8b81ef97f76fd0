import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeText, EmFileError, encodeText, obstaclesInTargets, type TargetsFile } from '@pacetomo/em-files';
import type { Area } from '../../area/area.ts';
import { targetsFileFrom } from '../../area/areaFile.ts';
import { targetsText } from '../../area/areaText.ts';
import { objectionDuringRun } from '../../area/interruptedRun.ts';
import { diskFiles, type FinishFiles } from '../../finish/finishFiles.ts';
import { Trouble } from '../../run/errors.ts';
import { sha256 } from '../runFolder.ts';
import { areaIn, type OpenedArea } from './openArea.ts';
import { createBytes, replaceBytes } from './wholeBytes.ts';

/** What saving has done. */
export type Saved =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'saved';
      /** The area as it lies on the disk now: what further edits start from. */
      readonly opened: OpenedArea;
      /** Path of the backup. */
      readonly backup: string;
    };

/** Where an area is saved, and what happens to the backup that an earlier saving has left. */
export interface Saving {
  readonly files?: FinishFiles;
  /** `leave`: the backup holds the file as it was before this session. */
  readonly backup?: 'replace' | 'leave';
}

/**
 * Saves an area into the file that it was opened from, in its encoding and with its line ends; the file as it was is kept
 * as `FILE~`, in place of an older one as in the original, unless that is to be left. Nothing is written when nothing would change.
 *
 * Throws `would-overwrite` when the file was changed by somebody else since it was read, `bad-input` for an edit that an
 * interrupted run does not allow and for what PACEtomo.py could not read, `cannot-write`.
 */
export async function saveArea(
  opened: OpenedArea,
  area: Area,
  { files = diskFiles, backup: backupWish = 'replace' }: Saving = {},
): Promise<Saved> {
  const { path, file, encoding } = opened;
  const objection = objectionDuringRun(file, opened.area, area);
  if (objection !== null) throw new Trouble('bad-input', objection);
  const text = textOf(path, targetsFileFrom(area, file));
  if (text === file.source) return { kind: 'unchanged' };
  refuseNewObstacles(path, text, file.source ?? '');
  const bytes = encodeText({ text, encoding });
  if (decodeText(bytes).text !== text)
    throw new Trouble(
      'bad-input',
      `${path} is not in UTF-8 and cannot hold all letters of what is to be saved. Use plain ones in names.`,
    );
  const old = await unchangedBytes(opened);
  const backup = `${path}~`;
  if (backupWish === 'replace') await replaceBytes(files, backup, old);
  await replaceBytes(files, path, bytes);
  return { kind: 'saved', opened: areaIn(path, bytes), backup };
}

/** Writes the targets file of a new area. Throws `would-overwrite` when there is such a file, `bad-input`, `cannot-write`. */
export async function createAreaFile(path: string, area: Area, files: FinishFiles = diskFiles): Promise<OpenedArea> {
  const text = textOf(path, targetsFileFrom(area));
  refuseNewObstacles(path, text, '');
  const bytes = encodeText({ text, encoding: 'utf-8' });
  await createBytes(files, path, bytes);
  return areaIn(path, bytes);
}

function textOf(path: string, file: TargetsFile): string {
  try {
    return targetsText(file);
  } catch (cause) {
    if (!(cause instanceof EmFileError)) throw cause;
    throw new Trouble('bad-input', `${basename(path)} cannot be written: ${cause.message} Nothing was saved.`, {
      cause,
    });
  }
}

/** What PACEtomo.py stumbles over may stay where it was, but is not added: a blank in a new name, for instance. */
function refuseNewObstacles(path: string, text: string, before: string): void {
  const known = new Set(obstacleTexts(before));
  const [added] = obstacleTexts(text).filter((obstacle) => !known.has(obstacle));
  if (added === undefined) return;
  throw new Trouble('bad-input', `PACEtomo.py could not read ${basename(path)} any more: ${added} Nothing was saved.`);
}

function obstacleTexts(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return obstaclesInTargets(text).map(({ line, text: reason }) => `“${lines[line - 1] ?? ''}”: ${reason}`);
}

/** The bytes under the path, if they are still those that were read. */
async function unchangedBytes({ path, sha256: wanted }: OpenedArea): Promise<Uint8Array> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes !== null && sha256(bytes) === wanted) return bytes;
  throw new Trouble(
    'would-overwrite',
    `${path} was ${bytes === null ? 'moved or deleted' : 'changed by another program'} since it was read. Nothing was saved; open it again and repeat the edit.`,
  );
}
