/** A membrane that has not been sampled yet. */
export interface Membrane {
  readonly origin: { readonly x: number; readonly y: number; readonly z: number };
  /** The ball around the origin that holds it, µm. */
  readonly radiusUm: number;
  /** How many samples it has in full detail. */
  readonly samples: number;
  /** Its first `count` samples (evenly spread whatever the count), each of the given weight; four numbers a point. */
  sample(count: number, weight: number): Float32Array;
}
