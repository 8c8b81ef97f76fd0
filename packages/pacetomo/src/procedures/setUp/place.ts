import { add, apply, subtract, type Vec } from '../../geometry/frames.ts';
import { foreshortening } from '../../geometry/sampleTilt.ts';
import type { Microscope } from '../../microscope/microscope.ts';
import { positionOf } from '../../motion/targetPosition.ts';
import type { Target } from '../../plan/plan.ts';
import type { FreshPreview } from '../../run/events.ts';
import { targetOf } from '../../run/state.ts';
import type { Running } from '../running.ts';
import { turnStage } from '../turnStage.ts';
import { centreBetween, centreByPreview, centreByTemplate, centreByView } from './maps.ts';
import { lastPose, restorePose } from './pose.ts';

/** Previews are taken at least so far under the defocus of the images, µm, so that they show something (the original's value). */
const extraDefocusUm = 5;

/** Looks for one target by its maps, at the start tilt, and notes the image shift that centres it. */
export async function place(scope: Microscope, run: Running, id: string): Promise<void> {
  const target = targetOf(run.planNow, id);
  await turnStage(scope, run, 0);
  await restorePose(scope, run);
  const expected = await expectedShift(scope, run, target);
  const isThere = expected !== null && (await scope.setImageShift(expected));
  const isFound = isThere && (await findTarget(scope, run, target));
  await scope.goToRecordArea();
  const imageShift = isFound ? await scope.imageShift() : null;
  const preview = imageShift === null ? null : await keepPreview(scope, run, target, imageShift);
  await restorePose(scope, run);
  await run.note({ type: 'target.placed', target: id, imageShift, ...(preview === null ? {} : { preview }) });
}

/** Saves the Preview in buffer A as the reference of the target's first image, if that is wanted (refFromPreview). */
async function keepPreview(
  scope: Microscope,
  run: Running,
  target: Target,
  imageShift: Vec<'imageShift'>,
): Promise<FreshPreview | null> {
  const { inHand } = run.state;
  const isPreview = inHand?.look === 'preview' && inHand.target === target.id;
  if (!run.settings.refFromPreview || run.settings.noZeroRecAli || !isPreview) return null;
  const file = await freeName(scope, `${target.stack.replace(/\.[^.]*$/, '')}_tempref`);
  await scope.open(file, 0);
  await scope.save();
  await scope.sections(); // waits until it is on disk
  await scope.close();
  return { file, movedAfter: subtract(imageShift, inHand.imageShift) };
}

/** A crash may have left the file of an earlier try; nothing is overwritten. */
async function freeName(scope: Microscope, stem: string): Promise<string> {
  for (let number = 1; ; number++) {
    const file = `${stem}${number === 1 ? '' : number}.mrc`;
    if (!(await scope.exists(file))) return file;
  }
}

/** Where the target should be by the targets file and the slope of the sample. */
async function expectedShift(scope: Microscope, run: Running, target: Target): Promise<Vec<'imageShift'> | null> {
  const pose = lastPose(run);
  if (pose === null) return null;
  const { settings } = run;
  const { x, y } = positionOf(run.planNow, target, await scope.stageToSpecimen());
  const scale = settings.tiltTargetsDeg === 0 ? foreshortening(settings, settings.startTiltDeg) : 1;
  const toImageShift = await scope.specimenToImageShift();
  return add(pose.imageShift, apply<'specimen', 'imageShift'>(toImageShift, { x, y: y * scale }));
}

/** By the template, or View and then Preview, or a Preview between magnifications (behaviour C.3 step 4). */
async function findTarget(scope: Microscope, run: Running, target: Target): Promise<boolean> {
  const { previewAli, viewAli, alignToP, maxDefocusUm } = run.settings;
  if (alignToP) return centreByTemplate(scope, run, target);
  if (previewAli) {
    const focusUm = await scope.defocusUm();
    await scope.setDefocus(Math.min(focusUm, focusUm - extraDefocusUm - maxDefocusUm));
  }
  const { viewMap, referenceMap } = target;
  const isTracking = target.id === run.plan.targets[0]?.id;
  const byView = viewMap !== null && viewAli && !isTracking && (await centreByView(scope, run, target, viewMap));
  if (!previewAli) return byView;
  if (referenceMap !== null) return (await centreByPreview(scope, run, target, referenceMap)) || byView;
  return viewMap !== null && ((await centreBetween(scope, run, target, viewAli ? null : viewMap)) || byView);
}
