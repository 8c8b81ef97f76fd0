import type { PersonAtSerialEm, Roaming } from '../../microscope/choosing.ts';
import type { Beam, NewestImage, Optics, Stage } from '../../microscope/microscope.ts';
import { StopRequested } from '../../run/control.ts';
import type { Bearings } from './bearings.ts';
import type { Choosing } from './choosing.ts';
import { take } from './looks.ts';
import type { Manner } from './manner.ts';

/** What dragging needs. The keys are pressed in SerialEM, where the mouse is; questions may be asked elsewhere. */
export type DraggingScope = Stage & Optics & NewestImage & Beam & Roaming & Pick<PersonAtSerialEm, 'keyPressed'>;

/** A person who centres things, and how. */
export interface Hand {
  readonly choosing: Choosing;
  readonly bearings: Bearings;
  readonly manner: Manner;
  /** Outlines of the beam are drawn into the Navigator while targets are chosen; null for none. */
  readonly beam: { readonly radiusUm: number; readonly maxTiltDeg: number } | null;
}

/** How often a key is looked for in the second that a person has for it: `keyPressed` waits a tenth. */
const pollsPerSecond = 10;

/**
 * Lets a person drag a target to the middle (behaviour D.3, drag dialog): in a View or Search, then, if Previews are wanted,
 * at Preview magnification as often as they like. True when the target is to be kept; the image shift points at it then, and
 * buffer A holds its Preview if there is one.
 */
export async function dragTarget(scope: DraggingScope, hand: Hand, target: string): Promise<boolean> {
  const { choosing, bearings, manner } = hand;
  await take(scope, choosing, bearings, manner.overview, target);
  await waitForDrag(scope, choosing, `target ${target}`);
  if (!(await isRight(scope, hand, target))) return false;
  if (manner.image === 'preview') await refineByDragging(scope, hand, target);
  return choosing.person.askYesNo(`Keep this as target ${target}?`);
}

/** Says what to drag and waits for key B, with which the person takes it as it lies. */
export async function waitForDrag(
  scope: Pick<PersonAtSerialEm, 'keyPressed'>,
  { person, control }: Pick<Choosing, 'person' | 'control'>,
  what: string,
): Promise<void> {
  await person.say(
    `Drag ${what} to the middle of the image in SerialEM with the right mouse button, then press B there. (Without the shift key, which would move the stage.)`,
  );
  while (!(await scope.keyPressed('B'))) if (control.stopping) throw new StopRequested();
}

/** Whether a key is pressed within a second. */
export async function pressedSoon(
  scope: Pick<PersonAtSerialEm, 'keyPressed'>,
  { control }: Choosing,
  key: 'V' | 'R' | 'F',
): Promise<boolean> {
  for (let poll = 0; poll < pollsPerSecond; poll++) {
    if (await scope.keyPressed(key)) return true;
    if (control.stopping) throw new StopRequested();
  }
  return false;
}

/** Whether to go on with what was dragged. Without questions key V takes another View. */
async function isRight(scope: DraggingScope, { choosing, manner }: Hand, target: string): Promise<boolean> {
  if (manner.centring === 'keys') return !(await pressedSoon(scope, choosing, 'V'));
  if (manner.image !== 'preview') return true; // the question whether to keep it comes next
  return choosing.person.askYesNo(`Take a Preview of target ${target}?`);
}

async function refineByDragging(scope: DraggingScope, hand: Hand, target: string): Promise<void> {
  const { choosing, bearings } = hand;
  await take(scope, choosing, bearings, 'preview', target);
  while (await wantsMore(scope, hand)) {
    await waitForDrag(scope, choosing, `target ${target}`);
    await take(scope, choosing, bearings, 'preview', target);
  }
}

const wantsMore = (scope: DraggingScope, { choosing, manner }: Hand): Promise<boolean> =>
  manner.centring === 'keys'
    ? pressedSoon(scope, choosing, 'R')
    : choosing.person.askYesNo('Refine its position by dragging in the Preview, and take another Preview?');
