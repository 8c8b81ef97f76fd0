import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { Choosing } from './choosing.ts';
import { waitForDrag } from './dragging.ts';

/** What a person wants with the image in buffer A: it shows the target in the middle now, or the target is to stay as it is. */
export type PersonsWord = 'centred' | 'leave';

/**
 * Lets a person drag the target to the middle of the image in SerialEM, then asks whether it is to be taken as it lies. One key
 * alone is looked for: asking SerialEM for a second one would lose every other press.
 */
export async function letPersonCentre(
  scope: Pick<ChoosingMicroscope, 'keyPressed'>,
  { person, control }: Pick<Choosing, 'person' | 'control'>,
  target: string,
): Promise<PersonsWord> {
  await waitForDrag(scope, { person, control }, `target ${target}`);
  const isCentred = await person.askYesNo(`Is target ${target} in the middle? No leaves it where it was.`);
  return isCentred ? 'centred' : 'leave';
}
