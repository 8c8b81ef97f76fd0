/**
 * How surprising it is that so many of the likeliest places lie on a lattice: minus the decimal logarithm of the number of
 * times that it is expected by chance (Desolneux, Moisan and Morel 2000, “meaningful alignments”).
 *
 * `onLattice` says for each place, the likeliest first, whether it lies within the tolerance of a lattice point; `chance` is
 * the probability that a place anywhere does. The best part of the list from its beginning counts: what looks less and
 * less like holes says less and less. Three places lie on some lattice always and say nothing. The probability of k or
 * more of n is bounded by exp(−n·D(k/n‖p)) (Chernoff), D the relative entropy.
 */
export function significanceOf(onLattice: readonly boolean[], chance: number): number {
  let best = 0;
  let hits = 0;
  onLattice.forEach((isOn, index) => {
    if (!isOn) return;
    hits += 1;
    const [k, n] = [hits - free, index + 1 - free];
    if (k > 0 && k / n > chance) best = Math.max(best, n * relativeEntropy(k / n, chance) - Math.log(index + 1));
  });
  return best / Math.LN10;
}

/** Places that any lattice can be put through. */
const free = 3;

function relativeEntropy(part: number, chance: number): number {
  const rest = part < 1 ? (1 - part) * Math.log((1 - part) / (1 - chance)) : 0;
  return part * Math.log(part / chance) + rest;
}
