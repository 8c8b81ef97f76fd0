import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';
import type { Layer, Point3 } from './layer.ts';
import { DENSITY_LAYER_NM, type ObjectKind } from './objectKinds.ts';
import { orderByPlace } from './orderByPlace.ts';
import { forEachCell, type ObjectSource, type PointPatch } from './pointPatch.ts';
import { RecentlyUsed } from './recentlyUsed.ts';

/** Cells of the hash grid, µm (physics document, 3.2). */
const CELL_UM = 0.5;
/** Points kept per kind, 16 bytes each: of the densest kind those of 25 Record fields, the targets of one tilt. */
const KEPT_POINTS = 5_000_000;

/** How the objects of one kind lie in the layer. */
export interface Scattering {
  /** Names the random stream. */
  readonly name: string;
  readonly kind: ObjectKind;
  /** Objects per µm² of a layer of DENSITY_LAYER_NM. */
  readonly perUm2: number;
  /** Where in the layer: anywhere within its thickness, or on one of its two surfaces (as many for any thickness). */
  readonly position: 'inside' | 'surface';
  /** Factor on the strength of an object, from a number even in [0, 1). */
  weight(draw: number): number;
  /** Fraction of the objects that is left at a place (1 nearly everywhere). */
  keepFraction(x: number, y: number): number;
}

/** Objects strewn at random over the layer, cell by cell. */
export function scatteredObjects(scattering: Scattering, layer: Layer, seed: number): ObjectSource {
  const cache = new RecentlyUsed<PointPatch>(KEPT_POINTS * 4);
  const ballUm = (centreHeight: number, x: number, y: number) => {
    const rise = Math.abs(layer.heightUm(x + CELL_UM / 2, y + CELL_UM / 2) - centreHeight);
    return Math.hypot(CELL_UM * Math.SQRT1_2, rise + layer.thickestContentNm / 2000) + 0.05;
  };
  return {
    kind: scattering.kind,
    patchesIn(sight) {
      const seen: PointPatch[] = [];
      if (scattering.perUm2 === 0 || sight.pixelNm > scattering.kind.coarsestPixelNm) return seen;
      forEachCell(sight, CELL_UM, 0, (ix, iy) => {
        const origin = { x: (ix + 0.5) * CELL_UM, y: (iy + 0.5) * CELL_UM };
        const z = layer.heightUm(origin.x, origin.y);
        if (!sight.sees(origin.x, origin.y, z, ballUm(z, origin.x, origin.y))) return;
        const make = () =>
          fillCell(scattering, layer, { ...origin, z }, keyedRandom(seed, `specimen ${scattering.name}`, ix, iy));
        const patch = cache.get(`${ix} ${iy}`, make, ({ points }) => points.length + 16);
        if (patch.points.length > 0) seen.push(patch);
      });
      return seen;
    },
  };
}

function fillCell(scattering: Scattering, layer: Layer, origin: Point3, random: KeyedRandom): PointPatch {
  const inside = scattering.position === 'inside';
  const fullNm = inside ? layer.thickestContentNm : DENSITY_LAYER_NM;
  const drawn = random.poisson((scattering.perUm2 * CELL_UM ** 2 * fullNm) / DENSITY_LAYER_NM);
  const points = new Float32Array(4 * drawn);
  const corners = cellCorners(layer, origin);
  let kept = 0;
  for (let i = 0; i < drawn; i++) {
    const [u, v, w, draw] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()];
    const [dx, dy] = [(u - 0.5) * CELL_UM, (v - 0.5) * CELL_UM];
    const thickNm = corners.isEven
      ? interpolate(corners.contentNm, u, v)
      : layer.contentNm(origin.x + dx, origin.y + dy);
    const depthNm = inside ? (w - 0.5) * fullNm : (w < 0.5 ? -0.5 : 0.5) * thickNm;
    if (thickNm === 0 || Math.abs(depthNm) > thickNm / 2) continue;
    if (draw >= scattering.keepFraction(origin.x + dx, origin.y + dy)) continue;
    const at = 4 * kept++;
    points[at] = dx;
    points[at + 1] = dy;
    points[at + 2] = interpolate(corners.heightUm, u, v) + depthNm / 1000 - origin.z;
    points[at + 3] = scattering.weight(draw);
  }
  return { origin, points: orderByPlace(points.slice(0, 4 * kept)) };
}

type Corners = readonly [number, number, number, number];

function cellCorners(layer: Layer, { x, y }: Point3) {
  const h = CELL_UM / 2;
  const at = (give: (x: number, y: number) => number): Corners => [
    give(x - h, y - h),
    give(x + h, y - h),
    give(x - h, y + h),
    give(x + h, y + h),
  ];
  const contentNm = at((px, py) => layer.contentNm(px, py));
  // Over half a micrometre the height bends by less than 1 nm, and so does the thickness unless an edge runs through the cell.
  return {
    heightUm: at((px, py) => layer.heightUm(px, py)),
    contentNm,
    isEven: Math.min(...contentNm) > 0.6 * Math.max(...contentNm),
  };
}

function interpolate([a, b, c, d]: Corners, u: number, v: number): number {
  return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
}
