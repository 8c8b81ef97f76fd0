import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { setNames } from '../column/cameraSets.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { takeImage } from './takeImage.ts';

/** How an image like another one is taken. */
export interface LikeRequest {
  /** The script command on whose behalf it is, for the truth log. */
  readonly command: string;
  /** What a sentence to the user calls the other image, with its article. */
  readonly called: string;
  /** Whether it has at least the field of the camera set: what was cut out of an image is found in a whole one. */
  readonly wholeField?: boolean;
}

/**
 * Takes an image into A with the camera set, binning, exposure and size of another one. No frames are saved of it, as
 * SerialEM does it. Throws ScriptError when the other image does not tell its camera set.
 */
export async function takeImageLike(
  instrument: Instrument,
  { image, metadata }: BufferRecord,
  { command, called, wholeField = false }: LikeRequest,
): Promise<BufferRecord> {
  const set = setNames[metadata.set];
  if (!set) throw new ScriptError(`${called} does not tell the camera set it was taken with`);
  const { binning, exposureS } = metadata;
  const camera = cameraSize(instrument.scenario);
  const least = wholeField ? instrument.sets.get(set) : { widthPx: 0, heightPx: 0 };
  const widthPx = Math.min(camera.widthPx, Math.max(least.widthPx, image.widthPx * binning));
  const heightPx = Math.min(camera.heightPx, Math.max(least.heightPx, image.heightPx * binning));
  const parameters = { binning, exposureS, widthPx, heightPx };
  return await takeImage(instrument, { set, command, parameters, savesFrames: false });
}
