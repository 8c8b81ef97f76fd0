import { apply, length, subtract } from '../../geometry/frames.ts';
import type { Calibration, Microscope, Optics, Stacks } from '../../microscope/microscope.ts';
import type { AreaReady } from '../../run/events.ts';
import type { Running } from '../running.ts';
import { turnStage } from '../turnStage.ts';
import { lastPose, restorePose } from './pose.ts';

/** Notes everything that the motion model starts from. From here on the area is ready. */
export async function begin(scope: Microscope, run: Running): Promise<void> {
  if (run.state.takenOver === null) await turnStage(scope, run, 0);
  else await goToForeignArea(scope, run);
  await restorePose(scope, run);
  const pose = lastPose(run);
  const area: AreaReady = {
    imageShift: pose?.imageShift ?? (await scope.imageShift()),
    defocusUm: pose?.defocusUm ?? foreignFocusUm(run) ?? (await scope.defocusUm()),
    stage: await scope.position(),
    exposureS: await scope.recordExposureS(),
    toSpecimen: await scope.imageShiftToSpecimen(),
    toImageShift: await scope.specimenToImageShift(),
    stageToSpecimen: await scope.stageToSpecimen(),
    withReferenceMap: await findReferenceMaps(scope, run),
  };
  await run.note({ type: 'area.ready', ...area, ...(await beamAndCamera(scope)) });
}

/** What is known of what an image shows and of its dose. */
async function beamAndCamera(
  scope: Calibration & Optics,
): Promise<Pick<AreaReady, 'camera' | 'beamRadiusUm' | 'recordDoseEPerA2' | 'focusOffsetUm'>> {
  const beamRadiusUm = await scope.beamRadiusUm();
  const recordDoseEPerA2 = await scope.recordDoseEPerA2();
  return {
    camera: { toSpecimen: await scope.cameraToSpecimen(), size: await scope.cameraSize() },
    focusOffsetUm: await scope.focusOffsetUm(),
    ...(beamRadiusUm === null ? {} : { beamRadiusUm }),
    ...(recordDoseEPerA2 === null ? {} : { recordDoseEPerA2 }),
  };
}

/** Where the tracking target was in focus for the script, between its two branches (behaviour C.9 step 6). */
function foreignFocusUm({ state }: Running): number | null {
  const [tracking] = state.takenOver?.tracks ?? [];
  return tracking === undefined ? null : (tracking.plus.defocusUm + tracking.minus.defocusUm) / 2;
}

/** The stage of a run that is taken over may stand where the script has left it; farther off than this it is moved, µm. */
const sameStageUm = 1;

async function goToForeignArea(scope: Microscope, run: Running): Promise<void> {
  const stage = run.plan.targets[0]?.stage ?? null;
  if (stage === null) return;
  const toSpecimen = await scope.stageToSpecimen();
  const offUm = length(apply(toSpecimen, subtract(await scope.position(), stage)));
  const axisUm = await scope.tiltAxisOffsetUm(); // positions of the Navigator lie by this much off the read-out
  if (offUm > sameStageUm + Math.abs(axisUm)) await scope.moveTo(stage);
}

async function findReferenceMaps(scope: Stacks, run: Running): Promise<readonly string[]> {
  const { tgtPattern, noZeroRecAli } = run.settings;
  if (tgtPattern || noZeroRecAli) return [];
  const found: string[] = [];
  for (const { id, referenceMap, skip } of run.plan.targets) {
    if (referenceMap !== null && !skip && (await scope.exists(referenceMap))) found.push(id);
  }
  return found;
}
