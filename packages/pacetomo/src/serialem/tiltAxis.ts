import type { TiltAxis } from '../microscope/microscope.ts';
import type { CommandGate } from './gate.ts';

/** SerialEM's tilt-axis offset. */
export function tiltAxisOf(gate: CommandGate): TiltAxis {
  return {
    tiltAxisOffsetUm: async () => (await gate.send('ReportTiltAxisOffset'))[0],
    setTiltAxisOffset: async (offsetUm) => {
      await gate.send('SetTiltAxisOffset', offsetUm);
    },
  };
}
