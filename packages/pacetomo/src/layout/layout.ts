import { length, subtract, type Vec } from '../geometry/frames.ts';

/** Where targets are to lie, or why nowhere. */
export type Layout =
  | {
      readonly kind: 'layout';
      /** In the order of acquisition, µm, in the coordinates that the wish was said in; the first one is the tracking target. */
      readonly places: readonly Vec<'specimen'>[];
      /** How many more there would be if image shift reached them. */
      readonly beyondLimit: number;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** The places seen from the first one, as a targets file has them. */
export function fromTracking(places: readonly Vec<'specimen'>[]): readonly Vec<'specimen'>[] {
  const [first] = places;
  return first === undefined ? [] : places.map((place) => subtract(place, first));
}

/** The index of the place that is nearest to a wish; −1 when there are no places. */
export function nearestTo(wish: Vec<'specimen'>, places: readonly Vec<'specimen'>[]): number {
  const distances = places.map((place) => length(subtract(place, wish)));
  return distances.indexOf(Math.min(...distances));
}

/** Parts places into the tracking target, which is the one nearest to a wish, those that image shift reaches from it, and the rest. */
export function withinReach(
  places: readonly Vec<'specimen'>[],
  wish: Vec<'specimen'>,
  imageShiftLimitUm: number,
): { readonly reached: readonly Vec<'specimen'>[]; readonly beyondLimit: number } {
  const at = nearestTo(wish, places);
  const tracking = places[at];
  if (tracking === undefined) return { reached: [], beyondLimit: 0 };
  const others = places.filter((place, i) => i !== at && length(subtract(place, tracking)) <= imageShiftLimitUm);
  return { reached: [tracking, ...others], beyondLimit: places.length - 1 - others.length };
}
