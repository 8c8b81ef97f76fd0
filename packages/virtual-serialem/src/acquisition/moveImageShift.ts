import { type PlaneVector, plus } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';

/** Steps below this settle at once; at the larger size and above the whole delay is needed, µm (SerialEM's table). */
const noDelayUm = 0.1;
const wholeDelayUm = 0.5;

/**
 * Sets the centred image shift, scope units; the settling time goes to the next exposure.
 *
 * Gives true when it is refused: beyond the limit, or by a fault. Then nothing has moved. SerialEM compares the centred
 * value with the limit here, and what the coils carry where it shifts by an increment (`ImageShiftIsOK`).
 */
export function setImageShift(instrument: Instrument, centred: PlaneVector, settlingFactor = 1): boolean {
  const { coils } = instrument.column;
  if (takeRefusal(instrument) || !coils.isWithinLimit(centred)) return true;
  move(instrument, centred, settlingFactor);
  return false;
}

/** Changes the image shift by an increment, scope units. Gives true when it is refused, as `setImageShift` does. */
export function changeImageShift(instrument: Instrument, change: PlaneVector, settlingFactor = 1): boolean {
  const { coils } = instrument.column;
  if (takeRefusal(instrument) || !coils.isWithinLimit(plus(coils.raw, change))) return true;
  move(instrument, plus(coils.centred, change), settlingFactor);
  return false;
}

function move(instrument: Instrument, centred: PlaneVector, settlingFactor: number): void {
  const stepUm = instrument.column.coils.set(centred);
  instrument.clock.settle(settlingFactor * delayS(stepUm, instrument.scenario.clock.imageShiftDelayS));
}

/** Whether a fault refuses this image shift; it does so once. */
function takeRefusal(instrument: Instrument): boolean {
  const refused = instrument.refuseImageShift;
  instrument.refuseImageShift = false;
  return refused;
}

/** 0 below 0.1 µm, 0.8 of the whole at 0.3 µm, the whole from 0.5 µm on. */
function delayS(stepUm: number, wholeS: number): number {
  if (stepUm < noDelayUm) return 0;
  return wholeS * Math.min(1, 0.6 + (0.4 * (stepUm - noDelayUm)) / (wholeDelayUm - noDelayUm));
}
