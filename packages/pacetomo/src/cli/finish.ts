import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { diskFiles } from '../finish/finishFiles.ts';
import { restfulDisk } from '../finish/restfulDisk.ts';
import { Trouble } from '../run/errors.ts';
import type { RunEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import type { ExportResult } from '../session/exporting/exportSeries.ts';
import { finishingNote, finishRun } from '../session/finishRun.ts';
import type { Finishing, FinishMeans } from '../session/finishStack.ts';
import { type FolderMap, parseFolderMap } from '../session/folderMap.ts';
import { hookNotes } from '../session/hooks/hookNotes.ts';
import { hookLine } from '../session/hooks/hooks.ts';
import { hooksOfRun } from '../session/hooks/readHooks.ts';
import { logPath, openRunFolder, type RunFolder } from '../session/runFolder.ts';
import { binLine, sortLine } from './sort.ts';

/** Where SerialEM's folders are on this computer. */
export interface MapOptions {
  readonly map?: readonly string[] | undefined;
}

/** The maps of folders that were given. Throws `bad-input`. */
export const mapsIn = ({ map = [] }: MapOptions): readonly FolderMap[] => map.map(parseFolderMap);

export interface FinishCommandOptions extends MapOptions {
  /** A run acquires meanwhile, which is not to be held up. */
  readonly besideRun?: boolean | undefined;
}

/** `pacetomo finish RUN`: sorts, bins or deletes the stacks of a complete run; one line for each. */
export async function finish(runPath: string, options: FinishCommandOptions): Promise<void> {
  const folder = await openRunFolder(runPath);
  const { isWhole, refused } = await finishAloud(
    folder,
    { maps: mapsIn(options), files: options.besideRun ? restfulDisk(diskFiles) : diskFiles },
    (line) => console.log(line),
  );
  if (refused.length > 0) process.exitCode = 1;
  if (!isWhole) process.exitCode = 130;
}

/** The same when a run has just been completed, in few words. What cannot be done to its stacks takes nothing from the run. */
export async function finishAfterwards(folder: RunFolder, maps: readonly FolderMap[]): Promise<void> {
  try {
    const { isWhole, stacks, refused } = await finishAloud(folder, { maps, files: diskFiles }, () => {});
    for (const line of refused) console.warn(`Note: ${line}`);
    if (stacks > refused.length) console.log(`Stacks finished: ${stacks - refused.length}. Details are in run.log.`);
    if (!isWhole) console.warn(`Note: not all stacks were finished. Say: pacetomo finish ${folder.path}`);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.warn(`Note: ${error.message}`);
  }
}

/** Says when a run begins that its stacks are out of reach of this computer. */
export function noteReach(maps: readonly FolderMap[], stateOf: () => RunState): (event: RunEvent) => void {
  return (event) => {
    const note = finishingNote(event, stateOf().settings, maps);
    if (note !== null) console.warn(`Note: ${note}`);
  };
}

/** Says before a run begins which hooks would fail. Throws Trouble `bad-input` for a file of hooks with mistakes. */
export async function noteHooks(runs: string): Promise<void> {
  const hooks = await hooksOfRun(join(runs, 'run'));
  for (const note of await hookNotes(hooks)) console.warn(`Note: ${note}`);
}

interface Finished {
  readonly isWhole: boolean;
  readonly stacks: number;
  /** The lines of stacks that were left as they are. */
  readonly refused: readonly string[];
}

/** Ctrl-C ends the work before the next section. Every line goes to the log of the run too. */
async function finishAloud(
  folder: RunFolder,
  means: Omit<FinishMeans, 'signal'>,
  show: (line: string) => void,
): Promise<Finished> {
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  const log = createWriteStream(logPath(folder.path), { flags: 'a' });
  log.on('error', () => {}); // the work does not end because nobody can read of it
  const refused: string[] = [];
  let stacks = 0;
  const put = (line: string): void => {
    log.write(`${new Date().toISOString().slice(0, 19).replace('T', ' ')}  ${line}\n`);
    show(line);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const isWhole = await finishRun(folder, {
      ...means,
      signal: ending.signal,
      onWait: (stacks) => console.log(`Another pacetomo works on stacks in ${stacks}; waiting for it.`),
      tellHook: (series, result) => {
        const line = `${series}: ${hookLine(result)}`;
        if (result.kind === 'failed') refused.push(line);
        put(line);
      },
      tell: ({ path }, done) => {
        const said = done.map(finishingLine).filter((line) => line !== '');
        const line = `${basename(path)}: ${said.join(' ')}`;
        stacks += 1;
        if (done.some(({ result: { kind } }) => kind === 'refused' || kind === 'kept')) refused.push(line);
        put(line);
      },
    });
    return { isWhole, stacks, refused };
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await new Promise<void>((ended) => log.end(() => ended()));
  }
}

function finishingLine({ what, result }: Finishing): string {
  switch (what) {
    case 'look':
      return `left as it is: ${result.reason.replace(/\.?$/, '.')}`;
    case 'sort':
      return sortLine(result);
    case 'bin':
      return binLine(result);
    case 'export':
      return exportLine(result);
    default:
      return deleteLine(result);
  }
}

export function exportLine(result: ExportResult): string {
  switch (result.kind) {
    case 'exported': {
      const { verdict, reasons, warnings, series } = result;
      const [first] = reasons;
      return [`exported as ${series.name}, ${verdict}.`, ...(first === undefined ? [] : [first]), ...warnings].join(
        ' ',
      );
    }
    case 'piece':
      return '';
    case 'refused':
      return `not exported, because ${result.reason}.`;
    default:
      return 'export stopped.';
  }
}

function deleteLine(result: Extract<Finishing, { readonly what: 'delete' }>['result']): string {
  switch (result.kind) {
    case 'deleted':
      return `deleted; its ${result.images} images can be made again from their frames.`;
    case 'already-deleted':
      return 'deleted already.';
    case 'kept':
      return `kept, because ${result.reason}.`;
    default:
      return 'stopped, left as it was.';
  }
}
