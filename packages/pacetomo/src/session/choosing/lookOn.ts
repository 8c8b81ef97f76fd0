import { newArea } from '../../area/newArea.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { takeBearings } from '../../procedures/choosing/bearings.ts';
import { keepNavigator } from '../../procedures/choosing/keepNavigator.ts';
import { lookAround, lookHere, type Pieces } from '../../procedures/choosing/lookHere.ts';
import type { ChoosingLook } from '../../procedures/choosing/looks.ts';
import { StopRequested } from '../../run/control.ts';
import { choosingMicroscope } from '../../serialem/serialEmMicroscope.ts';
import { type ChoosingSite, chooseOn } from './chooseOn.ts';

/** What is to be looked at: one image, or a montage of Views. */
export type LookWish = { readonly look: ChoosingLook } | ({ readonly look: 'montage' } & Pieces);

/** What has come of a look. */
export interface Looked {
  /** In SerialEM's directory. */
  readonly file: string;
  readonly navigatorFile: string | null;
}

/** Nobody chooses targets here. */
const noArea = newArea('look', 0);
const save = async (): Promise<void> => {};

/** Takes an image or a montage where the stage stands, keeps it as a map, saves the Navigator and puts the rest back as it was. */
export async function lookOn(site: Omit<ChoosingSite, 'save'>, wish: LookWish): Promise<Looked> {
  return chooseOn({ ...site, save }, noArea, async (scope, choosing, found) => {
    const bearings = await takeBearings(scope, found);
    const file =
      wish.look === 'montage'
        ? await lookAround(scope, choosing, bearings, wish)
        : await lookHere(scope, choosing, bearings, wish.look);
    return { file, navigatorFile: await keepNavigator(scope) };
  });
}

/** Moves the stage to a Navigator position with image shift zero: it is centred then. Nothing is exposed, nothing put back. */
export async function goToPosition(
  { client, control }: Pick<ChoosingSite, 'client' | 'control'>,
  stage: Vec<'stage'>,
): Promise<Vec<'stage'>> {
  const scope: ChoosingMicroscope = choosingMicroscope(client, control);
  await scope.prepareToChoose();
  await scope.goToRecordArea();
  await scope.imageShiftToSpecimen(); // without it the gate lets no image shift pass
  if (control.stopping) throw new StopRequested();
  await scope.setImageShift({ x: 0, y: 0 });
  await scope.moveTo(stage);
  return scope.position();
}
