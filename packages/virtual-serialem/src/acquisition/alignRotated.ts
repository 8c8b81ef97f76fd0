import { type AngleRange, bestRotation, type Turned } from '../alignment/rotationSearch.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { alignable } from './measureShift.ts';

/** Tilted images would be stretched across an axis that turns with them; they are compared as they are. */
const asTheyAre = { tiltDeg: null, tiltAxisDeg: null } as const;

/**
 * Spends the time of an alignment and gives the rotation at which an image correlates best with a reference of its
 * magnification. Nothing is shifted by it. Throws ScriptError when no angle gives a correlation.
 */
export async function alignRotated(
  { clock, scenario }: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  angles: AngleRange,
): Promise<Turned> {
  await clock.spend(scenario.clock.alignS);
  const found = bestRotation({ ...alignable(image), ...asTheyAre }, { ...alignable(reference), ...asTheyAre }, angles);
  if (!found) throw new ScriptError('The two images do not correlate at any of the angles');
  return found;
}
