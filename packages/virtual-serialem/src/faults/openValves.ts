import { ScriptError } from '../script/scriptError.ts';
import type { Disturbances } from './disturbances.ts';

/** The valves are opened, and the beam comes back if it was gone. Throws ScriptError while they are stuck. */
export function openValves(disturbances: Disturbances): void {
  if (disturbances.meetCall('valve-closed')) throw new ScriptError('The column valves cannot be opened');
  disturbances.end('beam-off');
}
