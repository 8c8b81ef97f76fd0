import {
  apply,
  beamFootprint,
  type Footprint,
  frameFootprint,
  type HalfSides,
  inverse,
  type Matrix,
  type SampleTilt,
  type Vec,
} from 'pacetomo/page';

/** At which tilt places are given, and at which one something is exposed. */
export interface Tilts {
  readonly chosenDeg: number;
  readonly exposedDeg: number;
}

/** What a beam exposes at a tilt, drawn where the places lie that were chosen at another one. */
export const beamAt = (sample: SampleTilt, tilts: Tilts, centre: Vec<'specimen'>, radiusUm: number): Footprint =>
  asChosen(sample, tilts, beamFootprint(sample, tilts.exposedDeg, centre, radiusUm));

/** What a camera frame shows at a tilt, drawn in the same way. At the tilt of the choice it is what was seen there. */
export const frameAt = (sample: SampleTilt, tilts: Tilts, centre: Vec<'specimen'>, frame: HalfSides): Footprint =>
  asChosen(sample, tilts, frameFootprint(sample, tilts.exposedDeg, centre, frame));

/** Footprints lie on the untilted specimen; this is how they were seen when the targets were chosen. */
function asChosen(sample: SampleTilt, { chosenDeg }: Tilts, { shape, centre, u, v }: Footprint): Footprint {
  const seen = seenAt(sample, chosenDeg);
  return { shape, centre, u: apply(seen, u), v: apply(seen, v) };
}

function seenAt(sample: SampleTilt, tiltDeg: number): Matrix<'specimen', 'specimen'> {
  const { u, v } = beamFootprint(sample, tiltDeg, { x: 0, y: 0 }, 1);
  return inverse({ xx: u.x, xy: v.x, yx: u.y, yy: v.y }) ?? { xx: 1, xy: 0, yx: 0, yy: 1 };
}
