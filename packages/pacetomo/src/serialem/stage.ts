import type { Stage } from '../microscope/microscope.ts';
import type { CommandGate } from './gate.ts';

/** The goniometer through SerialEM. */
export function stageOf(gate: CommandGate): Stage {
  return {
    tiltDeg: () => gate.send('ReportTiltAngle'),
    tiltTo: async (tiltDeg) => {
      await gate.send('TiltTo', tiltDeg);
    },
    position: async () => {
      const [x, y] = await gate.send('ReportStageXYZ');
      return { x, y };
    },
    moveTo: async ({ x, y }) => {
      // While image shift is centred on the tilt axis SerialEM adds the axis to every position that it writes down, and
      // takes it off in MoveToNavItem, but not in MoveStageTo (ConvertIStoStageIncrement in NavHelper.cpp).
      const [, axisX, axisY, , , isCentred] = await gate.send('ReportTiltAxisOffset');
      await gate.send('MoveStageTo', isCentred === 1 ? x + axisX : x, isCentred === 1 ? y + axisY : y);
    },
    wait: async (seconds) => {
      if (seconds > 0) await gate.send('Delay', seconds, 's');
    },
  };
}
