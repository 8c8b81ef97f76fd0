import type { Vec } from '../geometry/frames.ts';
import type { CommandGate } from './gate.ts';

/**
 * What has to be added to a position of the Navigator or of a targets file for the read-out of the stage at which it is
 * centred with image shift zero, µm.
 *
 * While image shift is centred on the tilt axis SerialEM adds the axis to every position that it writes down, and takes it
 * off in MoveToNavItem, but not in MoveStageTo (ConvertIStoStageIncrement in NavHelper.cpp).
 */
export async function axisOnStage(gate: CommandGate): Promise<Vec<'stage'>> {
  const [, x, y, , , isCentred] = await gate.send('ReportTiltAxisOffset');
  return isCentred === 1 ? { x, y } : { x: 0, y: 0 };
}
