import type { Vec } from '../geometry/frames.ts';
import type { LatticeIndex, LatticeShape, MeasuredVec } from '../geometry/lattice.ts';

/** Whether holes are brighter or darker than the film around them. */
export type Brightness = 'brighter' | 'darker';

/** A hole that was really seen. */
export interface SeenHole extends LatticeIndex {
  /** Its centre, px of the image that was given. */
  readonly centre: Vec<'image'>;
  readonly brightness: Brightness;
  /** How much like a disc it looks, 0 to 1: the correlation of its surroundings with one. */
  readonly score: number;
  /** Whether its edge was seen to be a circle; noise, dirt and shadows hide it. */
  readonly isRound: boolean;
}

/** A lattice of holes as measured in an image. All positions are px of that image, from its upper left pixel's centre, y down. */
export interface HoleLattice {
  readonly kind: 'lattice';
  /** Sides of the smallest cell, a not longer than b, with covariances in px². */
  readonly a: MeasuredVec<'image'>;
  readonly b: MeasuredVec<'image'>;
  /** Centre of the hole with the numbers 0, 0, as the lattice has it: the one nearest to the centre of the image. */
  readonly origin: MeasuredVec<'image'>;
  readonly shape: LatticeShape;
  readonly holeDiameterPx: number;
  readonly holes: readonly SeenHole[];
  /**
   * Between 0.99 and 1: one less the number of lattices as good as this one that chance is expected to make out of the
   * places that look like holes.
   */
  readonly confidence: number;
}

/** What was found: a lattice, or a sentence that says why there is none. */
export type FoundHoles = HoleLattice | { readonly kind: 'none'; readonly why: string };
