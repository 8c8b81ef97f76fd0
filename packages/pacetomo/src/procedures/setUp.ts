import { apply, length, type Matrix } from '../geometry/frames.ts';
import type { Beam, Calibration, NewestImage, Optics, Stacks, Stage } from '../microscope/microscope.ts';
import { isTaken, positionOf } from '../motion/classicSetUp.ts';
import { Trouble } from '../run/errors.ts';
import type { Running } from './running.ts';
import { turnStage } from './turnStage.ts';

/**
 * Goes to the area, tilts to the start tilt, focuses on the tracking target and measures what the motion model starts from.
 *
 * Every step may be done again after a crash; the autofocus, which costs dose, is not done again if it was finished.
 */
export async function setUp(
  scope: Stage & Optics & Calibration & Beam & NewestImage & Stacks,
  run: Running,
): Promise<void> {
  const { plan } = run;
  await refuseToOverwrite(scope, run);
  const area = plan.targets[0]?.stage ?? null;
  if (area !== null) await scope.moveTo(area);
  await turnStage(scope, run, 0);
  await scope.goToRecordArea();
  await refuseOutOfReach(scope, run);
  const toSpecimen = await scope.imageShiftToSpecimen();
  await centre(scope, toSpecimen, area !== null);
  if (!run.state.focused) await focus(scope, run);
  if (run.control.stopping) return;
  await scope.goToRecordArea(); // the autofocus may have left the optics of another area on
  await run.note({
    type: 'area.ready',
    imageShift: await scope.imageShift(),
    defocusUm: await scope.defocusUm(),
    stage: await scope.position(),
    exposureS: await scope.recordExposureS(),
    toSpecimen,
    toImageShift: await scope.specimenToImageShift(),
    stageToSpecimen: await scope.stageToSpecimen(),
    withReferenceMap: await findReferenceMaps(scope, run),
  });
}

/** A target centred by hand after a stage move needs less; more is what a run before has left behind. */
const largestStartShiftUm = 2;

/**
 * Image shift begins at zero where the stage has just been sent to the tracking target. Where the operator has centred it,
 * their image shift stays, unless it is so large that it cannot be theirs.
 */
async function centre(
  scope: Optics,
  toSpecimen: Matrix<'imageShift', 'specimen'>,
  sentByStage: boolean,
): Promise<void> {
  if (sentByStage) {
    await scope.setImageShift({ x: 0, y: 0 });
    return;
  }
  const shiftUm = length(apply(toSpecimen, await scope.imageShift()));
  if (shiftUm <= largestStartShiftUm) return;
  throw new Trouble(
    'needs-person',
    `Image shift stands ${shiftUm.toFixed(1)} µm from zero before the run has moved anything, so nobody knows where the tracking target is. Reset image shift in SerialEM and centre the target, then start again; nothing was exposed.`,
  );
}

/** Positions given by the stage are known only now. */
async function refuseOutOfReach(scope: Calibration, run: Running): Promise<void> {
  const { plan } = run;
  const stageToSpecimen = await scope.stageToSpecimen();
  for (const target of plan.targets) {
    const position = positionOf(plan, target, stageToSpecimen);
    if (target.skip || isTaken(plan, target, position)) continue;
    const reachUm = plan.settings.imageShiftLimitUm - plan.settings.alignLimitUm;
    throw new Trouble(
      'bad-input',
      `Target ${target.id} lies ${length(position).toFixed(1)} µm from the tracking target, beyond the reach of image shift, ${reachUm} µm. Mark it “skip = True”, choose it nearer, or raise imageShiftLimit if the microscope allows it; nothing was exposed.`,
    );
  }
}

/** No stack of this run exists before its area is ready, so whatever exists now is somebody else's. */
async function refuseToOverwrite(scope: Stacks, run: Running): Promise<void> {
  for (const { id, stack, skip } of run.plan.targets) {
    if (skip || !(await scope.exists(stack))) continue;
    throw new Trouble(
      'would-overwrite',
      `${stack} (target ${id}) exists already in ${run.state.environment?.directory}. Move it away or choose another folder in SerialEM, then start again; nothing was exposed or overwritten.`,
    );
  }
}

async function focus(scope: Optics & Beam & NewestImage, run: Running): Promise<void> {
  await scope.setAutofocusTarget(run.plan.settings.maxDefocusUm);
  const permit = await run.intend({ purpose: 'autofocus', tickBeforeS: (await scope.newestImage())?.tickS ?? 0 });
  if (run.control.stopping) return run.note({ type: 'expose.void', proof: 'stopped before the autofocus was sent' });
  await scope.autofocus(permit);
  if (await scope.focusFound()) return run.note({ type: 'expose.commit', purpose: 'autofocus', how: 'normal' });
  await run.note({ type: 'expose.lost', lost: 'dose-no-image', evidence: 'the autofocus found no focus' });
  throw new Trouble(
    'autofocus-failed',
    'SerialEM could not focus on the tracking target. Nothing has been recorded. Focus there by hand, or see whether the Focus area lies on something with contrast, then resume; the autofocus is done again.',
  );
}

async function findReferenceMaps(scope: Stacks, run: Running): Promise<readonly string[]> {
  const { tgtPattern, noZeroRecAli } = run.plan.settings;
  if (tgtPattern || noZeroRecAli) return [];
  const found: string[] = [];
  for (const { id, referenceMap, skip } of run.plan.targets) {
    if (referenceMap !== null && !skip && (await scope.exists(referenceMap))) found.push(id);
  }
  return found;
}
