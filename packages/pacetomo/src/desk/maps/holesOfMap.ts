import { z } from 'zod';
import type { HolesView, MapSummary } from '../../api/maps.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { FoundHoles } from '../../holes/foundHoles.ts';
import type { ImageSize } from '../../maps/stageToImage.ts';
import { parseJson } from '../../session/parseJson.ts';
import { factorOf, levelsOf, levelWithin, sizeOfLevel, tileRectangle } from './levels.ts';

/** What is needed to find the holes of a map. */
export interface HoleSearch {
  /** What was found before, as `keep` was given it; empty when nothing was. */
  readonly kept: () => Promise<string>;
  readonly keep: (text: string) => Promise<void>;
  /** Grey values of a tile. */
  readonly tile: (level: number, column: number, row: number) => Promise<Uint8Array>;
  readonly find: (
    image: ImageSize & { readonly grey: Uint8Array; readonly pixelSizeNm: number },
  ) => Promise<FoundHoles>;
}

/** Holes are looked for in the largest level within this: a square of a grid with a hundred of them shows each with ten pixels. */
const searchedPx = 3000;

const place = z.object({ x: z.number(), y: z.number() });
const viewSchema = z.discriminatedUnion('found', [
  z.object({
    found: z.literal(true),
    diameterUm: z.number(),
    a: place,
    b: place,
    holes: z.array(place),
    radiusPx: z.number(),
  }),
  z.object({ found: z.literal(false), why: z.string() }),
]);

/** The lattice of holes in a map, in pixels of its largest level. It is looked for once. */
export async function holesIn(map: MapSummary, search: HoleSearch): Promise<HolesView> {
  const kept = viewSchema.safeParse(parseJson(await search.kept()));
  if (kept.success) return kept.data;
  const level = levelWithin(map, searchedPx);
  const factor = factorOf(level, levelsOf(map));
  const image = await wholeLevel(sizeOfLevel(map, factor), (column, row) => search.tile(level, column, row));
  const found = await search.find({ ...image, pixelSizeNm: map.pixelSizeNm * factor });
  const view = viewOf(found, factor, map.pixelSizeNm);
  await search.keep(`${JSON.stringify(view)}\n`);
  return view;
}

function viewOf(found: FoundHoles, factor: number, pixelSizeNm: number): HolesView {
  if (found.kind === 'none') return { found: false, why: found.why };
  const times = ({ x, y }: Vec<'image'>): Vec<'image'> => ({ x: x * factor, y: y * factor });
  const diameterPx = found.holeDiameterPx * factor;
  return {
    found: true,
    diameterUm: (diameterPx * pixelSizeNm) / 1000,
    a: times(found.a.vector),
    b: times(found.b.vector),
    // they are counted from the middle of a pixel there, from its corner here
    holes: found.holes.map(({ centre }) => times({ x: centre.x + 0.5, y: centre.y + 0.5 })),
    radiusPx: diameterPx / 2,
  };
}

/** A level put together from its tiles. */
async function wholeLevel(
  size: ImageSize,
  tileOf: (column: number, row: number) => Promise<Uint8Array>,
): Promise<ImageSize & { readonly grey: Uint8Array }> {
  const { widthPx, heightPx } = size;
  const grey = new Uint8Array(widthPx * heightPx);
  for (let row = 0; tileRectangle(size, 0, row) !== null; row++) {
    for (let column = 0; ; column++) {
      const tile = tileRectangle(size, column, row);
      if (tile === null) break;
      const bytes = await tileOf(column, row);
      for (let line = 0; line < tile.heightPx; line++) {
        const from = line * tile.widthPx;
        grey.set(bytes.subarray(from, from + tile.widthPx), (tile.top + line) * widthPx + tile.left);
      }
    }
  }
  return { widthPx, heightPx, grey };
}
