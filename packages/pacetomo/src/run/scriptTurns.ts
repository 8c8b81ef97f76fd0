import type { Settings } from '../plan/settings.ts';
import { doseSymmetric, type Tilt } from '../plan/tiltScheme.ts';
import type { RunState } from './state.ts';

/**
 * The number of a turn as PACEtomo.py counts when it resumes: as if both branches went on for ever, so that an index
 * into regular groups tells branch and angle (behaviour C.9). Up to the end of the shorter branch it is the order of
 * acquisition; beyond it the original counts sections instead and loses a tilt (H2).
 */
export function scriptTurn({ startTiltDeg, tiltStepDeg, groupSize }: Settings, tilt: Tilt): number {
  const steps = Math.round(Math.abs(tilt.deg - startTiltDeg) / tiltStepDeg);
  if (steps === 0) return 0;
  const group = Math.floor((steps - 1) / groupSize);
  return 1 + (2 * group + (tilt.branch === 'minus' ? 1 : 0)) * groupSize + ((steps - 1) % groupSize);
}

/** Whether PACEtomo.py, told start, ends, step and size of groups, would visit the same tilts in the same order. */
export function isOrderOfScript({ settings, schedule }: RunState): boolean {
  const { startTiltDeg: startDeg, minTiltDeg: minDeg, maxTiltDeg: maxDeg, tiltStepDeg: stepDeg, groupSize } = settings;
  const known = doseSymmetric({ startDeg, minDeg, maxDeg, stepDeg, groupSize });
  return known.length === schedule.length && known.every(({ deg }, step) => deg === schedule[step]?.deg);
}

/** How many tilts of the minus branch PACEtomo.py would take before their turn, if it resumed within that turn's group (H3). */
export function turnsTakenEarly({ groupSize }: Settings, turn: number): number {
  const inPair = (turn - 1) % (2 * groupSize);
  return Math.max(0, inPair - groupSize - Math.floor(inPair / (groupSize + 1)));
}
