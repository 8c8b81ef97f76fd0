import type { Maps } from '../microscope/choosing.ts';
import { Trouble } from '../run/errors.ts';
import { newest } from './buffers.ts';
import type { CommandGate } from './gate.ts';
import { setWords } from './navigatorEditing.ts';
import { sectionCount } from './stacks.ts';

/** NewMap: the text replaces the standard note. */
const replaceNote = 0;
/** ParamSetToUseForMontage: the View area of Low Dose. */
const viewsOfLowDose = 2;
/** SetMontageParams: the stage goes from piece to piece, not the image shift. */
const moveStage = 1;
/** SnapshotToFile: all of the image, one pixel for one of the screen, with everything that is drawn on it. */
const [wholeImage, lineScale, leaveOutNothing] = [0, 1, 0];

/** Images with an item of the Navigator, in SerialEM's working directory. */
export function mapsOf(gate: CommandGate): Maps {
  const fileExists = (file: string): Promise<boolean> => isThere(gate, file);
  return {
    fileExists,
    saveAsMap: async (file, words) => {
      await openEmpty(gate, file);
      const item = await saveInto(gate, file, words.note === '' ? file : words.note);
      await gate.send('CloseFile');
      await setWords(gate, item, words);
      return item;
    },
    openMontage: async (file, { columns, rows }) => {
      if (await fileExists(file)) throw taken(file, 'Move it away');
      await gate.send('ParamSetToUseForMontage', viewsOfLowDose);
      await gate.send('OpenNewMontage', columns, rows, file);
      await gate.send('SetMontageParams', moveStage);
    },
    closeMontageAsMap: async (words) => {
      const item = await gate.send('NewMap', replaceNote, words.note);
      await gate.send('CloseFile');
      await setWords(gate, item, words);
      return item;
    },
    closeMontage: async () => {
      await gate.send('CloseFile');
    },
    savePicture: async (file) => {
      // SnapshotToFile writes over what is there, and of what is displayed
      if (await fileExists(file)) throw taken(file, 'Move it away');
      await gate.send('Show', newest);
      await gate.send('SnapshotToFile', wholeImage, lineScale, leaveOutNothing, 'JPG', 'JPG', file);
    },
  };
}

const isThere = async (gate: CommandGate, file: string): Promise<boolean> =>
  (await gate.send('DoesFileExist', file)) === 1;

/** Makes a file without an image the current one: a new one, or one that SerialEM holds open since a client before us was lost. */
async function openEmpty(gate: CommandGate, file: string): Promise<void> {
  const number = await gate.send('IsImageFileOpen', file);
  if (number > 0) {
    await gate.send('SwitchToFile', number);
    if ((await sectionCount(gate)) > 0) throw taken(file, 'Close it in SerialEM and move it away');
  } else {
    if (await isThere(gate, file)) throw taken(file, 'Move it away');
    await gate.send('OpenNewFile', file);
  }
}

/** Saves buffer A into the current file and makes a map of it. A file that SerialEM cannot make a map of is not left open. */
async function saveInto(gate: CommandGate, file: string, note: string): Promise<number> {
  try {
    await gate.send('S', newest);
    return await gate.send('NewMap', replaceNote, note);
  } catch (error) {
    if (!(error instanceof Trouble) || error.code !== 'serialem-refused') throw error;
    await gate.send('CloseFile');
    throw new Trouble(
      'serialem-refused',
      `${error.message} No map was made of ${file}: put that right, delete the file, then choose this target again.`,
      { cause: error.cause },
    );
  }
}

const taken = (file: string, whatToDo: string): Trouble =>
  new Trouble(
    'needs-person',
    `There is a file ${file} in SerialEM’s directory already, and nothing is overwritten. The image is still in buffer A. ${whatToDo}, or begin an area of another name.`,
  );
