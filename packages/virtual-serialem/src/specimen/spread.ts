const G = 1.324717957244746; // the plastic number, x³ = x + 1

/**
 * Point number i of a sequence that fills the unit square evenly however many points are taken (Roberts' R2 sequence, a Kronecker
 * sequence on the plastic number), moved by `start` and jittered by up to half of the spacing that i points have: without that its lattice
 * would show as stripes. Writes u and v into `into`.
 */
export function spreadPoint(i: number, start: readonly [number, number], into: Float64Array): void {
  const jitter = 0.5 / Math.sqrt(i + 1) / 65536;
  const word = scramble(i);
  into[0] = (start[0] + i / G + (word & 0xffff) * jitter) % 1;
  into[1] = (start[1] + i / (G * G) + (word >>> 16) * jitter) % 1;
}

/** A fixed random word for each number (the finishing step of MurmurHash3). */
function scramble(i: number): number {
  let word = Math.imul(i ^ (i >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
