import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { StopRequested } from '../../run/control.ts';
import type { Choosing } from './choosing.ts';

/** What a person wants with the image in buffer A: it shows the target in the middle now, or the target is to stay as it is. */
export type PersonsWord = 'centred' | 'leave';

/** Lets a person drag the target to the middle of the image in SerialEM: key B takes it as it lies, F leaves it where it was. */
export async function letPersonCentre(
  scope: Pick<ChoosingMicroscope, 'keyPressed'>,
  { person, control }: Pick<Choosing, 'person' | 'control'>,
  target: string,
): Promise<PersonsWord> {
  await person.say(
    `Target ${target}: drag it to the middle of the image with the right mouse button, then press B; F leaves it where it was.`,
  );
  for (;;) {
    if (control.stopping) throw new StopRequested();
    if (await scope.keyPressed('B')) return 'centred';
    if (await scope.keyPressed('F')) return 'leave';
  }
}
