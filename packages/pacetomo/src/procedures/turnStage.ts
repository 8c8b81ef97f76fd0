import type { Stage } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import { tiltOf } from '../run/state.ts';
import type { Running } from './running.ts';

/** The goniometer reads back within 0.03° of where it was sent; what is nearer than this has arrived. */
const arrivedDeg = 0.1;
/** Read-backs of a resting stage differ by less than this. */
const unmovedDeg = 0.05;
/** A stage that is farther from its tilt than this has not got there; an image would not be believed to be of this tilt. */
const astrayDeg = 0.5;

/**
 * Brings the stage to a turn of the schedule, from below, and gives the tilt it reads back, in degrees.
 *
 * Does nothing when it is there already, so that a resumed run finds the specimen exactly where it lay.
 */
export async function turnStage(scope: Stage, run: Running, step: number): Promise<number> {
  const { stage } = run.state;
  const settledDeg = stage?.step === step ? stage.readTiltDeg : null;
  if (settledDeg !== null) {
    if (run.stageSeen || Math.abs((await scope.tiltDeg()) - settledDeg) < unmovedDeg) {
      run.stageSeen = true;
      return settledDeg;
    }
  }
  const wasOnItsWay = stage?.step === step && stage.readTiltDeg === null;
  if (!wasOnItsWay) await run.note({ type: 'move.intent', step, tiltDeg: tiltOf(run.state, step).deg });
  await approach(scope, run, step, wasOnItsWay);
  const readTiltDeg = await arrive(scope, run, tiltOf(run.state, step).deg);
  await run.note({ type: 'move.done', step, readTiltDeg });
  run.stageSeen = true;
  return readTiltDeg;
}

/** Waits and reads the tilt. A move that has stopped short without an error is sent once more; an image there would have the wrong tilt. */
async function arrive(scope: Stage, run: Running, deg: number): Promise<number> {
  await scope.wait(run.settings.delayTiltS);
  const firstDeg = await scope.tiltDeg();
  if (Math.abs(firstDeg - deg) <= astrayDeg) return firstDeg;
  await scope.tiltTo(deg);
  await scope.wait(run.settings.delayTiltS);
  const readTiltDeg = await scope.tiltDeg();
  if (Math.abs(readTiltDeg - deg) <= astrayDeg) return readTiltDeg;
  throw new Trouble(
    'needs-person',
    `The stage stands at ${readTiltDeg.toFixed(2)}°, although it was sent to ${deg}° twice. See what holds it, then resume; nothing was exposed there.`,
  );
}

/**
 * Arrives from below, so that the goniometer's slack is always taken up the same way. That it has been below is written
 * down: a stage that stands at the tilt already may have come from anywhere.
 */
async function approach(scope: Stage, run: Running, step: number, wasOnItsWay: boolean): Promise<void> {
  const { tiltStepDeg, slowTilt } = run.settings;
  const { deg, branch } = tiltOf(run.state, step);
  const nowDeg = await scope.tiltDeg();
  const isBelow = run.state.stage?.isBelow === true;
  const lowestDeg = -(run.state.environment?.maximumTiltDeg ?? 0);
  const wantsBelow = branch === 'minus' || step === 0 || slowTilt || nowDeg > deg + arrivedDeg;
  const overshoots = wantsBelow && !isBelow && deg - tiltStepDeg >= lowestDeg;
  if (wasOnItsWay && !overshoots && Math.abs(nowDeg - deg) < arrivedDeg) return;
  if (overshoots) {
    await scope.tiltTo(deg - tiltStepDeg);
    await run.note({ type: 'move.below', step });
  }
  await scope.tiltTo(deg);
}
