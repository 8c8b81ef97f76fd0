import { alignmentCommands } from './alignment.ts';
import { arrayCommands } from './arrays.ts';
import { beamCommands } from './beam.ts';
import { beamCentringCommands } from './beamCentring.ts';
import { beamTaskCommands } from './beamTasks.ts';
import { bufferCommands } from './buffers.ts';
import { cameraCommands } from './cameraParameters.ts';
import { cameraSetCommands } from './cameraSets.ts';
import type { Command, CommandFamily } from './command.ts';
import { ctfCommands } from './ctf.ts';
import { dialogCommands } from './dialogs.ts';
import { directoryCommands } from './directories.ts';
import { facilityCommands } from './facility.ts';
import { fileCommands } from './files.ts';
import { focusCommands } from './focus.ts';
import { frameCommands } from './frames.ts';
import { holeCommands } from './holes.ts';
import { imageArithmeticCommands } from './imageArithmetic.ts';
import { imageMatrixCommands } from './imageMatrices.ts';
import { imageShiftCommands } from './imageShift.ts';
import { imageStatisticsCommands } from './imageStatistics.ts';
import { imagingCommands } from './imaging.ts';
import { logCommands } from './logging.ts';
import { lowDoseCommands } from './lowDose.ts';
import { magnificationCommands } from './magnification.ts';
import { mapCommands } from './maps.ts';
import { matrixCommands } from './matrices.ts';
import { montageCommands } from './montages.ts';
import { navigatorCommands } from './navigator.ts';
import { navigatorAcquireCommands } from './navigatorAcquire.ts';
import { navigatorItemCommands } from './navigatorItems.ts';
import { navigatorShapeCommands } from './navigatorShapes.ts';
import { pictureCommands } from './pictures.ts';
import { programCommands } from './program.ts';
import { settingCommands } from './settings.ts';
import { stageCommands } from './stage.ts';
import { stageTaskCommands } from './stageTasks.ts';
import { variableCommands } from './variables.ts';

/** The families of commands, in the order of the listing. */
export const commandFamilies: readonly (readonly [title: string, family: CommandFamily])[] = [
  ['Script, variables and errors', variableCommands],
  ['Arrays and texts in variables', arrayCommands],
  ['Program and time', programCommands],
  ['Properties and user settings', settingCommands],
  ['Log and status', logCommands],
  ['Dialogs', dialogCommands],
  ['Stage and tilt', stageCommands],
  ['Stage tasks', stageTaskCommands],
  ['Image shift', imageShiftCommands],
  ['Alignment', alignmentCommands],
  ['Matrices', matrixCommands],
  ['Focus', focusCommands],
  ['CTF fits', ctfCommands],
  ['Low dose', lowDoseCommands],
  ['Magnification', magnificationCommands],
  ['Camera', cameraCommands],
  ['Camera parameter sets', cameraSetCommands],
  ['Acquisition and dose', imagingCommands],
  ['Buffers', bufferCommands],
  ['Image arithmetic', imageArithmeticCommands],
  ['Image statistics', imageStatisticsCommands],
  ['Image files', fileCommands],
  ['Pictures', pictureCommands],
  ['Frames', frameCommands],
  ['Directories and text files', directoryCommands],
  ['Navigator', navigatorCommands],
  ['Navigator items', navigatorItemCommands],
  ['Navigator points and polygons', navigatorShapeCommands],
  ['Acquiring at items', navigatorAcquireCommands],
  ['Maps', mapCommands],
  ['Images on the stage', imageMatrixCommands],
  ['Montages', montageCommands],
  ['Holes', holeCommands],
  ['Beam and lenses', beamCommands],
  ['Beam strength and place', beamTaskCommands],
  ['Beam by its edge', beamCentringCommands],
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
