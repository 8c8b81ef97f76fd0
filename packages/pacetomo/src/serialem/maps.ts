import type { Maps } from '../microscope/choosing.ts';
import { Trouble } from '../run/errors.ts';
import { newest } from './buffers.ts';
import type { CommandGate } from './gate.ts';
import { setWords } from './navigatorEditing.ts';

/** NewMap: the text replaces the standard note. */
const replaceNote = 0;

/** Images with an item of the Navigator, in SerialEM's working directory. */
export function mapsOf(gate: CommandGate): Maps {
  const fileExists = async (file: string): Promise<boolean> => (await gate.send('DoesFileExist', file)) === 1;
  return {
    fileExists,
    saveAsMap: async (file, words) => {
      if (await fileExists(file)) throw taken(file);
      await gate.send('OpenNewFile', file);
      await gate.send('S', newest);
      const item = await gate.send('NewMap', replaceNote, words.note === '' ? file : words.note);
      await gate.send('CloseFile');
      await setWords(gate, item, words);
      return item;
    },
    savePicture: async (file) => {
      await gate.send('SnapshotToFile', wholeImage, 1, 0, 'JPG', 'JPG', file);
    },
  };
}

/** SnapshotToFile: all of the image, one pixel for one of the screen. */
const wholeImage = 0;

const taken = (file: string): Trouble =>
  new Trouble(
    'needs-person',
    `There is a file ${file} in SerialEM’s directory already, and nothing is overwritten. The image is still in buffer A. Move the old file away, or begin an area of another name.`,
  );
