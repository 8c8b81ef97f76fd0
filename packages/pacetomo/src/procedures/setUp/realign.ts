import { apply, length } from '../../geometry/frames.ts';
import type { Microscope } from '../../microscope/microscope.ts';
import { isCopied, type Target } from '../../plan/plan.ts';
import { Trouble } from '../../run/errors.ts';
import { sense } from '../exposing.ts';
import type { Running } from '../running.ts';
import { areaItem } from './areaItem.ts';
import { goToTrackingTarget } from './eucentricHeight.ts';
import { centreBetween, centreByPreview, centreByTemplate, centreByView, notFound } from './maps.ts';
import { goToChosenTilt } from './pose.ts';

/** Finds the tracking target: by the hole template, by SerialEM's own realigning, or by its maps (behaviour C.2 step 13). */
export async function realign(scope: Microscope, run: Running): Promise<void> {
  const [tracking] = run.plan.targets;
  if (tracking === undefined) throw new Error('a plan without targets');
  await goToChosenTilt(scope, run);
  await goToTrackingTarget(scope, run);
  await refuseStrayShift(scope, tracking);
  const { alignToP, realignToItem } = run.settings;
  if (alignToP) {
    if (!(await centreByTemplate(scope, run, tracking))) throw notFound('hole template');
  } else if (realignToItem) await realignBySerialEm(scope, run, tracking);
  else await realignByMaps(scope, run, tracking);
}

async function realignBySerialEm(scope: Microscope, run: Running, tracking: Target): Promise<void> {
  const item = await areaItem(scope, run);
  if (item === null) {
    throw new Trouble(
      'bad-input',
      `SerialEM is to realign to the Navigator item of this area (realignToItem), but no item has the Note “${run.plan.targetsFile.path.replace(/^.*[\\/]/, '')}”. Give the map of target 001 that Note, or switch realignToItem off; nothing was exposed.`,
    );
  }
  await sense(scope, run, 'realign', tracking.id, (permit) => scope.realignToItem(item, permit));
}

/** View first, because its field is large, then Preview; with a View map only, a Preview aligned between magnifications. */
async function realignByMaps(scope: Microscope, run: Running, tracking: Target): Promise<void> {
  const viewMap = await ifThere(scope, tracking.viewMap);
  const referenceMap = await ifThere(scope, tracking.referenceMap);
  if (isCopiedPattern(run) || (viewMap === null && referenceMap === null)) {
    await run.note({
      type: 'remark',
      text: 'Target 001 has no map to be found by: it is believed to be where the stage stands.',
    });
    return;
  }
  if (viewMap !== null && !(await centreByView(scope, run, tracking, viewMap)) && referenceMap === null)
    throw notFound('View map');
  if (referenceMap !== null) {
    if (!(await centreByPreview(scope, run, tracking, referenceMap))) throw notFound('Preview map');
  } else if (!(await centreBetween(scope, run, tracking, null))) throw notFound('View map');
}

/** A map that is missing was said to be before, or is not wanted. */
const ifThere = async (scope: Microscope, map: string | null): Promise<string | null> =>
  map !== null && (await scope.exists(map)) ? map : null;

/** A pattern that was copied to another place still has the View map of the place it was copied from (its defect H37). */
const isCopiedPattern = ({ plan, settings }: Running): boolean => settings.tgtPattern && isCopied(plan);

/** A target centred by hand after a stage move needs less; more is what a run before has left behind. */
const largestStartShiftUm = 2;

/** Where no stage position is given the operator has centred the target; their image shift stays unless it cannot be theirs. */
async function refuseStrayShift(scope: Microscope, tracking: Target): Promise<void> {
  if (tracking.stage !== null) return;
  const shiftUm = length(apply(await scope.imageShiftToSpecimen(), await scope.imageShift()));
  if (shiftUm <= largestStartShiftUm) return;
  throw new Trouble(
    'needs-person',
    `Image shift stands ${shiftUm.toFixed(1)} µm from zero before the run has moved anything, so nobody knows where the tracking target is. Reset image shift in SerialEM and centre the target, then start again; nothing was exposed.`,
  );
}
