import type { Instrument } from '../instrument.ts';

/** The tilt delay is meant after a tilt of this size, degrees; it grows with the root of the travel, at most twofold. */
const delayTiltDeg = 3;
const largestDelayFactor = 2;

/** How long the stage is given to settle after so many degrees of travel, s: SerialEM's user setting TiltDelay. */
export function tiltDelayS({ settings, scenario }: Instrument, travelledDeg: number): number {
  const delayS = settings.setting('TiltDelay') ?? scenario.clock.tiltDelayS;
  return delayS * Math.min(largestDelayFactor, Math.sqrt(travelledDeg / delayTiltDeg));
}
