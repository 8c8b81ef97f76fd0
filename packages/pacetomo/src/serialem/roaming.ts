import type { Roaming } from '../microscope/choosing.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** An image shift below this is none: SerialEM moves no stage for it either, units of image shift. */
const noShift = 0.01;

/** SerialEM reports the illuminated area in hundredths of µm: beam diameter × 100 ⇒ radius, as the original reads it. */
const radiusPerArea = 50;

/** Moving about while choosing. */
export function roamingOf(gate: CommandGate): Roaming {
  return {
    resetImageShift: () => resetImageShift(gate),
    search: async (permit) => {
      await gate.expose(permit, 'Search');
    },
    directory: () => gate.send('ReportDirectory'),
    beamRadiusUm: async () => {
      const area = await orRefused(gate.send('ReportIlluminatedArea'), 0);
      return area > 0 ? area * radiusPerArea : null;
    },
  };
}

/**
 * SerialEM's ResetImageShift is a relative move, and done twice it would move twice. This is the same in absolute terms: the
 * stage goes to where what is centred now has image shift zero.
 */
async function resetImageShift(gate: CommandGate): Promise<void> {
  const [shiftX, shiftY] = await gate.send('ReportImageShift');
  if (Math.hypot(shiftX, shiftY) < noShift) return;
  const [stageX, stageY] = await gate.send('ReportStageXYZ');
  const [withX, withY] = await gate.send('AdjustStagePosForNav', stageX, stageY, shiftX, shiftY);
  const [withoutX, withoutY] = await gate.send('AdjustStagePosForNav', stageX, stageY, 0, 0);
  await gate.send('SetImageShift', 0, 0);
  await gate.send('MoveStageTo', stageX + withX - withoutX, stageY + withY - withoutY);
}
