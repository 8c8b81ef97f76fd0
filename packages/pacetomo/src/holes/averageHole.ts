import type { Vec } from '../geometry/frames.ts';
import { circleEdge } from '../images/circleEdge.ts';
import { discContrast } from '../images/discContrast.ts';
import { discSums, rowSums } from '../images/discSums.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { noiseVariance } from '../images/noise.ts';
import { afterReduction, type ReducedImage, reduceTo } from '../images/reduce.ts';
import type { Brightness } from './foundHoles.ts';

/** The average is made with holes of about this diameter, px. */
const diameterHerePx = 16;
/** It shows so much around the middle of a hole, in its radii. */
const shownRadii = 1.6;
/** More holes do not make it better. */
const mostHoles = 200;
/** It is that of holes if it looks so much like a disc: 0.84 to 1 in painted films with much noise, at most 0.67 in stripes. */
const leastContrast = 0.75;
/** Its edge is believed in this part of the directions. */
const leastAgreement = 0.5;

/** A hole as it looks on average. */
interface AverageHole {
  /** Disc contrast without what noise is left in the average. */
  readonly contrast: number;
  readonly edge: { readonly agreement: number; readonly diameterPx: number } | null;
}

type Holes = readonly { readonly centre: Vec<'image'>; readonly brightness: Brightness }[];

/** What holes look like, px of the image. */
interface UsualHole {
  readonly brightness: Brightness;
  readonly diameterPx: number;
}

/**
 * Whether the mean of all holes looks like a disc. Where single holes drown in noise their mean shows what they are; and
 * where noise or stripes only happened to lie on a lattice it shows nothing round.
 */
export function isDiscOnAverage(image: GreyImage, holes: Holes, usual: UsualHole): boolean {
  return averageHole(image, holes, usual).contrast >= leastContrast;
}

/** The diameter of the mean of all holes, px; null when it has no round edge. */
export function diameterOnAverage(image: GreyImage, holes: Holes, usual: UsualHole): number | null {
  const { edge } = averageHole(image, holes, usual);
  return edge !== null && edge.agreement >= leastAgreement ? edge.diameterPx : null;
}

function averageHole(image: GreyImage, holes: Holes, usual: UsualHole): AverageHole {
  const reduced = reduceTo(image, usual.diameterPx, diameterHerePx);
  const { factor } = reduced;
  const radiusPx = usual.diameterPx / factor / 2;
  const alike = holes.filter(({ brightness }) => brightness === usual.brightness).slice(0, mostHoles);
  const average = averageOf(reduced, alike, Math.ceil(shownRadii * radiusPx));
  const middle = (average.widthPx - 1) / 2;
  const sign = usual.brightness === 'brighter' ? 1 : -1;
  const sums = rowSums(average, Math.SQRT2 * radiusPx);
  const grid = { left: middle, top: middle, columns: 1, rows: 1, stepPx: 1 };
  const [inner, outer] = [discSums(sums, radiusPx, grid), discSums(sums, Math.SQRT2 * radiusPx, grid)];
  const contrast = sign * (discContrast(inner, outer, -noiseVariance(average))[0] ?? 0);
  const edge = circleEdge(average, { x: middle, y: middle, radiusPx, sign, isRadiusKnown: false });
  return { contrast, edge: edge && { agreement: edge.agreement, diameterPx: 2 * edge.radiusPx * factor } };
}

/** The mean of the surroundings of some places, reduced: a square of an odd number of pixels about them. */
function averageOf({ image, factor }: ReducedImage, places: Holes, reachPx: number): GreyImage {
  const size = 2 * reachPx + 1;
  const sums = new Float32Array(size * size);
  const counts = new Float32Array(size * size);
  for (const { centre } of places) {
    const left = Math.round(afterReduction(centre.x, factor)) - reachPx;
    const top = Math.round(afterReduction(centre.y, factor)) - reachPx;
    for (let at = 0; at < sums.length; at++) {
      const [x, y] = [left + (at % size), top + Math.floor(at / size)];
      if (x < 0 || y < 0 || x >= image.widthPx || y >= image.heightPx) continue;
      sums[at] = (sums[at] ?? 0) + (image.data[y * image.widthPx + x] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { widthPx: size, heightPx: size, data: sums.map((sum, at) => sum / Math.max(1, counts[at] ?? 0)) };
}
