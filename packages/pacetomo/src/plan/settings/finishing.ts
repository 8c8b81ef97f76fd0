import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Files');

/** What is written, and what becomes of it after the last tilt. */
export const finishing = {
  extendedMdoc: yesNo('extendedMdoc', true, 'Write specimen shift and height of each image into the mdoc.'),
  writeRunFile: yesNo(null, true, 'Keep the run file from which PACEtomo.py can go on with this run.'),
  sortByTilt: yesNo(
    'sortByTilt',
    true,
    'After the run, sort the images of every tilt series by tilt, lowest first; the mdoc in the order of acquisition is kept in the folder unsorted.',
  ),
  writeExports: yesNo(
    null,
    true,
    'After the run, write what other programs read of every tilt series into the folder export: mdoc, tables, pictures, and a marker when all is there.',
  ),
  binFinalStack: number({
    oldName: 'binFinalStack',
    unit: '',
    default: 1,
    range: [1, 16],
    integer: true,
    help: 'Bin every tilt series by this factor after the run, where the frames are saved; 1 = not at all.',
  }),
  delFinalStack: yesNo(
    'delFinalStack',
    false,
    'Delete every tilt series after the run, where the frames are saved, and keep its mdoc; it is then neither sorted nor binned.',
  ),
};
