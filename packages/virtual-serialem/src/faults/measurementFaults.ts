import type { FocusMeasurement, Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';

/** The peak of the fixed pattern gives a defocus this near to zero, µm: PACEtomo calls less than 0.01 µm a failure. */
const patternPeakUm = 0.008;

/** A measurement of autofocus, or the nonsense that a fault makes of it. */
export function spoiledFocus(
  { disturbances, exposureCount }: Instrument,
  measured: FocusMeasurement,
): FocusMeasurement {
  const nonsense = disturbances.meetCall('autofocus-nonsense');
  if (!nonsense) return measured;
  const { how, rangeUm, code } = nonsense.fault;
  if (how === 'error-code') return { ...measured, defocusUm: 0, failure: code };
  const evenly = 2 * nonsense.random(exposureCount).uniform() - 1;
  return { ...measured, defocusUm: (how === 'wild' ? rangeUm : patternPeakUm) * evenly };
}

/** The defocus of a CTF fit, µm, or the nonsense that a fault makes of it. Throws ScriptError when the fit fails. */
export function spoiledCtf({ disturbances }: Instrument, exposure: number, defocusUm: number): number {
  const nonsense = disturbances.meetCall('ctf-nonsense');
  if (!nonsense) return defocusUm;
  const { how, fromUm, toUm } = nonsense.fault;
  if (how === 'fails') throw new ScriptError('The CTF fit failed');
  return fromUm + (toUm - fromUm) * nonsense.random(exposure).uniform();
}
