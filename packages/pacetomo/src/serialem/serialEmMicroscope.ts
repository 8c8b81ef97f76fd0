import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { MeasuringMicroscope, Microscope } from '../microscope/microscope.ts';
import type { RunPlan } from '../plan/plan.ts';
import { beamOf, newestImageOf } from './camera.ts';
import { CommandGate } from './gate.ts';
import { measuringOf, navigatorOf, tiltAxisOf } from './measuring.ts';
import { calibrationOf, opticsOf } from './optics.ts';
import { sessionOf } from './session.ts';
import { stacksOf } from './stacks.ts';
import { stageOf } from './stage.ts';

/** Nothing in a tilt series needs more; what asks for it has gone wrong. */
const largestDefocusUm = 100;
const largestStageUm = 1500;

/** The microscope behind a connection to SerialEM, within the limits of a plan. */
export function serialEmMicroscope(client: SerialEmClient, { settings }: RunPlan): Microscope {
  const { minTiltDeg, maxTiltDeg, tiltStepDeg, imageShiftLimitUm } = settings;
  const gate = new CommandGate(client, {
    tiltDeg: Math.max(Math.abs(minTiltDeg - tiltStepDeg), Math.abs(maxTiltDeg)),
    imageShiftUm: imageShiftLimitUm,
    defocusUm: largestDefocusUm,
    stageUm: largestStageUm,
  });
  return { ...instrumentOf(gate), ...stacksOf(gate), ...sessionOf(gate) };
}

/** SerialEM's own limits hold for a measurement: this much is never asked of any stage or of image shift. */
const steepestDeg = 90;
const farthestUm = 100;

/** The microscope behind a connection to SerialEM, for measuring where there is no plan. `prepareToMeasure` sets its limits. */
export function measuringMicroscope(client: SerialEmClient): MeasuringMicroscope {
  const gate = new CommandGate(client, {
    tiltDeg: steepestDeg,
    imageShiftUm: farthestUm,
    defocusUm: largestDefocusUm,
    stageUm: largestStageUm,
  });
  return { ...instrumentOf(gate), ...tiltAxisOf(gate), ...navigatorOf(gate), ...measuringOf(gate) };
}

/** What a run and a measurement both work with. */
function instrumentOf(gate: CommandGate) {
  return {
    ...stageOf(gate),
    ...opticsOf(gate),
    ...calibrationOf(gate),
    ...beamOf(gate),
    ...newestImageOf(gate),
  };
}
