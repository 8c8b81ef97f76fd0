import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { ChoosingMicroscope } from '../microscope/choosing.ts';
import type { MeasuringMicroscope, Microscope } from '../microscope/microscope.ts';
import type { RunPlan } from '../plan/plan.ts';
import { beamOf, recordPreparationOf } from './beam.ts';
import { newestImageOf } from './camera.ts';
import { CameraSets } from './cameraSets.ts';
import { facilityOf } from './facility.ts';
import { findingOf } from './finding.ts';
import { CommandGate, type CommandObserver, type StopSwitch } from './gate.ts';
import { mapsOf } from './maps.ts';
import { measuringOf } from './measuring.ts';
import { navigatorOf } from './navigator.ts';
import { navigatorEditingOf } from './navigatorEditing.ts';
import { calibrationOf, opticsOf } from './optics.ts';
import { personAtSerialEmOf } from './personAtSerialEm.ts';
import { picturesOf } from './pictures.ts';
import { roamingOf } from './roaming.ts';
import { sessionOf } from './session.ts';
import { stacksOf } from './stacks.ts';
import { stageOf } from './stage.ts';
import { tiltAxisOf } from './tiltAxis.ts';

/** Nothing in a tilt series needs more; what asks for it has gone wrong. */
const largestDefocusUm = 100;
const largestStageUm = 1500;
/** SerialEM's default overshoot for backlash. */
const backlashDeg = 3;

/**
 * The microscope behind a connection to SerialEM, within the limits of a plan. It remembers what it changed for the time
 * of this connection, so each connection needs one of its own.
 */
export function serialEmMicroscope(
  client: SerialEmClient,
  { settings }: RunPlan,
  control?: StopSwitch,
  observer?: CommandObserver,
): Microscope {
  const limits = {
    tiltDeg: steepestTiltDeg(settings),
    imageShiftUm: settings.imageShiftLimitUm,
    defocusUm: largestDefocusUm,
    stageUm: largestStageUm,
  };
  const gate = new CommandGate(client, limits, { control, observer });
  const sets = new CameraSets(gate);
  return {
    ...instrumentOf(gate),
    ...recordPreparationOf(gate, sets),
    ...findingOf(gate, sets),
    ...facilityOf(gate),
    ...stacksOf(gate),
    ...sessionOf(gate),
  };
}

/** How far a run may have to tilt, degrees: its range and the tilt its targets were chosen at, with the overshoot for backlash. */
function steepestTiltDeg(settings: RunPlan['settings']): number {
  const { minTiltDeg, maxTiltDeg, tiltStepDeg, tiltTargetsDeg, autoStartTilt, measureGeo } = settings;
  if (autoStartTilt && measureGeo) return steepestDeg; // the range follows what the run measures; SerialEM's own limit holds
  const chosenDeg = Math.abs(tiltTargetsDeg) + backlashDeg;
  return Math.max(Math.abs(minTiltDeg - tiltStepDeg), Math.abs(maxTiltDeg), chosenDeg);
}

/** SerialEM's own limits hold where there is no plan: this much is never asked of any stage or of image shift. */
const steepestDeg = 90;
const farthestUm = 100;
const withoutPlan = {
  tiltDeg: steepestDeg,
  imageShiftUm: farthestUm,
  defocusUm: largestDefocusUm,
  stageUm: largestStageUm,
};

/** The microscope behind a connection to SerialEM, for measuring where there is no plan. `prepareToMeasure` sets its limits. */
export function measuringMicroscope(
  client: SerialEmClient,
  control?: StopSwitch,
  observer?: CommandObserver,
): MeasuringMicroscope {
  const gate = new CommandGate(client, withoutPlan, { control, observer });
  return { ...instrumentOf(gate), ...measuringOf(gate) };
}

/** The microscope behind a connection to SerialEM, for choosing targets. `prepareToMeasure` sets its limits. */
export function choosingMicroscope(
  client: SerialEmClient,
  control?: StopSwitch,
  observer?: CommandObserver,
): ChoosingMicroscope {
  const gate = new CommandGate(client, withoutPlan, { control, observer });
  return {
    ...instrumentOf(gate),
    ...measuringOf(gate),
    ...findingOf(gate, new CameraSets(gate)),
    ...picturesOf(gate),
    ...mapsOf(gate),
    ...navigatorEditingOf(gate),
    ...roamingOf(gate),
    ...personAtSerialEmOf(gate),
  };
}

/** What a run, a measurement and a choice of targets all work with. */
function instrumentOf(gate: CommandGate) {
  return {
    ...stageOf(gate),
    ...opticsOf(gate),
    ...calibrationOf(gate),
    ...beamOf(gate),
    ...newestImageOf(gate),
    ...tiltAxisOf(gate),
    ...navigatorOf(gate),
  };
}
