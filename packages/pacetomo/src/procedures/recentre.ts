import { add } from '../geometry/frames.ts';
import type { Beam, NewestImage, Optics, Stacks, Stage } from '../microscope/microscope.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { Trouble } from '../run/errors.ts';
import { latestImage, sectionsOf } from '../run/stacks.ts';
import { aimAt, setOptics } from './aim.ts';
import { look } from './exposing.ts';
import { slidBetween } from './measure.ts';
import type { Running } from './running.ts';
import { openFile } from './slotStack.ts';
import { turnStage } from './turnStage.ts';

/**
 * Finds the tracking target again with one Preview, at the tilt that comes next, after nobody has watched for a while or
 * the stage was moved back: whatever it is displaced by, all targets are. It costs the tracking target one Preview.
 */
export async function recentre(
  scope: Stage & Optics & Beam & NewestImage & Stacks,
  run: Running,
  step: number,
  tilt: Tilt,
): Promise<void> {
  const [tracking] = run.plan.targets;
  if (tracking === undefined) throw new Error('a plan without targets');
  // of this very tilt, too, if the run was interrupted between two targets
  const reference = latestImage(run.state, { target: tracking.id, step: step + 1 }, tilt.branch);
  if (reference === null) return run.note({ type: 'recentred', step, correction: { x: 0, y: 0 } }); // nothing to lose yet
  const readTiltDeg = await turnStage(scope, run, step);
  const isThere = await setOptics(scope, run, tracking.id, aimAt(run, tracking.id, tilt, readTiltDeg));
  if (!isThere) throw notFound('SerialEM refuses the image shift to it');
  await openFile(scope, tracking.stack, sectionsOf(run.state, tracking.id));
  await scope.readReference(reference.section);
  await look(scope, run, 'recentre', tracking.id, (permit) => scope.preview(permit));
  const correction = await scope.correctionToReference(null);
  await scope.close();
  if (correction === null) throw notFound('its Preview cannot be aligned to its last image');
  await run.note({ type: 'recentred', step, correction: add(correction, slidBetween(run, step, reference.step)) });
}

const notFound = (why: string): Trouble =>
  new Trouble(
    'needs-person',
    `The tracking target could not be found again: ${why}. Move the stage so that it is in the middle of a View image, with image shift as it is, then resume with --realign here; or with --realign not, which goes on without looking. Nothing but that Preview was exposed.`,
  );
