import type { NavigatorEditing } from '../../microscope/choosing.ts';

/**
 * Saves the Navigator to its file, so that what was added to it is on the disk; a new one gets the file `pacetomo.nav`, or
 * `pacetomo_2.nav` and so on, in SerialEM's directory. Gives the file as SerialEM names it; null while it is closed.
 */
export async function keepNavigator(
  scope: Pick<NavigatorEditing, 'saveNavigator' | 'saveNavigatorAs' | 'navigatorFile'>,
): Promise<string | null> {
  if (await scope.saveNavigator()) return scope.navigatorFile();
  for (let number = 1; ; number++) {
    if (await scope.saveNavigatorAs(number === 1 ? 'pacetomo.nav' : `pacetomo_${number}.nav`))
      return scope.navigatorFile();
  }
}
