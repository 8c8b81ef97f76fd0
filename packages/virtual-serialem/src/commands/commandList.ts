import { alignmentCommands } from './alignment.ts';
import { beamCommands } from './beam.ts';
import { bufferCommands } from './buffers.ts';
import { cameraCommands } from './cameraParameters.ts';
import type { Command, CommandFamily } from './command.ts';
import { ctfCommands } from './ctf.ts';
import { dialogCommands } from './dialogs.ts';
import { directoryCommands } from './directories.ts';
import { facilityCommands } from './facility.ts';
import { fileCommands } from './files.ts';
import { focusCommands } from './focus.ts';
import { imageShiftCommands } from './imageShift.ts';
import { imagingCommands } from './imaging.ts';
import { logCommands } from './logging.ts';
import { lowDoseCommands } from './lowDose.ts';
import { mapCommands } from './maps.ts';
import { matrixCommands } from './matrices.ts';
import { navigatorCommands } from './navigator.ts';
import { programCommands } from './program.ts';
import { stageCommands } from './stage.ts';
import { variableCommands } from './variables.ts';

/** The families of commands, in the order of the listing. */
export const commandFamilies: readonly (readonly [title: string, family: CommandFamily])[] = [
  ['Script, variables and errors', variableCommands],
  ['Program, settings and time', programCommands],
  ['Log and status', logCommands],
  ['Dialogs', dialogCommands],
  ['Stage and tilt', stageCommands],
  ['Image shift', imageShiftCommands],
  ['Alignment', alignmentCommands],
  ['Matrices', matrixCommands],
  ['Focus', focusCommands],
  ['CTF fits', ctfCommands],
  ['Low dose', lowDoseCommands],
  ['Camera', cameraCommands],
  ['Acquisition and dose', imagingCommands],
  ['Buffers', bufferCommands],
  ['Image files', fileCommands],
  ['Directories and text files', directoryCommands],
  ['Navigator', navigatorCommands],
  ['Maps', mapCommands],
  ['Beam', beamCommands],
  ['Facility', facilityCommands],
];

const byName: ReadonlyMap<string, Command> = new Map(commandFamilies.flatMap(([, family]) => Object.entries(family)));

/** The command of a name; undefined when this SerialEM does not have it. */
export function findCommand(name: string): Command | undefined {
  return byName.get(name);
}

/** The names of all commands that are there. */
export function commandNames(): readonly string[] {
  return [...byName.keys()];
}
