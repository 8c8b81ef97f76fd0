import type { Series } from '../series/series.ts';
import type { Made } from './exportFile.ts';
import { lacking } from './lacking.ts';

/**
 * For TOMOMAN, which takes all from the mdoc in the order of acquisition. No file is made: it is only said what its import
 * would end at (tm_import_new_stacks.m and tm_parse_mdoc.m, 0769692), where one key missing in one image is enough.
 */
export function forTomoman(series: Series): Made {
  const { images, name } = series;
  const keys: readonly (readonly [string, boolean])[] = [
    ['ExposureTime', images.every(({ exposureS }) => exposureS !== null)],
    ['TargetDefocus', images.every(({ targetDefocusUm }) => targetDefocusUm !== null)],
    ['SubFramePath', images.every(({ frames }) => frames !== null)],
    ['NumSubFrames', images.every(({ frames }) => frames === null || frames.count !== null)],
  ];
  const missing = keys.flatMap(([key, there]) => (there ? [] : [`not every image has ${key}`]));
  const why = [...lacking(series, ['dose', 'axis', 'pixel']), ...missing];
  return {
    files: [],
    notes: why.length === 0 ? [] : [`TOMOMAN does not take the mdoc of ${name}: ${why.join(', and ')}.`],
  };
}
