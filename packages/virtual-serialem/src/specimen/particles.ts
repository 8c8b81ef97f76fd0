import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';
import type { Layer, Point3 } from './layer.ts';
import { DENSITY_LAYER_NM, type ObjectKind } from './objectKinds.ts';
import { orderByPlace } from './orderByPlace.ts';
import type { Particle } from './particleMap.ts';
import { forEachCell, type ObjectSource, type PointPatch } from './pointPatch.ts';
import { RecentlyUsed } from './recentlyUsed.ts';

const CELL_UM = 0.5;
/** Coarser images show a particle as one blob, nm. */
const FINEST_BLOB_PIXEL_NM = 3;
/** Points kept, 16 bytes each. */
const KEPT_POINTS = 6_000_000;

/** How densely the particles lie. */
export interface ParticleScatter {
  /** Per µm² of a layer of DENSITY_LAYER_NM. */
  readonly perUm2: number;
  /** Factor on their contrast. */
  readonly contrast: number;
  /** Fraction that is left at a place (1 nearly everywhere). */
  keepFraction(x: number, y: number): number;
}

/** Copies of a particle at random places and orientations inside the layer: atom by atom in fine images, as blobs in coarse ones. */
export function particles(
  particle: Particle,
  scatter: ParticleScatter,
  layer: Layer,
  seed: number,
): readonly ObjectSource[] {
  const { spacingNm, gyrationNm, phaseNm2, points } = particle;
  const blob = Float32Array.of(0, 0, 0, phaseNm2);
  const kind = (sigmaNm: number, coarsestPixelNm: number): ObjectKind => ({
    sigmaNm,
    effect: 'phase',
    strengthNm2: scatter.contrast,
    coarsestPixelNm,
  });
  // Neighbours at twice σ make an even density; a ball of matter has the gyration radius √3·σ of the blob that replaces it.
  const fine = source(kind(spacingNm / 2, FINEST_BLOB_PIXEL_NM), points, particle, scatter, layer, seed);
  const coarse = source(kind(gyrationNm / Math.sqrt(3), gyrationNm), blob, particle, scatter, layer, seed);
  const when = (isFine: boolean, from: ObjectSource): ObjectSource => ({
    kind: from.kind,
    patchesIn: (sight) =>
      sight.pixelNm <= FINEST_BLOB_PIXEL_NM === isFine && sight.pixelNm <= from.kind.coarsestPixelNm
        ? from.patchesIn(sight)
        : [],
  });
  return [when(true, fine), when(false, coarse)];
}

function source(
  kind: ObjectKind,
  cloud: Float32Array,
  particle: Particle,
  scatter: ParticleScatter,
  layer: Layer,
  seed: number,
): ObjectSource {
  const cache = new RecentlyUsed<PointPatch>(KEPT_POINTS * 4);
  return {
    kind,
    patchesIn(sight) {
      const seen: PointPatch[] = [];
      forEachCell(sight, CELL_UM, particle.radiusNm / 1000, (ix, iy) => {
        const [x, y] = [(ix + 0.5) * CELL_UM, (iy + 0.5) * CELL_UM];
        const origin = { x, y, z: layer.heightUm(x, y) };
        const rise = Math.abs(layer.heightUm(x + CELL_UM / 2, y + CELL_UM / 2) - origin.z);
        const reach = Math.hypot(CELL_UM * Math.SQRT1_2, rise + layer.thickestContentNm / 2000);
        if (!sight.sees(x, y, origin.z, reach + particle.radiusNm / 1000)) return;
        const make = () =>
          fillCell(cloud, particle, scatter, layer, origin, keyedRandom(seed, 'specimen particles', ix, iy));
        const patch = cache.get(`${ix} ${iy}`, make, ({ points }) => points.length + 16);
        if (patch.points.length > 0) seen.push(patch);
      });
      return seen;
    },
  };
}

function fillCell(
  cloud: Float32Array,
  { radiusNm }: Particle,
  { perUm2, keepFraction }: ParticleScatter,
  layer: Layer,
  origin: Point3,
  random: KeyedRandom,
): PointPatch {
  const drawn = random.poisson((perUm2 * CELL_UM ** 2 * layer.thickestContentNm) / DENSITY_LAYER_NM);
  const copies: number[] = [];
  for (let i = 0; i < drawn; i++) {
    const [dx, dy] = [(random.uniform() - 0.5) * CELL_UM, (random.uniform() - 0.5) * CELL_UM];
    const [depth, share, keep] = [random.uniform() - 0.5, random.uniform(), random.uniform()];
    const turn = randomRotation(random);
    const [x, y] = [origin.x + dx, origin.y + dy];
    const hereNm = layer.contentNm(x, y);
    // As many per volume everywhere, and none sticks out of the ice as long as it fits in.
    if (hereNm === 0 || share * layer.thickestContentNm > hereNm || keep >= keepFraction(x, y)) continue;
    const depthUm = (depth * Math.max(0, hereNm - 2 * radiusNm)) / 1000;
    place(cloud, turn, { x: dx, y: dy, z: layer.heightUm(x, y) - origin.z + depthUm }, copies);
  }
  return { origin, points: orderByPlace(Float32Array.from(copies)) };
}

function place(cloud: Float32Array, turn: readonly number[], at: Point3, into: number[]): void {
  const [xx = 1, xy = 0, xz = 0, yx = 0, yy = 1, yz = 0, zx = 0, zy = 0, zz = 1] = turn;
  for (let i = 0; i < cloud.length; i += 4) {
    const [x, y, z] = [(cloud[i] ?? 0) / 1000, (cloud[i + 1] ?? 0) / 1000, (cloud[i + 2] ?? 0) / 1000];
    into.push(
      at.x + xx * x + xy * y + xz * z,
      at.y + yx * x + yy * y + yz * z,
      at.z + zx * x + zy * y + zz * z,
      cloud[i + 3] ?? 0,
    );
  }
}

/** A rotation matrix, row by row, all orientations alike: from a quaternion of four normal draws. */
function randomRotation(random: KeyedRandom): readonly number[] {
  const draws = [random.normal(), random.normal(), random.normal(), random.normal()];
  const length = Math.hypot(...draws);
  const [w = 1, x = 0, y = 0, z = 0] = draws.map((draw) => draw / length);
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}
