import type { Navigator } from '../../microscope/microscope.ts';
import type { Running } from '../running.ts';

/** The Navigator item of this area: the one whose Note is the name of the targets file; null when there is none. */
export async function areaItem(scope: Navigator, run: Running): Promise<number | null> {
  const name = run.plan.targetsFile.path.replace(/^.*[\\/]/, '').replace(/_run\d+(?=\.txt$)/, '');
  return name === '' ? null : scope.itemWithNote(name);
}
