import { cosDeg } from '../geometry/degrees.ts';
import { add, apply, type Vec } from '../geometry/frames.ts';
import type { Beam, Facility, NewestImage, Optics, Stage } from '../microscope/microscope.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { vectorsOf } from '../run/patternVectors.ts';
import { aimAt } from './aim.ts';
import { sense } from './exposing.ts';
import type { Running } from './running.ts';
import { turnStage } from './turnStage.ts';

/**
 * Looks after the instrument before the first exposure at a tilt: flashes a cold gun when that is advised, at the beginning
 * of a group, and centres the slit of the energy filter when that was long ago.
 */
export async function takeCare(
  scope: Facility & Stage & Optics & Beam & NewestImage,
  run: Running,
  step: number,
  tilt: Tilt,
): Promise<void> {
  if (step > 0 && run.settings.coldFEG && isTurnOfGroups(run, step)) await flashIfAdvised(scope, run);
  if (run.settings.slitIntervalMin > 0) await centreSlit(scope, run, step, tilt);
}

/** The series swings to the plus branch, or goes on with a new group of its only one. */
function isTurnOfGroups({ state }: Running, step: number): boolean {
  const [now, before] = [state.schedule[step], state.schedule[step - 1]];
  return now?.startsGroup === true && (now.branch === 'plus' || before?.branch === 'minus');
}

async function flashIfAdvised(scope: Facility, run: Running): Promise<void> {
  if (run.settings.cryoARM) await scope.flashGunAfter(run.settings.flashIntervalH);
  else {
    const kind = await scope.flashAdvised();
    if (kind === null) return;
    await scope.flashGun(kind);
  }
  await run.note({ type: 'care.done', what: 'flash', clockS: await scope.clockS() });
}

/** The peak is looked for beside the pattern, so that no target is exposed: one hole beyond the last along vector B. */
async function centreSlit(
  scope: Facility & Stage & Optics & Beam & NewestImage,
  run: Running,
  step: number,
  tilt: Tilt,
): Promise<void> {
  const [tracking] = run.plan.targets;
  const { b } = run.state.setUp.vectors ?? vectorsOf(run.plan) ?? { b: null };
  const { area } = run.state;
  if (tracking === undefined || b === null || area === null || !run.settings.tgtPattern) return;
  const last = run.state.care.get('slit');
  const nowS = await scope.clockS();
  // a run begins with a slit that somebody has centred
  if (last === undefined) return run.note({ type: 'care.done', what: 'slit', clockS: nowS });
  if (nowS - last < run.settings.slitIntervalMin * 60) return;
  const readTiltDeg = await turnStage(scope, run, step);
  const out = run.settings.patternSize + 1;
  const beside: Vec<'specimen'> = { x: out * b.x, y: out * b.y * cosDeg(readTiltDeg) };
  const aim = aimAt(run, tracking.id, tilt, readTiltDeg);
  const isThere = await scope.setImageShift(
    add(aim.imageShift, apply<'specimen', 'imageShift'>(area.toImageShift, beside)),
  );
  if (isThere) await sense(scope, run, 'slit', null, (permit) => scope.refineSlit(permit));
  await scope.goToRecordArea();
  await run.note({ type: 'care.done', what: 'slit', clockS: await scope.clockS() });
}
