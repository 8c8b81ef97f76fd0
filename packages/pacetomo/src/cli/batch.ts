import { basename, dirname, resolve } from 'node:path';
import { Trouble } from '../run/errors.ts';
import { navigatorBehind } from '../serialem/navigatorVisit.ts';
import type { Ending } from '../session/acquire.ts';
import { type AreaOutcome, acquireBatch, type BatchResult } from '../session/batch.ts';
import { type Batch, type BatchArea, createBatch, dropBatch, openBatch } from '../session/batchFolder.ts';
import type { FolderMap } from '../session/folderMap.ts';
import { hasBegun } from '../session/hasBegun.ts';
import { leftBehind } from '../session/leftBehind.ts';
import { LiveRun } from '../session/liveRun.ts';
import { lockMicroscope, lockRun } from '../session/lock.ts';
import type { SettingOptions } from '../session/planning/readPlan.ts';
import type { RunFolder } from '../session/runFolder.ts';
import { defaultAddress, parseAddress } from './address.ts';
import { type MapOptions, mapsIn, noteHooks, noteReach } from './finish.ts';
import { finishElsewhere } from './finishElsewhere.ts';
import { isTargetsFileName, planAreas } from './planAreas.ts';
import { type Client, connect, type LinkOptions, workOn } from './workOn.ts';

/** What `pacetomo batch` may be told. */
export interface BatchOptions extends SettingOptions, MapOptions, Partial<LinkOptions> {
  readonly targetsFolder: string;
  /** The targets files themselves, in the order in which they are acquired; the Navigator is not asked then. */
  readonly targets?: readonly string[] | undefined;
  readonly runs: string;
  /** The folder of a batch that is to go on. */
  readonly resume?: string | undefined;
}

const tell = (sentence: string): void => console.log(sentence);

/** `pacetomo batch`: acquires all areas that are marked Acquire, or named, one after the other. Gives the exit code. */
export async function batch(options: BatchOptions): Promise<number> {
  const maps = mapsIn(options);
  await noteHooks(options.runs);
  const before = options.resume === undefined ? null : await openBatch(options.resume);
  const link = { serialem: options.serialem ?? before?.address ?? defaultAddress, replyTimeout: options.replyTimeout };
  const unlock = await lockMicroscope(parseAddress(link.serialem)); // for all areas: nobody comes between two of them
  const finishings: Promise<unknown>[] = [];
  try {
    const begun = before ?? (await begin(link, options));
    const { ending, outcomes } = await acquireBatch(begun, {
      work: (folder, realign) => workOnArea({ folder, realign }, link, maps),
      completed: async (area) => {
        finishings.push(finishElsewhere({ path: area.runPath }, maps));
        if (options.targets === undefined) await takeMarkAway(area, link);
      },
      tell,
    });
    await summarize(begun, outcomes, ending);
    return { complete: 0, stopped: 130, trouble: 1 }[ending];
  } finally {
    await unlock();
    if (finishings.length > 0) tell('The last stacks are being finished.');
    await Promise.all(finishings);
  }
}

/** Reads all targets files; nothing is exposed before everything is found in order. */
async function begin(link: LinkOptions, options: BatchOptions): Promise<Batch> {
  const { items, folder } =
    options.targets === undefined
      ? { items: await markedAreas(link), folder: options.targetsFolder }
      : namedAreas(options.targets);
  const planned = await planAreas(items, folder, options);
  const begun = await createBatch(options.runs, link.serialem, planned);
  tell(`Batch folder: ${begun.path}`);
  return begun;
}

async function markedAreas(link: LinkOptions) {
  const marked = await withClient(link, async (client) => (await navigatorBehind(client)).itemsToAcquire());
  const areas = marked.filter(({ note }) => isTargetsFileName(note));
  for (const { label, note } of marked.filter((item) => !areas.includes(item)))
    console.warn(`Note: item ${label} is marked Acquire, but its Note “${note}” is not the name of a targets file.`);
  if (areas.length > 0) return areas;
  throw new Trouble(
    'bad-input',
    'No item of the Navigator that is marked Acquire has the name of a targets file as its Note, such as lamella_tgts.txt. Mark the areas, then start again.',
  );
}

function namedAreas(targets: readonly string[]) {
  const [folder = '.', other] = [...new Set(targets.map((path) => dirname(resolve(path))))];
  if (other === undefined) return { items: targets.map((path) => ({ label: path, note: basename(path) })), folder };
  throw new Trouble(
    'bad-input',
    `The targets files of a batch lie in one folder, and these lie in ${folder} and in ${other}. Copy them together, or start two batches.`,
  );
}

/**
 * Each area has a connection of its own: when it ends SerialEM itself puts back what a run has changed for its time, also
 * one that ended in trouble, and the next area finds SerialEM as the first did.
 */
async function workOnArea(
  { folder, realign }: { readonly folder: RunFolder; readonly realign: boolean },
  link: LinkOptions,
  maps: readonly FolderMap[],
): Promise<Ending> {
  const live = new LiveRun(folder.plan, tell);
  const unlock = await lockRun(folder.path, live.answer);
  try {
    const work = {
      folder,
      live,
      realign: realign ? ('back' as const) : undefined,
      onEvent: noteReach(maps, () => live.state),
    };
    const ending = await withClient(link, (client) => workOn(work, client, link));
    if (ending === 'stopped') for (const line of leftBehind(live.state)) tell(line);
    return ending;
  } finally {
    await unlock();
  }
}

async function withClient<T>(link: LinkOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(link);
  try {
    return await work(client);
  } finally {
    client.close();
    await client.closed;
  }
}

/** As SerialEM's Acquire at Items does. A mark that stays is no reason to stop: a complete area is not acquired again. */
async function takeMarkAway({ note }: BatchArea, link: LinkOptions): Promise<void> {
  try {
    await withClient(link, async (client) => {
      const navigator = await navigatorBehind(client);
      const marked = await navigator.itemsToAcquire();
      const own = marked.find((item) => item.note.toLowerCase() === note.toLowerCase());
      if (own !== undefined) await navigator.markAcquire(own.item, false);
    });
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.warn(`Note: the Acquire mark of ${note} could not be taken away (${error.message})`);
  }
}

async function summarize(
  { path, areas }: Batch,
  outcomes: readonly AreaOutcome[],
  ending: BatchResult['ending'],
): Promise<void> {
  for (const outcome of outcomes) tell(`${outcome.area.note}: ${outcomeWords(outcome)}`);
  if (ending === 'complete') return;
  const begun = await Promise.all(areas.map(({ runPath }) => hasBegun(runPath).catch(() => true)));
  if (begun.some(Boolean)) tell(`What was acquired is safe. Go on with: pacetomo batch --resume ${path}`);
  else {
    await dropBatch(path);
    tell('Nothing was exposed.');
  }
}

function outcomeWords(outcome: AreaOutcome): string {
  switch (outcome.kind) {
    case 'complete':
      return 'complete.';
    case 'stopped':
      return 'stopped by the operator.';
    case 'suspended':
      return `suspended. ${outcome.why}`;
    default:
      return 'not reached.';
  }
}
