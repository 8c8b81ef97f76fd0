import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { replaceFile } from '@pacetomo/em-files/node';
import { Trouble } from '../run/errors.ts';
import type { RunEvent } from '../run/events.ts';
import { isMontage, tileFile, tilesOf } from '../run/montage.ts';
import type { Tile } from '../run/slot.ts';
import { sectionsOf, tileSectionsOf } from '../run/stacks.ts';
import type { RunState } from '../run/state.ts';
import { knownOfRun, type RunStory, storyOf } from '../series/knownOfRun.ts';
import { type Finishing, type FinishMeans, finishStack, type StackOfRun, wantsFinishing } from './finishStack.ts';
import { type FolderMap, folderHere, reachableFolder } from './folderMap.ts';
import { HookCalls } from './hooks/hookCalls.ts';
import type { HookResult } from './hooks/hooks.ts';
import { hooksOfRun } from './hooks/readHooks.ts';
import { readJournal } from './journalFile.ts';
import { lockRun, type Unlock } from './lock.ts';
import { journalPath, type RunFolder } from './runFolder.ts';

/** How the stacks of a run are finished. */
export interface FinishRunOptions extends FinishMeans {
  /** Is told of each stack. */
  readonly tell: (stack: StackOfRun, done: readonly Finishing[]) => void;
  /** Is told what became of a hook of a series. */
  readonly tellHook: (series: string, result: HookResult) => void;
  /** Is told once when another process works on stacks in that folder. */
  readonly onWait?: (folder: string) => void;
}

/** A file of the run folder: what became of each stack. */
export const finishRecordPath = (folder: string): string => join(folder, 'finish.json');

/**
 * Sorts, bins, exports or deletes the stacks of a complete run, as its settings say, and calls the hooks of its folder. Nothing is lost however it ends, and it may be
 * said again. Gives false when it was cancelled.
 *
 * @throws Trouble `bad-input` when the run is not complete or this computer does not reach its stacks.
 */
export async function finishRun({ path, plan }: RunFolder, options: FinishRunOptions): Promise<boolean> {
  const events = await readJournal(journalPath(path));
  if (events.at(-1)?.type !== 'run.close') throw notComplete(path);
  const story = storyOf(plan, events);
  const { state } = story;
  if (!wantsFinishing(state.settings)) return true;
  const directory = state.environment?.directory ?? '';
  const here = reachableFolder(directory, options.maps);
  if (here === null) throw new Trouble('bad-input', outOfReach(directory, options.maps));
  const unlock = await lockWhenFree(here, options);
  if (unlock === null) return false;
  const calls = new HookCalls(await hooksOfRun(path), options);
  try {
    return await finishAll(path, stacksOf(story, here), state, options, calls);
  } finally {
    await unlock();
    await calls.ended(); // nobody waits for a slow one but this process
  }
}

/** How often it is tried, ms. */
const lookAgainMs = 500;

/** `pacetomo sort` locks the folder of the stacks too. The run before, of the same folder, may still be finished; null when cancelled. */
async function lockWhenFree(folder: string, { signal, onWait }: FinishRunOptions): Promise<Unlock | null> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      return await lockRun(folder);
    } catch (error) {
      if (!(error instanceof Trouble && error.code === 'run-in-use')) throw error;
    }
    if (isFirst) onWait?.(folder);
    await wait(lookAgainMs);
  }
  return null;
}

/** What has to be said when a run begins of what cannot be done at its end; null when all is well. */
export function finishingNote(
  event: RunEvent,
  settings: RunState['settings'],
  maps: readonly FolderMap[],
): string | null {
  if (event.type !== 'env' || !wantsFinishing(settings)) return null;
  return reachableFolder(event.directory, maps) === null ? outOfReach(event.directory, maps) : null;
}

async function finishAll(
  folder: string,
  stacks: readonly StackOfRun[],
  { settings }: RunState,
  options: FinishRunOptions,
  calls: HookCalls,
): Promise<boolean> {
  const { signal, tell } = options;
  const record: { readonly stack: string; readonly done: readonly Finishing[] }[] = [];
  for (const stack of stacks) {
    if (signal.aborted) break;
    const done = await finishStack(stack, settings, options);
    record.push({ stack: stack.path, done });
    tell(stack, done);
    calls.begin(done);
  }
  await replaceFile(
    finishRecordPath(folder),
    `${JSON.stringify({ finishVersion: 1, isWhole: !signal.aborted, stacks: record }, null, 2)}\n`,
  );
  return !signal.aborted;
}

/** The stacks that hold images, those of the pieces of montages included. */
function stacksOf(story: RunStory, here: string): readonly StackOfRun[] {
  const { plan, state } = story;
  const targets = plan.targets.filter(({ skip }) => !skip);
  const all = targets.flatMap(({ id, stack }) => {
    const known = (tile: Tile | null) => () => knownOfRun(story, { target: id, tile });
    const own: StackOfRun = {
      path: join(here, stack),
      sections: sectionsOf(state, id),
      isTile: false,
      known: known(null),
    };
    const tiles = isMontage(plan, state, id) ? tilesOf(state.settings) : [];
    return [
      own,
      ...tiles.map(
        (tile): StackOfRun => ({
          path: join(here, tileFile(stack, tile)),
          sections: tileSectionsOf(state, id, tile.column, tile.row),
          isTile: true,
          known: known(tile),
        }),
      ),
    ];
  });
  return all.filter(({ sections }) => sections > 0);
}

function outOfReach(directory: string, maps: readonly FolderMap[]): string {
  const here = folderHere(directory, maps);
  const known = here === directory ? '' : ` (here ${here})`;
  return `The stacks are written to ${directory}${known}, which this computer does not reach: they stay in the order of acquisition. If it does under another name, say so with --map "${directory}=FOLDER"; pacetomo finish RUN does it afterwards.`;
}

const notComplete = (path: string): Trouble =>
  new Trouble(
    'bad-input',
    `The run in ${path} is not complete, so its stacks are left as they are. Go on with: pacetomo resume ${path}`,
  );
