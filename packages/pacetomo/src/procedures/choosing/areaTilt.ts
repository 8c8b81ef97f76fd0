import type { Area } from '../../area/area.ts';
import { chosenTiltDeg } from '../../area/newArea.ts';
import { Trouble } from '../../run/errors.ts';

/** The goniometer stands within this of the tilt at which the targets were chosen, degrees. */
const sameTiltDeg = 0.5;

/**
 * Throws `needs-person` when the stage is tilted otherwise than when the targets of an area were chosen: its positions hold at
 * that tilt, and its maps were taken there.
 */
export function refuseOtherTilt(area: Pick<Area, 'name' | 'settings'>, tiltDeg: number): void {
  const chosenDeg = chosenTiltDeg(area);
  if (Math.abs(tiltDeg - chosenDeg) <= sameTiltDeg) return;
  throw new Trouble(
    'needs-person',
    `The targets of ${area.name} were chosen at a tilt of ${chosenDeg}°, and the stage stands at ${tiltDeg.toFixed(1)}°. Tilt it to ${chosenDeg}°, then begin again; nothing was exposed.`,
  );
}
