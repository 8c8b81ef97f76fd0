import type { Vec } from '../geometry/frames.ts';
import { circleEdge } from '../images/circleEdge.ts';
import { discContrast } from '../images/discContrast.ts';
import { discSums, type PixelGrid, rowSums } from '../images/discSums.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { peaksOf } from '../images/peaks.ts';
import { afterReduction, beforeReduction, cutOut, type ReducedImage, reduceTo } from '../images/reduce.ts';
import type { Brightness } from './foundHoles.ts';

/** A hole is looked at with its diameter reduced to about this many pixels: fine enough for a hundredth of it. */
const diameterHerePx = 24;
/** Noise alone makes a disc contrast of 1/√(number of pixels); more than this many times that is something. */
const noiseSds = 3.5;
/** Rings around the hole reach to √2 times its radius. */
const ringRadii = Math.SQRT2;
/** The edge of a hole that stands out clearly is believed when it is on the circle in this part of the directions. */
const leastAgreement = 0.5;
/** A hole stands out clearly with a disc contrast of this: noise, shading and dirt are no more than it is itself. */
const clearScore = 0.5;
/** In more noise than that the steepest step of brightness often is none: most of them have to agree. */
const leastAgreementInNoise = 0.75;

/** What was seen of a hole, px of the image. */
export interface HoleSight {
  readonly centre: Vec<'image'>;
  /** Disc contrast, 0 to 1. */
  readonly score: number;
  /** Its edge, if there is a round one. */
  readonly edge: {
    readonly diameterPx: number;
    /** Part of the directions in which the edge was seen where the circle has it, of all and of those within the image. */
    readonly seen: number;
    readonly agreement: number;
  } | null;
}

/** What hole is looked for. */
export interface LookedForHole {
  readonly diameterPx: number;
  readonly brightness: Brightness;
  /** Whether the diameter has been measured on other holes. */
  readonly isDiameterKnown: boolean;
}

/** The image as holes of a diameter are looked at in it. */
export const imageForLooking = (image: GreyImage, diameterPx: number): ReducedImage =>
  reduceTo(image, diameterPx, diameterHerePx);

/** Looks for a hole within `withinPx` of a place, all in px of the image before it was reduced; null when nothing there looks like one. */
export function lookAtHole(
  { image, factor }: ReducedImage,
  place: Vec<'image'>,
  hole: LookedForHole,
  withinPx: number,
): HoleSight | null {
  const radiusPx = hole.diameterPx / factor / 2;
  const within = withinPx / factor;
  const here = { x: afterReduction(place.x, factor), y: afterReduction(place.y, factor) };
  const cutting = cutOut(image, here, radiusPx * ringRadii + within + 3);
  const from = { x: here.x - cutting.left, y: here.y - cutting.top };
  const sign = hole.brightness === 'brighter' ? 1 : -1;
  const best = bestDisc(cutting.image, radiusPx, sign, from, within);
  if (best === null) return null;
  const edge = circleEdge(cutting.image, { ...best, radiusPx, sign, isRadiusKnown: hole.isDiameterKnown });
  const isRound =
    edge !== null &&
    edge.agreement >= (best.height >= clearScore ? leastAgreement : leastAgreementInNoise) &&
    Math.hypot(edge.x - from.x, edge.y - from.y) <= within;
  const { x, y } = isRound ? edge : best;
  return {
    centre: { x: beforeReduction(x + cutting.left, factor), y: beforeReduction(y + cutting.top, factor) },
    score: best.height,
    edge: isRound
      ? { diameterPx: 2 * edge.radiusPx * factor, seen: edge.agreement * edge.visible, agreement: edge.agreement }
      : null,
  };
}

function bestDisc(
  image: GreyImage,
  radiusPx: number,
  sign: 1 | -1,
  from: { readonly x: number; readonly y: number },
  withinPx: number,
) {
  const grid = gridAround(image, from, withinPx, radiusPx > 8 ? 2 : 1);
  const sums = rowSums(image, ringRadii * radiusPx);
  const [inner, outer] = [discSums(sums, radiusPx, grid), discSums(sums, ringRadii * radiusPx, grid)];
  const values = discContrast(inner, outer, 0).map((value) => sign * value);
  const beyondNoise = noiseSds / Math.sqrt(outer.wholeCount);
  const peaks = peaksOf({ widthPx: grid.columns, heightPx: grid.rows, values }, 1.5, beyondNoise)
    .map((peak) => ({ ...peak, x: grid.left + peak.x * grid.stepPx, y: grid.top + peak.y * grid.stepPx }))
    .filter(({ x, y }) => Math.hypot(x - from.x, y - from.y) <= withinPx);
  return peaks[0] ?? null;
}

/** The pixels of an image about a place, and one more on each side, so that a summit there is known to be one. */
function gridAround(
  { widthPx, heightPx }: GreyImage,
  from: { readonly x: number; readonly y: number },
  withinPx: number,
  stepPx: number,
): PixelGrid {
  const reach = Math.ceil(withinPx / stepPx) + 1;
  const first = (at: number): number => Math.max(0, Math.round(at) - reach * stepPx);
  const count = (at: number, size: number): number =>
    Math.max(0, Math.floor((Math.min(size - 1, Math.round(at) + reach * stepPx) - first(at)) / stepPx) + 1);
  return {
    ...{ left: first(from.x), top: first(from.y), stepPx },
    columns: count(from.x, widthPx),
    rows: count(from.y, heightPx),
  };
}
