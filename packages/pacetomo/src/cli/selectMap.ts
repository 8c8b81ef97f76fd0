import { Command } from '@commander-js/extra-typings';
import { collect, positive, wholeFrom } from './arguments.ts';
import { selectOnMapCommand } from './selectOnMap.ts';

/** `pacetomo select map NAME`. */
export const selectMap = () =>
  new Command('map')
    .description('choose targets on a montage or another map, without an exposure: their images are cut out of it')
    .argument('<area>', 'name of the new area')
    .option('--nav <file>', 'navigator file, to work on files alone')
    .option('--serialem <host:port>', 'work with SerialEM and its Navigator')
    .option('--map-label <label>', 'label of the map, if not the one that the points were drawn on')
    .option('--group <number>', 'the points of this group of the Navigator', wholeFrom(1))
    .option('--at <x,y>', 'Navigator position of a target, µm (may be given several times)', collect)
    .option('--view-only', 'cut Views only')
    .option('--folder <folder>', 'where files are written, if not where SerialEM works')
    .option('--map <there=here>', 'SerialEM’s directory as this computer names it (several times)', collect)
    .option('--binning <number>', 'binning of the cut images, if not what suits the map', wholeFrom(1))
    .option('--view-pixel <nm>', 'unbinned pixel of View, if neither a template nor SerialEM says it', positive)
    .option('--preview-pixel <nm>', 'unbinned pixel of Record, likewise', positive)
    .option('--records <folder>', 'where the record is written, with SerialEM', 'selections')
    .action((name, { map, mapLabel, ...options }) =>
      selectOnMapCommand(name, { ...options, map: mapLabel, folderMap: map }),
    );
