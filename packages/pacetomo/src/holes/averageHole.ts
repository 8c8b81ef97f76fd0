import type { Vec } from '../geometry/frames.ts';
import { circleEdge } from '../images/circleEdge.ts';
import { discContrast } from '../images/discContrast.ts';
import { discSums, rowSums } from '../images/discSums.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { cutOut, inCutting } from '../images/reduce.ts';
import type { Brightness } from './foundHoles.ts';

/** The average is made with holes of about this diameter, px. */
const diameterHerePx = 24;
/** It shows so much around the middle of a hole, in its radii. */
const shownRadii = 1.6;
/** More holes do not make it better. */
const mostHoles = 200;
/** It is that of holes if it looks so much like a disc and has a round edge in this part of the directions … */
const leastContrast = 0.5;
const leastAgreement = 0.6;
/** … or if it looks this much like a disc: the squares of a grid, which are not round. */
const plainContrast = 0.8;

/**
 * Whether the mean of all holes looks like a disc. Where single holes drown in noise their mean shows what they are; and
 * where noise or stripes only happened to lie on a lattice it shows nothing round.
 */
export function isDiscOnAverage(
  image: GreyImage,
  holes: readonly { readonly centre: Vec<'image'>; readonly brightness: Brightness }[],
  usual: { readonly brightness: Brightness; readonly diameterPx: number },
): boolean {
  const factor = Math.max(1, Math.round(usual.diameterPx / diameterHerePx));
  const radiusPx = usual.diameterPx / factor / 2;
  const alike = holes.filter(({ brightness }) => brightness === usual.brightness).slice(0, mostHoles);
  const average = averageOf(image, alike, factor, Math.ceil(shownRadii * radiusPx));
  const middle = (average.widthPx - 1) / 2;
  const sign = usual.brightness === 'brighter' ? 1 : -1;
  const sums = rowSums(average, Math.SQRT2 * radiusPx);
  const grid = { left: middle, top: middle, columns: 1, rows: 1, stepPx: 1 };
  const [inner, outer] = [discSums(sums, radiusPx, grid), discSums(sums, Math.SQRT2 * radiusPx, grid)];
  const contrast = sign * (discContrast(inner, outer, 0)[0] ?? 0);
  if (contrast >= plainContrast) return true;
  const edge = circleEdge(average, { x: middle, y: middle, radiusPx, sign, isRadiusKnown: false });
  return contrast >= leastContrast && edge !== null && edge.agreement >= leastAgreement;
}

/** The mean of the surroundings of some places, reduced: a square of an odd number of pixels about them. */
function averageOf(
  image: GreyImage,
  places: readonly { readonly centre: Vec<'image'> }[],
  factor: number,
  reachPx: number,
): GreyImage {
  const size = 2 * reachPx + 1;
  const sums = new Float32Array(size * size);
  const counts = new Float32Array(size * size);
  for (const { centre } of places) {
    const cutting = cutOut(image, centre, (reachPx + 2) * factor, factor);
    const middle = inCutting(cutting, centre);
    for (let at = 0; at < sums.length; at++) {
      const x = Math.round(middle.x + (at % size) - reachPx);
      const y = Math.round(middle.y + Math.floor(at / size) - reachPx);
      if (x < 0 || y < 0 || x >= cutting.image.widthPx || y >= cutting.image.heightPx) continue;
      sums[at] = (sums[at] ?? 0) + (cutting.image.data[y * cutting.image.widthPx + x] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { widthPx: size, heightPx: size, data: sums.map((sum, at) => sum / Math.max(1, counts[at] ?? 0)) };
}
