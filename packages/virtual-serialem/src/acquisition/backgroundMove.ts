import { backgroundTiltDeg } from '../column/backgroundMove.ts';
import { meetTilt } from '../faults/inflict.ts';
import type { Instrument } from '../instrument.ts';
import { tiltDelayS } from './tiltDelay.ts';

/**
 * Brings the goniometer to where a background tilt has come by now; called before every command and every exposure. How often
 * makes no difference to where it ends, and when: a tilt arrives once. A background move of the stage is at its end when its
 * time is over, and where it started before.
 */
export function followBackgroundMove(instrument: Instrument): void {
  const { backgroundMove: move, clock, column } = instrument;
  if (!move) return;
  const isOver = clock.nowS >= move.endS;
  if (!isOver) {
    if (move.kind === 'tilt') column.stage.goniometer.passThrough(backgroundTiltDeg(move, clock.nowS));
    return;
  }
  instrument.backgroundMove = null;
  if (move.kind === 'stage') column.stage.moveTo(move.to);
  else {
    const travelledDeg = column.stage.goniometer.tiltTo(move.toDeg, move.endS);
    clock.settle(move.endS + tiltDelayS(instrument, travelledDeg) - clock.nowS);
    meetTilt(instrument, move.toDeg);
  }
}

/** Waits for a background move to end, as every other move of the stage does. */
export async function awaitBackgroundMove(instrument: Instrument): Promise<void> {
  const { backgroundMove: move, clock } = instrument;
  if (!move) return;
  await clock.spend(Math.max(0, move.endS - clock.nowS));
  followBackgroundMove(instrument);
}
