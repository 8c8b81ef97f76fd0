import type { LowDoseArea, Measuring } from '../microscope/microscope.ts';
import type { CommandGate } from './gate.ts';
import { refuseRetries, takeControl } from './session.ts';

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
