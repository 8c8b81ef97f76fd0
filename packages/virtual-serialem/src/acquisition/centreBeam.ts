import { beamDisc } from '../alignment/beamEdge.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { apply, inverse, minus, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';

/** Where the centre of the beam is beside the centre of an image, µm on the specimen; null without an edge. */
function beamOffsetUm({ column }: Instrument, record: BufferRecord): PlaneVector | null {
  const disc = beamDisc(record.image);
  if (!disc) return null;
  const { binning, magIndex } = record.metadata;
  const { specimenToCamera } = column.calibration.calibrated(magIndex);
  return apply(inverse(specimenToCamera), { x: disc.offsetPx.x * binning, y: -disc.offsetPx.y * binning });
}

/**
 * Moves the beam to the centre of an image, unless that is further away than `largestUm` (0 for no limit). In words what
 * became of it; a beam that is not centred stays where it is.
 */
export function centreBeam(
  instrument: Instrument,
  record: BufferRecord,
  largestUm: number,
): 'centred' | 'no edge' | 'too far' {
  const offsetUm = beamOffsetUm(instrument, record);
  if (!offsetUm) return 'no edge';
  if (largestUm > 0 && Math.hypot(offsetUm.x, offsetUm.y) > largestUm) return 'too far';
  const { column } = instrument;
  column.beamShiftUm = minus(column.beamShiftUm, offsetUm);
  return 'centred';
}
