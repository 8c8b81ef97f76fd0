import type { KeyedRandom } from '../random/keyedRandom.ts';

/** A smooth function of the place, for heights. */
export type Surface = (x: number, y: number) => number;

/** How many waves make up a surface: few enough to be quick, enough to look irregular. */
const WAVES = 10;

/**
 * A random surface with Gaussian correlation exp(−r²/2ℓ²), zero at the origin: a sum of waves whose wave vectors are
 * drawn from the spectrum of that correlation.
 */
export function randomSurface(random: KeyedRandom, rmsUm: number, lengthUm: number): Surface {
  const waves = Array.from({ length: WAVES }, () => ({
    kx: random.normal() / lengthUm,
    ky: random.normal() / lengthUm,
    phase: 2 * Math.PI * random.uniform(),
  }));
  const amplitude = rmsUm * Math.sqrt(2 / WAVES);
  const raw = (x: number, y: number) => {
    let sum = 0;
    for (const { kx, ky, phase } of waves) sum += Math.cos(kx * x + ky * y + phase);
    return amplitude * sum;
  };
  const atOrigin = raw(0, 0);
  return (x, y) => raw(x, y) - atOrigin;
}
