import { refuseOtherTilt } from '../../procedures/choosing/areaTilt.ts';
import { takeBearings } from '../../procedures/choosing/bearings.ts';
import { findTracking } from '../../procedures/choosing/findTracking.ts';
import { Trouble } from '../../run/errors.ts';
import { AreaStore } from './areaStore.ts';
import { type ChoosingSite, chooseOn } from './chooseOn.ts';

/**
 * Finds the tracking target of a targets file again and leaves the stage so that it is centred with image shift zero, to
 * about 0.5 µm. Costs what SerialEM's realigning costs. Throws as `findTracking`.
 */
export async function goToTracking(site: Omit<ChoosingSite, 'save'>, path: string): Promise<void> {
  const { area } = await AreaStore.at(path);
  if (area === null || area.targets.length === 0)
    throw new Trouble('bad-input', `${path} has no tracking target to go to; nothing was exposed.`);
  const save = async (): Promise<void> => {};
  await chooseOn({ ...site, save }, area, async (scope, choosing, found) => {
    const bearings = await takeBearings(scope, found);
    refuseOtherTilt(area, bearings.tiltDeg);
    await findTracking(scope, choosing, bearings);
    await scope.resetImageShift();
  });
}
