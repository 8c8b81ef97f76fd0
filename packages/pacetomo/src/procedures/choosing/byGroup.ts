import { add, subtract, type Vec } from '../../geometry/frames.ts';
import { seenOfStageStep } from '../../geometry/tiltedStage.ts';
import { groupPositions } from '../../layout/group.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { goTo } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { chooseFurther, chooseHere, nextLabel, reach } from './further.ts';
import { chooseTracking } from './tracking.ts';

/**
 * Makes targets of the points in the group of the Navigator's current item (behaviour D.2, D.4), the first one for tracking.
 * A person may centre each and skip some; with nobody they are taken as they lie.
 *
 * Throws `bad-input` when the current item is in no group of at least two points.
 */
export async function chooseGroup(scope: ChoosingMicroscope, hand: Hand): Promise<void> {
  const readOuts = await scope.currentGroup();
  const [first] = readOuts;
  if (first === undefined || readOuts.length < 2) throw noGroup(readOuts.length);
  await goToReadOut(scope, hand, first);
  const { origin } = await chooseTracking(scope, hand, 'group');
  const positions = groupPositions(readOuts, hand.bearings);
  for (const [i, position] of positions.entries()) {
    if (i > 0) await visit(scope, hand, origin, add(origin, position), i + 1);
  }
  if (hand.manner.centring === 'nobody') return;
  if (await hand.choosing.person.askYesNo('All points of the group were visited. Add another target by dragging?'))
    await chooseFurther(scope, hand, origin);
}

/** Visits a point until it is kept or skipped; each time at the same place, whatever was dragged before. */
async function visit(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'>,
  place: Vec<'specimen'>,
  point: number,
): Promise<void> {
  for (;;) {
    if (!(await reach(scope, hand, place, `Point ${point} of the group`))) return;
    const attempt = await chooseHere(scope, hand, origin, 'group');
    if (attempt === 'kept' || attempt === 'dropped') return;
    if (
      await hand.choosing.person.askYesNo(
        `Skip point ${point} of the group? (No: look at it again for target ${nextLabel(hand)}.)`,
      )
    )
      return;
  }
}

/** Goes where the stage is to read out this much, as `goTo` does. */
const goToReadOut = (scope: ChoosingMicroscope, { bearings }: Hand, readOut: Vec<'stage'>): Promise<void> =>
  goTo(scope, bearings, {
    stage: readOut,
    place: async () =>
      seenOfStageStep(subtract(readOut, await scope.position()), bearings.tiltDeg, bearings.stageToSpecimen),
    move: () => scope.returnTo(readOut),
  });

const noGroup = (points: number): Trouble =>
  new Trouble(
    'bad-input',
    `The Navigator’s current item is in no group of points${points === 1 ? ', or in a group of its own' : ''}. Add points as a group and select one of them, then choose again; nothing was exposed.`,
  );
