import { basename, dirname } from 'node:path';
import { changeTracking } from '../area/changeTracking.ts';
import { Trouble } from '../run/errors.ts';
import { changeNavigator, findItems } from '../session/areaFiles/navigatorWork.ts';
import { stemOf } from '../session/script/runFileNames.ts';
import { targetIndex } from './targetsArguments.ts';
import { type FileOptions, opened, saved } from './targetsEdit.ts';
import { tellChanges, type WithNavigator } from './targetsNavigator.ts';

/** What `pacetomo targets track` may be told. */
export interface TrackOptions extends FileOptions {
  readonly serialem?: string | undefined;
}

/**
 * `pacetomo targets track`: makes another target the tracking target, in the file and, with `--serialem`, in the Navigator.
 * All items are found before anything is changed; the file is saved first, so that a failure leaves sentences, not guesses.
 */
export async function track(
  path: string,
  target: string,
  { serialem, ...options }: TrackOptions,
  withNavigator: WithNavigator,
): Promise<void> {
  const before = await opened(path, options);
  const outcome = changeTracking(before.area, targetIndex(target), `${stemOf(before.path)}.txt`);
  if (outcome.kind === 'refused') throw new Trouble('bad-input', `${outcome.why} Nothing was saved.`);
  const { area, navigator } = outcome;
  if (serialem === undefined) {
    await saved(before, area);
    tellChanges(navigator);
  } else {
    await withNavigator(serialem, async (editing) => {
      const changes = findItems(await editing.items(), navigator);
      await saved(before, area);
      await changeNavigator(editing, changes);
    });
    console.log(`The Navigator leads to ${basename(stemOf(before.path))} by the item of the new tracking target.`);
  }
  if (area.targets[0]?.viewMap === null)
    console.log(
      `There is no View of the new tracking target in ${dirname(before.path)}; the run aligns to its Preview alone, or not at all if it has none.`,
    );
}
