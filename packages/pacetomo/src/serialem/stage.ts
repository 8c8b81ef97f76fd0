import { add } from '../geometry/frames.ts';
import type { Stage } from '../microscope/microscope.ts';
import { axisOnStage } from './axisOnStage.ts';
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
    moveTo: async (position) => {
      const { x, y } = add(position, await axisOnStage(gate));
      await gate.send('MoveStageTo', x, y);
    },
    returnTo: async ({ x, y }) => {
      await gate.send('MoveStageTo', x, y);
    },
    wait: async (seconds) => {
      if (seconds > 0) await gate.send('Delay', seconds, 's');
    },
  };
}
