import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';
import type { Layer } from './layer.ts';
import type { Membrane } from './membrane.ts';
import { drawSheet, sampleSheet } from './membraneSheet.ts';
import { objectKinds } from './objectKinds.ts';
import { orderByPlace } from './orderByPlace.ts';
import { forEachCell, type ObjectSource, type PointPatch, type Sight } from './pointPatch.ts';
import { RecentlyUsed } from './recentlyUsed.ts';
import { drawVesicle, sampleVesicle } from './vesicle.ts';

/** Membranes live in larger cells, µm (physics document, 3.2). */
const CELL_UM = 4;
/** Up to this pixel size every sample is drawn; beyond, as many as keep the number per pixel. */
const FULL_DETAIL_PIXEL_NM = 3.3;
/** 16 bytes each: the membranes of 25 Record fields, the targets of one tilt. */
const KEPT_POINTS = 4_000_000;

/** Membranes per µm² of the layer. */
interface MembraneDensity {
  readonly sheetsPerUm2: number;
  readonly vesiclesPerUm2: number;
}

/** Sheets through the layer and vesicles in it; kept unsampled by cell, sampled one by one when first seen. */
export function membranes(
  density: MembraneDensity,
  keepFraction: (x: number, y: number) => number,
  layer: Layer,
  seed: number,
): ObjectSource {
  const cells = new RecentlyUsed<readonly Membrane[]>(100_000);
  const sampled = new RecentlyUsed<PointPatch>(KEPT_POINTS * 4);
  const membranesOf = (ix: number, iy: number) => {
    const make = () => drawCell(density, layer, keyedRandom(seed, 'specimen membranes', ix, iy), ix, iy, keepFraction);
    return cells.get(`${ix} ${iy}`, make, (all) => all.length + 1);
  };
  return {
    kind: objectKinds.membraneSample,
    patchesIn(sight) {
      const seen: PointPatch[] = [];
      if (density.sheetsPerUm2 + density.vesiclesPerUm2 === 0) return seen;
      const detail = detailFor(sight);
      forEachCell(sight, CELL_UM, LARGEST_REACH_UM, (ix, iy) => {
        membranesOf(ix, iy).forEach((membrane, i) => {
          const { origin, radiusUm } = membrane;
          if (!sight.sees(origin.x, origin.y, origin.z, radiusUm)) return;
          const count = Math.max(1, Math.round(membrane.samples * detail));
          const make = () => ({ origin, points: orderByPlace(membrane.sample(count, membrane.samples / count)) });
          seen.push(sampled.get(`${ix} ${iy} ${i} ${detail}`, make, ({ points }) => points.length + 16));
        });
      });
      return seen;
    },
  };
}

function drawCell(
  { sheetsPerUm2, vesiclesPerUm2 }: MembraneDensity,
  layer: Layer,
  random: KeyedRandom,
  ix: number,
  iy: number,
  keepFraction: (x: number, y: number) => number,
): readonly Membrane[] {
  const place = () => ({ x: (ix + random.uniform()) * CELL_UM, y: (iy + random.uniform()) * CELL_UM });
  const some = (perUm2: number, make: () => Membrane) =>
    Array.from({ length: random.poisson(perUm2 * CELL_UM ** 2) }, make);
  const drawn = [
    ...some(sheetsPerUm2, () => sampleSheet(drawSheet(place(), random), layer)),
    ...some(vesiclesPerUm2, () => sampleVesicle(drawVesicle(place(), layer, random), layer)),
  ];
  return drawn.filter(({ origin: { x, y } }) => layer.contentNm(x, y) > 0 && random.uniform() < keepFraction(x, y));
}

/** How far a membrane may reach out of its cell, µm: half of the longest sheet. */
const LARGEST_REACH_UM = 1.2;

/** Fraction of the samples to draw, a power of two (so that few versions of a membrane are kept). */
function detailFor({ pixelNm }: Sight): number {
  const wanted = (FULL_DETAIL_PIXEL_NM / pixelNm) ** 2;
  return wanted >= 1 ? 1 : 2 ** Math.max(-6, Math.ceil(Math.log2(wanted)));
}
