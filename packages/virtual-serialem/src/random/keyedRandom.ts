import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { hashKey } from './keyHash.ts';
import { drawPoisson, type RandomBits } from './poisson.ts';

/** Random numbers that belong to one key. Drawing from one source never changes what another gives. */
export interface KeyedRandom {
  /** Evenly distributed in [0, 1), 53 bits. */
  uniform(): number;
  /** Normally distributed, mean 0, standard deviation 1. */
  normal(): number;
  /** A Poisson number with this mean (0 or more); exact, see `drawPoisson`. */
  poisson(mean: number): number;
  /** The generator underneath, for loops over many pixels: 32 random bits a call. It shares its state with the other three. */
  readonly bits: RandomBits;
}

/**
 * The random numbers of one cause in one situation: of a stream ('stage white', 'counting noise', …) and the counters that
 * tell the situation (tilt angle, visit number, exposure …). The same key gives the same numbers, in whatever order
 * and however often keys are asked for, so two clients that make different calls still meet the same microscope.
 */
export function keyedRandom(seed: number, stream: string, ...counters: readonly number[]): KeyedRandom {
  const bits = xoroshiro128plusFromState(hashKey(seed, stream, counters));
  const uniform = () => (bits.next() >>> 5) * 2 ** -27 + (bits.next() >>> 6) * 2 ** -53;
  let spare: number | null = null;
  return {
    uniform,
    normal() {
      const kept = spare;
      spare = null;
      if (kept !== null) return kept;
      // Box and Muller 1958; 1 − u is never 0.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    poisson: (mean) => drawPoisson(mean, bits),
    bits,
  };
}
