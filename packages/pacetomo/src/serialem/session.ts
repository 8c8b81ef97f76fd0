import type { Environment, Session } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';
import { warningsOf } from './warnings.ts';

/** Persistent in SerialEM until it ends; its value tells whether SerialEM was restarted, or used by another run, meanwhile. */
const tokenName = 'paceRunToken';
/** Bits of SerialEM's frame name format (SetFrameNameFormat): a sequential number, and the tilt angle. */
const sequentialNumber = 0x40;
const tiltAngle = 0x400;

/** SerialEM as a program. */
export function sessionOf(gate: CommandGate): Session {
  return {
    prepare: async (imageShiftLimitUm, token, wanted) => {
      await takeControl(gate);
      const sameSession = (await readToken(gate)) === token;
      await refuseRetries(gate);
      await unattended(gate);
      const maximumTiltDeg = await gate.send('ReportProperty', 'MaximumTiltAngle');
      gate.limitTilt(maximumTiltDeg);
      const propertiesChanged = await tooSmall(gate, 'ImageShiftLimit', imageShiftLimitUm);
      const directory = await workIn(gate, wanted);
      const clockS = await gate.send('ReportTickTime');
      return { token, sameSession, directory, maximumTiltDeg, clockS, propertiesChanged };
    },
    claim: async ({ token, sameSession, propertiesChanged }) => {
      if (!sameSession) await gate.send('SetPersistentVar', tokenName, token);
      for (const { name, wanted } of propertiesChanged) await gate.send('SetProperty', name, wanted);
    },
    warnings: () => warningsOf(gate),
    restoreProperties: async (changed) => {
      for (const { name, old } of changed) await gate.send('SetProperty', name, Math.round(old));
      return changed.map(({ name }) => name);
    },
  };
}

/**
 * SerialEM hands over control with the first command. It is not asked beforehand: to that question it answers no as long
 * as it has not noticed that a client before us is gone, which is just what happens when a run is resumed.
 */
export async function takeControl(gate: CommandGate): Promise<void> {
  // errors and questions must not open a box that nobody is there to close
  await gate.send('NoMessageBoxOnError', 1);
  const [isOn] = await gate.send('ReportLowDose');
  if (isOn === 1) return;
  throw new Trouble(
    'serialem-refused',
    'Low Dose mode is off in SerialEM. Switch it on, check the Record and Focus areas, then start again; nothing was changed.',
  );
}

async function readToken(gate: CommandGate): Promise<string | null> {
  if ((await gate.send('IsVariableDefined', tokenName)) !== 1) return null;
  return String(await gate.send('GetVariable', tokenName));
}

/** A run that goes on writes where it began, wherever SerialEM's user has been since. */
async function workIn(gate: CommandGate, wanted: string | null): Promise<string> {
  const found = await gate.send('ReportDirectory');
  if (wanted === null || wanted === found) return found;
  await gate.send('SetDirectory', wanted);
  return wanted;
}

/** Settings that SerialEM itself puts back when we let go of it. */
async function unattended(gate: CommandGate): Promise<void> {
  await gate.send('SuppressReports', 1);
  await gate.send('SetUserSetting', 'DriftProtection', 1);
  await gate.send('SetUserSetting', 'ShiftToTiltAxis', 1);
  await gate.send('SetNewFileType', 0);
  await gate.send('SetFrameNameFormat', 0, 0, sequentialNumber);
  await gate.send('SetFrameNameFormat', 0, 1, tiltAngle);
}

/** SerialEM refuses shifts beyond its own property, 15 µm by default; it takes whole micrometres only. */
async function tooSmall(gate: CommandGate, name: string, wanted: number): Promise<Environment['propertiesChanged']> {
  const old = await gate.send('ReportProperty', name);
  return old >= wanted ? [] : [{ name, old, wanted: Math.ceil(wanted) }];
}

/** With CameraRetries SerialEM exposes again by itself when the camera was slow: double dose that nobody would know of. */
export async function refuseRetries(gate: CommandGate): Promise<void> {
  // an older SerialEM, which does not have the property, does not retry
  const retries = await orRefused(gate.send('ReportProperty', 'CameraRetries'), 0);
  if (retries === 0) return;
  throw new Trouble(
    'serialem-refused',
    `SerialEM's property CameraRetries is ${retries}: it would expose again by itself when the camera is slow. Set it to 0, then start again; nothing was changed.`,
  );
}
