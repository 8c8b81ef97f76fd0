import { captured } from '../buffers/bufferRecord.ts';
import { statisticsOf } from '../buffers/statistics.ts';
import { setNames } from '../column/cameraSets.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';

/**
 * The mean of the image in A as Record would have it by its binning and exposure, counts. Throws ScriptError when that is
 * no unprocessed image of the Record area or has no counts.
 */
export function equivalentRecordMean({ buffers, sets }: Instrument): number {
  const image = buffers.get(0);
  const set = setNames[image?.metadata.set ?? -1];
  const isRecord = set === 'record' || set === 'preview';
  if (!image || !isRecord || image.captureFlag < captured.fromFile) {
    throw new ScriptError('Buffer A holds no unprocessed image of the Record area');
  }
  const { binning, exposureS } = image.metadata;
  const record = sets.get('record');
  const mean = statisticsOf(image.image).mean * (record.binning / binning) ** 2 * (record.exposureS / exposureS);
  if (mean <= 0) throw new ScriptError('The image in buffer A has no counts');
  return mean;
}
