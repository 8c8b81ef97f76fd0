import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';

/** A featureless image correlates best anywhere up to this part of the field from the centre (estimate). */
const aimlessFraction = 0.25;
/** A lump in one of two images draws the peak away by so much, nm per axis: a fraction of its size (estimate). */
const drawnAwayNm = { from: 100, to: 300 } as const;

/**
 * What an analytic alignment finds where a correlation of the images would be deceived, binned pixels, y down: null
 * when it finds nothing (a dark image), and `shiftPx`, the true one, when nothing deceives it.
 */
export function deceivedShift(
  instrument: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  shiftPx: PlaneVector,
): PlaneVector | null {
  const flaws = [image.origin?.flaw, reference.origin?.flaw];
  const has = (kind: string): boolean => flaws.some((flaw) => flaw?.kind === kind);
  if (has('dark')) return null;
  const exposures = [image.origin?.exposure ?? 0, reference.origin?.exposure ?? 0];
  const random = keyedRandom(instrument.seed, 'deceived alignment', ...exposures);
  if (has('featureless')) return anywhere(image, random);
  if (has('lump')) return drawnAway(image, shiftPx, random);
  const wrongPeaks = Math.max(0, ...flaws.map((flaw) => (flaw?.kind === 'fixed-pattern' ? flaw.wrongPeaks : 0)));
  return random.uniform() < wrongPeaks ? patternOverPattern(image, reference) : shiftPx;
}

function anywhere({ image }: BufferRecord, random: KeyedRandom): PlaneVector {
  const within = (lengthPx: number): number => aimlessFraction * lengthPx * (2 * random.uniform() - 1);
  return { x: within(image.widthPx), y: within(image.heightPx) };
}

function drawnAway({ metadata }: BufferRecord, shiftPx: PlaneVector, random: KeyedRandom): PlaneVector {
  const { from, to } = drawnAwayNm;
  const offPx = (): number =>
    ((random.uniform() < 0.5 ? -1 : 1) * (from + (to - from) * random.uniform())) / metadata.pixelSizeNm;
  return { x: shiftPx.x + offPx(), y: shiftPx.y + offPx() };
}

/** The pixels of the camera lie on each other: no displacement but the alignment shift that the reference has already. */
function patternOverPattern(image: BufferRecord, reference: BufferRecord): PlaneVector {
  const binnings = reference.metadata.binning / image.metadata.binning;
  return { x: reference.shiftPx.x * binnings, y: reference.shiftPx.y * binnings };
}
