import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DecodedText, decodeText, type TargetsFile } from '@pacetomo/em-files';
import type { Area } from '../../area/area.ts';
import { areaFrom } from '../../area/areaFile.ts';
import { areaNameOf, readAreaFileName } from '../../area/areaNames.ts';
import { isInterruptedRun } from '../../area/interruptedRun.ts';
import { Trouble } from '../../run/errors.ts';
import { sha256 } from '../runFolder.ts';
import { runFilesAmong, runNumberOf, stemOf } from '../script/runFileNames.ts';
import { parseTargetsFile } from './parseTargetsFile.ts';

/** An area as it lies on the disk. */
export interface OpenedArea {
  /** The targets file, or the run file, that it was read from. */
  readonly path: string;
  readonly area: Area;
  readonly file: TargetsFile;
  readonly encoding: DecodedText['encoding'];
  /** Of the bytes that were read. */
  readonly sha256: string;
  /** The file holds the state of an interrupted run, which allows few edits. */
  readonly isInterrupted: boolean;
  /** Sentences for the person who edits: which other file is newer, which was passed over. */
  readonly remarks: readonly string[];
}

/** Opens exactly this targets or run file. Throws `bad-input` when there is none or when it cannot be understood. */
export async function openArea(path: string): Promise<OpenedArea> {
  const opened = areaIn(path, await read(path));
  if (runNumberOf(path) > 0) return { ...opened, remarks: aboutRunFile(opened) };
  const [newer] = runFilesAmong(await entriesOf(path), path);
  if (newer === undefined) return opened;
  return {
    ...opened,
    remarks: [
      `PACEtomo.py would read the run file ${newer} in place of ${basename(path)}. “pacetomo run” reads what it is given.`,
    ],
  };
}

/**
 * Opens the file that PACEtomo.py would read for an area: the run file with the highest number, else the targets file.
 * Torn run files are passed over with a remark (behaviour H41). A run file that is given is opened itself.
 */
export async function openNewestArea(path: string): Promise<OpenedArea> {
  if (runNumberOf(path) > 0) return openArea(path);
  const passedOver: string[] = [];
  for (const entry of runFilesAmong(await entriesOf(path), path)) {
    const runFile = join(dirname(path), entry);
    try {
      const opened = areaIn(runFile, await read(runFile));
      await refuseTorn(opened, path);
      return {
        ...opened,
        remarks: [`Opened ${entry}, the newest file of ${stemOf(path)}.`, ...aboutRunFile(opened), ...passedOver],
      };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      passedOver.push(`${entry} was passed over. ${error.message}`);
    }
  }
  return { ...areaIn(path, await read(path)), remarks: passedOver };
}

/** The area that bytes say, as if they lay under a path. Throws `bad-input`. */
export function areaIn(path: string, bytes: Uint8Array): OpenedArea {
  const { text, encoding } = decodeText(bytes);
  const file = parseTargetsFile(path, text);
  if (file.targets.length === 0 && file.settings.length === 0)
    throw new Trouble('bad-input', `${path} holds no targets: there is no line “_tgt = 001”. Is it a targets file?`);
  const isInterrupted = isInterruptedRun(file);
  const area = areaFrom(file, nameFor(path));
  return { path, area, file, encoding, sha256: sha256(bytes), isInterrupted, remarks: [] };
}

function nameFor(path: string): string {
  const name = readAreaFileName(basename(path));
  return name === null ? stemOf(path) : areaNameOf(name);
}

function aboutRunFile({ path, isInterrupted }: OpenedArea): readonly string[] {
  const targetsFile = `${stemOf(path)}.txt`;
  if (isInterrupted)
    return ['It holds an interrupted run: its targets, their order, start, step and slope stay as they are.'];
  return [
    `It holds targets only: settings and geometry points are in ${targetsFile}, and “pacetomo run ${targetsFile}” does not read it.`,
  ];
}

/** A crash may leave a run file that ends just behind a target: it has fewer of them than the targets file. */
async function refuseTorn({ path, area }: OpenedArea, targetsPath: string): Promise<void> {
  const bytes = await readFile(targetsPath).catch(() => null);
  if (bytes === null) return;
  const wanted = areaIn(targetsPath, bytes).area.targets.length;
  if (area.targets.length >= wanted) return;
  throw new Trouble(
    'bad-input',
    `${basename(path)} holds ${area.targets.length} of the ${wanted} targets in ${basename(targetsPath)}.`,
  );
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = missing ? 'There is no targets file' : 'It cannot be read, the targets file';
    throw new Trouble('bad-input', `${why} ${path}. Check the name and the folder.`, { cause });
  }
}

async function entriesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(dirname(path));
  } catch (cause) {
    throw new Trouble('bad-input', `The folder ${dirname(path)} cannot be read. Check its name.`, { cause });
  }
}
