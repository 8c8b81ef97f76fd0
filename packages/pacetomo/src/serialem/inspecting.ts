import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { FrameSaving, Inspecting, Inspection } from '../microscope/inspecting.ts';
import type { LowDoseArea } from '../microscope/microscope.ts';
import { dosesOf } from './doses.ts';
import { facilityOf } from './facility.ts';
import { CommandGate, type StopSwitch } from './gate.ts';
import { calibrationOf, opticsOf } from './optics.ts';
import { orRefused } from './orRefused.ts';
import { warningsOf } from './warnings.ts';

/** Nothing is moved by whoever looks round. */
const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/** SerialEM's numbers of the low-dose areas (ReportLowDose). */
const areas: readonly LowDoseArea[] = ['V', 'F', 'T', 'R', 'S'];
/** SerialEM behind a connection, for looking round. */
export function inspectorBehind(client: SerialEmClient, control?: StopSwitch): Inspecting {
  const gate = new CommandGate(client, noMoves, { control });
  return {
    exists: async (file) => (await gate.send('DoesFileExist', file)) === 1,
    lookRound: async () => {
      await gate.send('NoMessageBoxOnError', 1); // a refusal must not open a box that nobody is there to close
      const [isOn, number] = await gate.send('ReportLowDose');
      const area = isOn === 1 ? (areas[number] ?? null) : null;
      return { lowDoseIsOn: isOn === 1, area, ...(await ofProgram(gate)), ...(await ofOptics(gate, area)) };
    },
  };
}

type OfOptics = Pick<
  Inspection,
  'imageShiftToSpecimen' | 'stageToSpecimen' | 'cameraToSpecimen' | 'beamRadiusUm' | 'hasBeamTiltCalibration'
>;

/** SerialEM tells these of the optics that are on. */
async function ofOptics(gate: CommandGate, area: LowDoseArea | null): Promise<OfOptics> {
  const calibration = calibrationOf(gate);
  const hasBeamTiltCalibration = await calibration.hasBeamTiltCalibration();
  if (area !== 'R') {
    const unknown = { imageShiftToSpecimen: null, stageToSpecimen: null, cameraToSpecimen: null, beamRadiusUm: null };
    return { ...unknown, hasBeamTiltCalibration };
  }
  return {
    imageShiftToSpecimen: await orRefused(calibration.imageShiftToSpecimen(), null),
    stageToSpecimen: await orRefused(calibration.stageToSpecimen(), null),
    cameraToSpecimen: await orRefused(calibration.cameraToSpecimen(), null),
    beamRadiusUm: await opticsOf(gate).beamRadiusUm(),
    hasBeamTiltCalibration,
  };
}

async function ofProgram(gate: CommandGate): Promise<Omit<Inspection, keyof OfOptics | 'lowDoseIsOn' | 'area'>> {
  const [width, height] = await gate.send('CameraProperties');
  const [exposureS] = await gate.send('ReportExposure', 'R');
  return {
    directory: await gate.send('ReportDirectory'),
    maximumTiltDeg: await gate.send('ReportProperty', 'MaximumTiltAngle'),
    cameraRetries: await orRefused(gate.send('ReportProperty', 'CameraRetries'), 0),
    freeDiskGb: await facilityOf(gate).freeDiskGb(),
    camera: {
      size: { x: width, y: height },
      recordBinning: await gate.send('ReportBinning', 'R'),
      recordExposureS: exposureS,
    },
    doses: await dosesOf(gate),
    viewIsAligned: await viewIsAligned(gate),
    focusOffsetUm: await calibrationOf(gate).focusOffsetUm(),
    frames: await framesOf(gate, exposureS),
    warnings: await warningsOf(gate),
  };
}

async function viewIsAligned(gate: CommandGate): Promise<boolean> {
  const offset = await orRefused(gate.send('ReportLDShiftOffset', 0), null);
  return offset === null || offset[0] !== 0 || offset[1] !== 0;
}

/** What SerialEM says when it saves no frames. */
const noPath = 'NONE';

async function framesOf(gate: CommandGate, exposureS: number): Promise<FrameSaving> {
  const path = await orRefused(gate.send('ReportFrameSavingPath'), noPath);
  const parameters = await orRefused(gate.send('ReportDoseFracParams', 'R'), null);
  const folder = path === noPath || path === '' ? null : path;
  if (parameters === null) return { folder, perImage: null };
  const [isFractionated, isSaved, , , , frameS] = parameters;
  if (isFractionated !== 1 || isSaved !== 1) return { folder, perImage: 0 };
  return { folder, perImage: frameS > 0 ? Math.round(exposureS / frameS) : null };
}
