import { Command } from '@commander-js/extra-typings';
import { wholeFrom } from './arguments.ts';
import { exportParallelTs, importParallelTs } from './exchange.ts';

const serialemHelp = 'ask SerialEM, in the Record area, for the matrices';
const imageShiftHelp = 'as the script command ISToSpecimenMatrix reports it, in place of --serialem';
const stageHelp = 'as the script command StageToSpecimenMatrix reports it';

/** `pacetomo targets import`. */
export const importCommand = () =>
  new Command('import')
    .description('write targets files for the areas of SerialEM’s own parallel tilt series')
    .argument('<navigator>', 'navigator file')
    .option('--out <folder>', 'where the targets files are written, if not beside it')
    .option('--serialem <host:port>', serialemHelp)
    .option('--image-shift-matrix <xx,xy,yx,yy>', imageShiftHelp)
    .option('--stage-matrix <xx,xy,yx,yy>', stageHelp)
    .action(async (file, options) => {
      await importParallelTs(file, options);
    });

/** `pacetomo targets export`. */
export const exportCommand = () =>
  new Command('export')
    .description('write a navigator file with the area for SerialEM’s own parallel tilt series')
    .argument('<targets>', 'targets file')
    .option('--nav <file>', 'navigator file to add it to, in a copy')
    .option('--out <file>', 'navigator file to write')
    .option('--magnification <index>', 'SerialEM’s index of the magnification of Record', wholeFrom(1))
    .option('--serialem <host:port>', serialemHelp)
    .option('--image-shift-matrix <xx,xy,yx,yy>', imageShiftHelp)
    .option('--stage-matrix <xx,xy,yx,yy>', stageHelp)
    .action(async (file, options) => {
      await exportParallelTs(file, options);
    });
