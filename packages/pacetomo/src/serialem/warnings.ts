import { liesTogether, objectionToFramePath } from './framePath.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** The oldest SerialEM that PACEtomo is made for, as IsVersionAtLeast wants it: version and day of the build. */
const [oldestVersion, oldestBuild] = ['40200', '20240814'] as const;

/** What SerialEM says when it saves no frames. */
const noPath = 'NONE';

/** What a microscopist is warned of before a run. What SerialEM refuses to tell is no reason for a warning. */
export async function warningsOf(gate: CommandGate): Promise<readonly string[]> {
  const found = [
    await aboutVersion(gate),
    await aboutTiltAxis(gate),
    await aboutFocusArea(gate),
    await aboutFrames(gate),
  ];
  return found.filter((warning) => warning !== null);
}

async function aboutVersion(gate: CommandGate): Promise<string | null> {
  const isNewEnough = await orRefused(gate.send('IsVersionAtLeast', oldestVersion, oldestBuild), 0);
  if (isNewEnough === 1) return null;
  return 'This SerialEM is older than version 4.2.0 of 14 August 2024, with which this program is known to work. Update SerialEM, or watch the first targets closely.';
}

async function aboutTiltAxis(gate: CommandGate): Promise<string | null> {
  const axis = await orRefused(gate.send('ReportTiltAxisOffset'), null);
  if (axis === null) return null;
  const [offsetUm, , , , , isCentred] = axis;
  if (offsetUm !== 0 || isCentred !== 1) return null;
  return 'SerialEM’s tilt-axis offset is exactly 0 µm, as if it had never been measured: targets would move more while tilting. Measure it with `pacetomo measure tilt-axis-offset`, or go on if it really is 0.';
}

async function aboutFocusArea(gate: CommandGate): Promise<string | null> {
  const position = await orRefused(gate.send('ReportAxisPosition', 'F'), null);
  if (position === null || Math.trunc(position[0]) === 0) return null;
  const distanceUm = Math.round(position[0] * 10) / 10;
  return `The Focus area lies ${distanceUm} µm from the Record area on the tilt axis: defocus would be measured beside the target and the beam would hit what lies there. Set its position to 0 in SerialEM’s Low Dose Control, or go on if that is wanted.`;
}

/** Where frames go is asked for Gatan’s counting cameras only: SerialEM does not know it for every other one. */
async function aboutFrames(gate: CommandGate): Promise<string | null> {
  const k2Type = await orRefused(gate.send('ReportCameraProperty', 0, 'K2Type'), 0);
  if (k2Type <= 0) return null;
  const path = await orRefused(gate.send('ReportFrameSavingPath'), noPath);
  if (path === noPath)
    return 'SerialEM has no folder for frames, so no frames would be saved. Choose one under Set Folder in the Camera Parameters of Record, or go on if only the stacks are wanted.';
  const objection = objectionToFramePath(path);
  if (objection !== null) return objection;
  const directory = await gate.send('ReportDirectory');
  if (liesTogether(path, directory)) return null;
  return `Frames would be saved in ${path}, which has nothing to do with the working directory ${directory}. Choose the folder of this session under Set Folder in the Camera Parameters of Record, or go on if that is right.`;
}
