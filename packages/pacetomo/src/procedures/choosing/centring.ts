import { type DraggingScope, dragTarget, type Hand } from './dragging.ts';
import { take } from './looks.ts';

/**
 * Centres a target and takes the image of it that is kept. False when a person does not want it. Otherwise the image shift
 * points at it, and buffer A holds its Preview or View, not dragged, if there is to be one.
 */
export async function centreTarget(scope: DraggingScope, hand: Hand, target: string): Promise<boolean> {
  const { choosing, bearings, manner } = hand;
  const isDragged = manner.centring !== 'nobody';
  if (isDragged && !(await dragTarget(scope, hand, target))) return false;
  // the View that was dragged shows the target beside its middle; as a map it would lead there
  const isTaken = isDragged && manner.image === 'preview';
  if (manner.image !== 'none' && !isTaken) await take(scope, choosing, bearings, manner.image, target);
  return true;
}
