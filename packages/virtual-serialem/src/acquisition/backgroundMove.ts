import { backgroundTiltDeg } from '../column/backgroundMove.ts';
import { meetTilt } from '../faults/inflict.ts';
import type { Instrument } from '../instrument.ts';

/**
 * Brings the goniometer to where a background tilt has come by now; called before every command, so an exposure sees the
 * angle at its start. A background move of the stage is at its end when its time is over, and where it started before.
 */
export function followBackgroundMove(instrument: Instrument): void {
  const { backgroundMove: move, clock, column } = instrument;
  if (!move) return;
  const isOver = clock.nowS >= move.endS;
  if (move.kind === 'tilt') {
    column.stage.goniometer.tiltTo(isOver ? move.toDeg : backgroundTiltDeg(move, clock.nowS), clock.nowS);
  } else if (isOver) {
    column.stage.moveTo(move.to);
  }
  if (!isOver) return;
  instrument.backgroundMove = null;
  if (move.kind === 'tilt') meetTilt(instrument, move.toDeg);
}

/** Waits for a background move to end, as every other move of the stage does. */
export async function awaitBackgroundMove(instrument: Instrument): Promise<void> {
  const { backgroundMove: move, clock } = instrument;
  if (!move) return;
  await clock.spend(Math.max(0, move.endS - clock.nowS));
  followBackgroundMove(instrument);
}
