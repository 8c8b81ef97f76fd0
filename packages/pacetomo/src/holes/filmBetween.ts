import { median } from 'simple-statistics';
import { add, type Vec } from '../geometry/frames.ts';
import type { Basis } from '../geometry/lattice.ts';
import type { GreyImage } from '../images/greyImage.ts';
import type { Brightness } from './foundHoles.ts';

/** Brightness is averaged this far around a place, part of a hole's diameter: less than half of the narrowest film between two. */
const aroundPart = 0.1;
/**
 * Holes stand out from the film towards each neighbour by at least this part of what they do towards another: it is 0.79 to 1
 * in painted films with much noise, and hardly ever above 0.25 in stripes.
 */
const leastPart = 0.5;

/**
 * Whether there is film between the holes of a lattice in every direction: half-way to the neighbours along a, along b and
 * along both diagonals brightness differs from that of the holes by about as much. Stripes, such as the curtains of a
 * lamella, differ across themselves only.
 */
export function isFilmBetween(
  image: GreyImage,
  { a, b }: Basis<'image'>,
  holes: readonly { readonly centre: Vec<'image'>; readonly brightness: Brightness }[],
  usual: { readonly brightness: Brightness; readonly diameterPx: number },
): boolean {
  const sign = usual.brightness === 'brighter' ? 1 : -1;
  const reachPx = Math.max(1, Math.round(aroundPart * usual.diameterPx));
  const at = (place: Vec<'image'>): number | null => meanAround(image, place, reachPx);
  const ways = [a, b, add(a, b), { x: a.x - b.x, y: a.y - b.y }];
  const steps = ways.map((way) => {
    const half = { x: way.x / 2, y: way.y / 2 };
    return holes
      .filter(({ brightness }) => brightness === usual.brightness)
      .flatMap(({ centre }) => {
        const [here, before, after] = [
          at(centre),
          at({ x: centre.x - half.x, y: centre.y - half.y }),
          at(add(centre, half)),
        ];
        if (here === null || (before === null && after === null)) return [];
        return [sign * (here - ((before ?? after ?? 0) + (after ?? before ?? 0)) / 2)];
      });
  });
  if (steps.some((step) => step.length === 0)) return false;
  const typical = steps.map((step) => median(step));
  return Math.min(...typical) >= leastPart * Math.max(...typical);
}

/** Mean brightness of the square around a place; null when the place is outside the image. */
function meanAround({ widthPx, heightPx, data }: GreyImage, { x, y }: Vec<'image'>, reachPx: number): number | null {
  const [column, row] = [Math.round(x), Math.round(y)];
  if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) return null;
  let sum = 0;
  let count = 0;
  for (let v = Math.max(0, row - reachPx); v <= Math.min(heightPx - 1, row + reachPx); v++) {
    for (let u = Math.max(0, column - reachPx); u <= Math.min(widthPx - 1, column + reachPx); u++) {
      sum += data[v * widthPx + u] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}
