import type { Series } from '../series/series.ts';
import type { Made } from './exportFile.ts';
import { lacking, withheld } from './lacking.ts';

/**
 * For Scipion, which takes all from the mdoc beside the frames. No file is made: it is only said what it would refuse
 * (convert/mdoc.py, cdad193), a tilt axis of exactly 0° among it.
 */
export function forScipion(series: Series): Made {
  const atZero = series.axisAngleDeg === 0 ? ['it takes a tilt axis at 0° for a missing one'] : [];
  const why = [...lacking(series, ['dose', 'axis', 'pixel', 'voltage']), ...atZero];
  if (why.length === 0) return { files: [], notes: [] };
  const { notes } = withheld('Scipion', series, why, 'Its import takes the mdoc, and what is missing from a person.');
  return { files: [], notes };
}
