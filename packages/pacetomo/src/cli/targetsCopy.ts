import { basename } from 'node:path';
import { type AreaCopy, type CopyPoint, copiesOf, pointsToCopyTo, rootForCopies } from '../area/copyArea.ts';
import { patternOf } from '../area/newArea.ts';
import { Trouble } from '../run/errors.ts';
import { namesBeside, writeCopies } from '../session/areaFiles/areaCopies.ts';
import { changeNavigator, findItems } from '../session/areaFiles/navigatorWork.ts';
import type { OpenedArea } from '../session/areaFiles/openArea.ts';
import { placeOf } from './targetsArguments.ts';
import { type FileOptions, opened } from './targetsEdit.ts';
import { tellChanges, type WithNavigator } from './targetsNavigator.ts';

/** What `pacetomo targets copy` may be told. */
export interface CopyOptions extends FileOptions {
  /** Positions of the stage, µm. */
  readonly at?: readonly string[] | undefined;
  readonly serialem?: string | undefined;
  readonly keepSkips?: true | undefined;
}

/**
 * `pacetomo targets copy`: copies an area to positions of the stage, given with `--at`, or to the items of the Navigator that
 * are marked Acquire and lead to no targets file yet.
 */
export async function copy(path: string, options: CopyOptions, withNavigator: WithNavigator): Promise<void> {
  const { at = [], serialem } = options;
  if ((serialem === undefined) === (at.length === 0))
    throw new Trouble(
      'bad-input',
      'Say where to: --at X,Y (stage, µm), or --serialem HOST:PORT for the items marked Acquire. One of them.',
    );
  const places = at.map((text): CopyPoint => ({ stage: placeOf('--at', text), item: null }));
  const before = await opened(path, options);
  refuseUnfit(before);
  if (serialem === undefined) {
    const copies = await made(before, places, [], options);
    tellChanges(copies.flatMap(({ navigator }) => navigator));
    return;
  }
  await withNavigator(serialem, async (editing) => {
    const items = await editing.items();
    const points = pointsToCopyTo(items);
    if (points.length === 0)
      throw new Trouble(
        'bad-input',
        'No item of the Navigator is marked Acquire without leading to a targets file. Mark where the area is to be copied to; nothing was written.',
      );
    const copies = await made(
      before,
      points,
      items.map(({ note }) => note),
      options,
    );
    await changeNavigator(
      editing,
      findItems(
        items,
        copies.flatMap(({ navigator }) => navigator),
      ),
    );
    console.log(`${copies.length} items of the Navigator lead to the copies now.`);
  });
}

function refuseUnfit({ area, isInterrupted, path }: OpenedArea): void {
  if (isInterrupted)
    throw new Trouble(
      'bad-input',
      `${path} is the run file of an interrupted run and cannot be copied. Copy the targets file.`,
    );
  if (area.targets.length === 0) throw new Trouble('bad-input', `${path} has no targets to copy.`);
}

async function made(
  { area, path }: OpenedArea,
  points: readonly CopyPoint[],
  notes: readonly string[],
  options: CopyOptions,
): Promise<readonly AreaCopy[]> {
  const taken = [...(await namesBeside(path)), ...notes];
  const source = { area, root: rootForCopies(area, basename(path)), taken, keepSkips: options.keepSkips === true };
  const copies = copiesOf(source, points);
  for (const written of await writeCopies(copies, path)) console.log(`Written: ${written}`);
  for (const sentence of remarksOn(copies)) console.log(sentence);
  if (patternOf(area) === null)
    console.log(
      'This area is no hole pattern: at the new positions nothing says that there is something where the targets are.',
    );
  return copies;
}

function remarksOn(copies: readonly AreaCopy[]): readonly string[] {
  const lost = copies[0]?.area.targets.filter(({ stage }) => stage === null).length ?? 0;
  if (lost === 0) return [];
  return [
    `Where ${lost} targets lie on the stage is not known: the area says so for too few targets. The run finds them by their positions on the specimen.`,
  ];
}
