import type { ImagePixels } from '../buffers/bufferRecord.ts';
import { cameraSize, type Instrument } from '../instrument.ts';

/**
 * The binning that SerialEM gives to an image of which no mdoc tells it (ReadFromFile in EMbufferManager.cpp): what the second
 * title says, else that of Record if its images have this size, else the whole number that fills the camera.
 */
export function assumedBinning(
  { sets, scenario }: Instrument,
  titles: readonly string[],
  { widthPx, heightPx }: ImagePixels,
): number {
  const titled = Math.round(Number(/binning[^=]*=\s*(\d+(\.\d+)?)/.exec(titles[1] ?? '')?.[1] ?? 0));
  if (titled > 0) return titled;
  const record = sets.get('record');
  const isRecord =
    Math.floor(record.widthPx / record.binning) === widthPx &&
    Math.floor(record.heightPx / record.binning) === heightPx;
  if (isRecord) return record.binning;
  const camera = cameraSize(scenario);
  return Math.max(1, Math.floor(Math.min(camera.widthPx / widthPx, camera.heightPx / heightPx)));
}
