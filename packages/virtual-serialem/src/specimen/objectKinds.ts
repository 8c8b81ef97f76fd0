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
 * The kinds of objects. A phase is 6.5·10⁻³ rad per volt and nm at 300 kV (physics document, section 3.2), times the potential above that of
 * ice: about 2–3 V in protein and nucleic acid, 1–2 V in a membrane.
 */
export const objectKinds = {
  /** A ball of 12.5 nm radius has σ = 12.5/√5 = 5.6 nm; 2.3 V over its volume are the 113 rad·nm² of this blob. */
  ribosome: blob('phase', 0.5, 6, 11),
  /** 6 rad·nm²: a complex of some 300 kDa. */
  granule: blob('phase', 0.06, 4, 4.7),
  /** One of many points on a membrane, each for MEMBRANE_SAMPLE_NM2 of it: 0.047 rad face-on (4.5 nm of 1.6 V). Seen edge-on they add up. */
  membraneSample: blob('phase', 0.03, 3, Number.POSITIVE_INFINITY),
  /** A 10 nm bead. */
  gold: blob('absorption', 0.4, 4, 6),
  /** A part of an ice crystal; its weight is its absorption in nm². The amplitude loses half of what the intensity loses. */
  iceCrystalSample: { sigmaNm: 12, effect: 'absorption', strengthNm2: 1, coarsestPixelNm: Number.POSITIVE_INFINITY },
  /** Points of either sign, for a flat spectrum down to the finest pixels: the source of Thon rings. Coarser images hold no zero of the CTF anyway. */
  amorphous: { sigmaNm: 0.25, effect: 'phase', strengthNm2: 0.35, coarsestPixelNm: 1.6 },
} as const satisfies Record<string, ObjectKind>;

/** Membrane area that one sample stands for, nm²: a spacing of 6 nm. */
export const MEMBRANE_SAMPLE_NM2 = 36;

/**
 * Amorphous points per µm² of a 180 nm layer. With the strength above their phase has the spectrum 2.5·10⁻³ rad²·nm², so the rings of 180 nm reach
 * 4 · 2.5·10⁻³ nm² at their maxima; the shot noise of 3 e/Å² behind 180 nm of ice is 6·10⁻³ nm². (180 nm of water molecules scattering alone would give 4 · 3.6·10⁻³.)
 */
export const AMORPHOUS_PER_UM2 = 20_000;

/** The layer thickness to which all densities refer, nm. */
export const DENSITY_LAYER_NM = 180;
