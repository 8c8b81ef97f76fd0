import type { Microscope } from '../../microscope/microscope.ts';
import type { SetUpStep } from '../../run/events.ts';
import type { Running } from '../running.ts';
import { centreAtStart } from './centreAtStart.ts';
import { checkStart } from './checkStart.ts';
import { findEucentricHeight } from './eucentricHeight.ts';
import { focusAtStart } from './focusAtStart.ts';
import { measureSlope } from './measureSlope.ts';
import { restorePose } from './pose.ts';
import { realign } from './realign.ts';
import { refineVectors } from './refineVectors.ts';
import { walkToStart } from './walkToStart.ts';

/**
 * Does one step of set-up. Each may be done again after a crash: it begins with image shift and focus as the step before
 * has left them, and all its moves are absolute. Its exposures are then made again, and counted again.
 */
export async function setUp(scope: Microscope, run: Running, step: SetUpStep): Promise<void> {
  await restorePose(scope, run);
  await carryOut[step](scope, run);
  await scope.goToRecordArea();
  const pose = { imageShift: await scope.imageShift(), defocusUm: await scope.defocusUm() };
  await run.note({ type: 'setup.done', step, pose });
}

const carryOut: Readonly<Record<SetUpStep, (scope: Microscope, run: Running) => Promise<void>>> = {
  checked: checkStart,
  eucentric: findEucentricHeight,
  realigned: realign,
  vectors: refineVectors,
  slope: measureSlope,
  'at-start-tilt': walkToStart,
  centred: centreAtStart,
  focused: focusAtStart,
};
