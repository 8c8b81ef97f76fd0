import { add, type Vec } from '../geometry/frames.ts';
import type { LowDoseArea, Measuring, Navigator, TiltAxis } from '../microscope/microscope.ts';
import { axisOnStage } from './axisOnStage.ts';
import type { CommandGate } from './gate.ts';
import { refuseRetries, takeControl } from './session.ts';

/** SerialEM's tilt-axis offset. */
export function tiltAxisOf(gate: CommandGate): TiltAxis {
  return {
    tiltAxisOffsetUm: async () => (await gate.send('ReportTiltAxisOffset'))[0],
    setTiltAxisOffset: async (offsetUm) => {
      await gate.send('SetTiltAxisOffset', offsetUm);
    },
  };
}

/** Variables that SerialEM lists the coordinates of a group in; gone when the connection ends. */
const [groupX, groupY] = ['paceGroupX', 'paceGroupY'] as const;

/** The Navigator as far as a measurement looks at it. */
export function navigatorOf(gate: CommandGate): Navigator {
  return {
    currentGroup: async () => {
      const [, groupId] = await gate.send('ReportGroupStatus');
      if (groupId <= 0) return [];
      const count = await gate.send('GetNavGroupStageCoords', groupId, groupX, groupY);
      if (count <= 0) return [];
      const xs = await numbersIn(gate, groupX);
      const ys = await numbersIn(gate, groupY);
      const axis = await axisOnStage(gate);
      return xs.map((x, i): Vec<'stage'> => add({ x, y: ys[i] ?? Number.NaN }, axis));
    },
  };
}

async function numbersIn(gate: CommandGate, variable: string): Promise<readonly number[]> {
  const text = String(await gate.send('GetVariable', variable));
  return text.trim().split(/\s+/).map(Number);
}

/** SerialEM's numbers of the low-dose areas (ReportLowDose). */
const areas: readonly LowDoseArea[] = ['V', 'F', 'T', 'R', 'S'];

/** SerialEM as a program that measures. */
export function measuringOf(gate: CommandGate): Measuring {
  return {
    prepareToMeasure: async () => {
      await takeControl(gate);
      await refuseRetries(gate);
      await gate.send('SuppressReports', 1);
      // three shots, so that drift does not pass for defocus
      await gate.send('SetUserSetting', 'DriftProtection', 1);
      // image shift counts from the tilt axis, which is what is asked for
      await gate.send('SetUserSetting', 'ShiftToTiltAxis', 1);
      const maximumTiltDeg = await gate.send('ReportProperty', 'MaximumTiltAngle');
      const imageShiftLimitUm = await gate.send('ReportProperty', 'ImageShiftLimit');
      gate.limitTilt(maximumTiltDeg);
      gate.limitImageShift(imageShiftLimitUm);
      return { maximumTiltDeg, imageShiftLimitUm };
    },
    lowDoseArea: async () => {
      const [, area] = await gate.send('ReportLowDose');
      return areas[area] ?? null;
    },
    goToArea: async (area) => {
      await gate.send('GoToLowDoseArea', area);
    },
  };
}
