import type { StageTarget } from '../column/specimenStage.ts';
import { meetTilt } from '../faults/inflict.ts';
import { beginMove, endMove, halfWay } from '../faults/moveTrouble.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { awaitBackgroundMove } from './backgroundMove.ts';
import { tiltDelayS } from './tiltDelay.ts';

/** SerialEM lets a tilt exceed the limit by this much, degrees. */
const limitToleranceDeg = 0.05;

/** A grid of 3.05 mm and some room: what a stage leaves to go in x and y, µm. */
const farthestUm = 2000;

/** Throws ScriptError for a tilt beyond SerialEM's property MaximumTiltAngle, or beyond where the goniometer itself ends. */
export function refuseSteepTilt({ settings, scenario }: Instrument, targetDeg: number): void {
  const ownDeg = scenario.stage.maximumTiltDeg;
  const limitDeg = Math.min(ownDeg, settings.property('MaximumTiltAngle') ?? ownDeg);
  if (Math.abs(targetDeg) <= limitDeg + limitToleranceDeg) return;
  throw new ScriptError(`A tilt of ${targetDeg} degrees is beyond the limit of ${limitDeg} degrees of this stage`);
}

/** Tilts the stage; the settling time goes to the next exposure. Throws ScriptError beyond the limit of the stage. */
export async function tiltStage(instrument: Instrument, targetDeg: number): Promise<void> {
  refuseSteepTilt(instrument, targetDeg);
  const { scenario, column, clock } = instrument;
  await awaitBackgroundMove(instrument);
  const cost = scenario.clock;
  const travelDeg = Math.abs(targetDeg - column.stage.goniometer.nominalDeg);
  const trouble = travelDeg > 0 ? beginMove(instrument) : null;
  const reachedDeg =
    trouble === 'stops-short' ? targetDeg - (targetDeg - column.stage.goniometer.nominalDeg) / 2 : targetDeg;
  const arrivalS = clock.nowS + cost.tiltStartS + travelDeg / cost.tiltSpeedDegPerS;
  const travelledDeg = column.stage.goniometer.tiltTo(reachedDeg, arrivalS);
  if (travelledDeg === 0) return;
  await clock.spend(arrivalS - clock.nowS);
  clock.settle(tiltDelayS(instrument, travelledDeg));
  meetTilt(instrument, reachedDeg);
  endMove(trouble);
}

/** Throws ScriptError for a place where no stage can go: it would be out of the column. */
export function refuseFarPlace({ x = 0, y = 0, z = 0 }: StageTarget): void {
  if (Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) <= farthestUm) return;
  throw new ScriptError(`The stage cannot go to ${x}, ${y}, ${z} µm: it ends at ${farthestUm} µm in every direction`);
}

/** SerialEM's delay after a move of the stage, s, which the scenario's cost of a move contains. */
const usualStageDelayS = 2;

/** What a move of the stage costs beside the way, s, with the property StageMoveDelay as it is now (ms). */
function stageStartS({ settings, scenario }: Instrument): number {
  const delayS = (settings.property('StageMoveDelay') ?? 1000 * usualStageDelayS) / 1000;
  return Math.max(0, scenario.clock.stageStartS + delayS - usualStageDelayS);
}

/** Moves the stage and spends the time it takes. Throws ScriptError for a place where it cannot go. */
export async function moveStage(instrument: Instrument, target: StageTarget, fromBelow = false): Promise<void> {
  refuseFarPlace(target);
  await awaitBackgroundMove(instrument);
  const { column, clock, scenario } = instrument;
  const trouble = beginMove(instrument);
  const reached = trouble === 'stops-short' ? halfWay(column.stage.reportedUm, target) : target;
  const distanceUm = column.stage.moveTo(reached, fromBelow);
  if (distanceUm === 0) return;
  await clock.spend(stageStartS(instrument) + distanceUm / scenario.clock.stageSpeedUmPerS);
  endMove(trouble);
}
