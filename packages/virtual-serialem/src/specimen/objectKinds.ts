/** How an object acts on the beam: by retarding it (seen only out of focus) or by removing electrons (seen always). */
export type Effect = 'phase' | 'absorption';

/** A kind of object: each of its points is a Gaussian blob. */
export interface ObjectKind {
  /** Standard deviation of the blob, nm. */
  readonly sigmaNm: number;
  readonly effect: Effect;
  /** Phase (rad) or absorption, integrated over the projected blob, of a point with weight 1: rad·nm² or nm². */
  readonly strengthNm2: number;
  /** Not drawn at pixels larger than this, nm: it would be smaller than two pixels and not be noticed. */
  readonly coarsestPixelNm: number;
}

function blob(effect: Effect, peak: number, sigmaNm: number, coarsestPixelNm: number): ObjectKind {
  return { sigmaNm, effect, strengthNm2: peak * 2 * Math.PI * sigmaNm ** 2, coarsestPixelNm };
}

/**
 * The kinds of objects. Sizes and peak phases: physics document, section 3.2 (from 6.5·10⁻³ rad/(V·nm) at 300 kV and a potential contrast of
 * 2–4 V; estimates). The amorphous background is ours: without it no structure finer than 3 nm, so no Thon rings.
 */
export const objectKinds = {
  ribosome: blob('phase', 0.5, 6, 11),
  granule: blob('phase', 0.06, 4, 4.7),
  /** One of many points on a membrane; stands for MEMBRANE_SAMPLE_NM2 of it. Seen edge-on they add up. */
  membraneSample: blob('phase', 0.03, 3, Number.POSITIVE_INFINITY),
  /** A 10 nm bead. */
  gold: blob('absorption', 0.4, 4, 6),
  /** Points of either sign; 20 000 per µm² give a flat spectrum of 2.5·10⁻³ rad²·nm², see `AMORPHOUS_PER_UM2`. */
  amorphous: { sigmaNm: 0.25, effect: 'phase', strengthNm2: 0.35, coarsestPixelNm: 2.5 },
} as const satisfies Record<string, ObjectKind>;

/** Membrane area that one sample stands for, nm²: a spacing of 6 nm. */
export const MEMBRANE_SAMPLE_NM2 = 36;

/**
 * Amorphous points per µm² of a 180 nm layer. With the strength above the rings of 180 nm reach 4 · 2.5·10⁻³ nm² at their
 * maxima; the shot noise of 3 e/Å² behind 180 nm of ice is 6·10⁻³ nm². (180 nm of water molecules scattering alone would give 4 · 3.6·10⁻³.)
 */
export const AMORPHOUS_PER_UM2 = 20_000;

/** The layer thickness to which all densities refer, nm. */
export const DENSITY_LAYER_NM = 180;
