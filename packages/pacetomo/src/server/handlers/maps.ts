import type { Desk } from '../../desk/desk.ts';
import type { Handlers } from '../handler.ts';

/** Maps: tiles of their images, the holes in them, and what was drawn in the Navigator. */
export const mapsHandlers = (desk: Desk) =>
  ({
    maps: () => desk.maps.list(),
    tile: async ({ params: { map, level, column, row }, query }) => {
      const tile = await desk.maps.tile(map, indexOf(level), indexOf(column), indexOf(row));
      return { ...tile, isFinal: query.has('v') }; // with the stamp of the image in its address it never changes
    },
    holes: ({ params }) => desk.maps.holes(params.map),
    outlines: () => desk.maps.outlines(),
  }) satisfies Pick<Handlers, 'maps' | 'tile' | 'holes' | 'outlines'>;

/** What is no whole number is the number of no tile. */
const indexOf = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : Number.NaN);
