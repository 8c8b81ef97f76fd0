import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';
import type { Layer } from './layer.ts';
import { objectKinds } from './objectKinds.ts';
import { orderByPlace } from './orderByPlace.ts';
import { forEachCell, type ObjectSource, type PointPatch } from './pointPatch.ts';
import { RecentlyUsed } from './recentlyUsed.ts';
import type { SpecimenSettings } from './schema.ts';

/** Crystals are drawn by cells of this size, µm. */
const CELL_UM = 4;
/** Distance of the samples of a crystal on fine images, nm: below twice the σ of a sample, so that they merge. */
const SAMPLE_NM = 18;
/** A crystal has so many faces (estimate). */
const FACES = 9;
/** Mean free path in a crystal for all that misses slit or objective aperture, nm: Bragg scattering comes on top of the 395 nm of vitreous ice (estimate). */
const CRYSTAL_PATH_NM = 220;
/** How deep a crystal sits in the surface that it has grown on, fraction of its radius (estimate). */
const SUNK = 0.35;
const KEPT_POINTS = 2_000_000;

interface Crystal {
  readonly origin: { readonly x: number; readonly y: number; readonly z: number };
  readonly radiusUm: number;
  /** Its faces: unit normals and distances from the middle in radii. */
  readonly faces: readonly (readonly [nx: number, ny: number, nz: number, distance: number])[];
  readonly key: readonly [ix: number, iy: number, i: number];
}

/** Ice crystals on both surfaces of the layer: contamination. They absorb, and they move with the surface when the stage tilts. */
export function iceCrystals(content: SpecimenSettings['content'], layer: Layer, seed: number): ObjectSource {
  const cells = new RecentlyUsed<readonly Crystal[]>(100_000);
  const sampled = new RecentlyUsed<PointPatch>(KEPT_POINTS * 4);
  const crystalsOf = (ix: number, iy: number) =>
    cells.get(
      `${ix} ${iy}`,
      () => drawCell(content, layer, keyedRandom(seed, 'specimen ice crystals', ix, iy), ix, iy),
      (all) => all.length + 1,
    );
  return {
    kind: objectKinds.iceCrystalSample,
    patchesIn(sight) {
      const seen: PointPatch[] = [];
      if (content.iceCrystalsPerUm2 === 0) return seen;
      const spacingNm = Math.max(SAMPLE_NM, 2 ** Math.floor(Math.log2(sight.pixelNm)));
      forEachCell(sight, CELL_UM, 1, (ix, iy) => {
        for (const crystal of crystalsOf(ix, iy)) {
          const { origin, radiusUm, key } = crystal;
          if (!sight.sees(origin.x, origin.y, origin.z, radiusUm)) continue;
          const make = () => samplesOf(crystal, spacingNm, keyedRandom(seed, 'specimen ice crystal', ...key));
          seen.push(sampled.get(`${key.join(' ')} ${spacingNm}`, make, ({ points }) => points.length + 16));
        }
      });
      return seen;
    },
  };
}

function drawCell(
  { iceCrystalsPerUm2, iceCrystalDiameterUm: { smallest, largest } }: SpecimenSettings['content'],
  layer: Layer,
  random: KeyedRandom,
  ix: number,
  iy: number,
): readonly Crystal[] {
  const drawn = Array.from({ length: random.poisson(iceCrystalsPerUm2 * CELL_UM ** 2) }, (_, i): Crystal => {
    const [x, y] = [(ix + random.uniform()) * CELL_UM, (iy + random.uniform()) * CELL_UM];
    const side = random.uniform() < 0.5 ? -1 : 1;
    // Small ones are more frequent: the square of an even draw.
    const radiusUm = (smallest + Math.max(0, largest - smallest) * random.uniform() ** 2) / 2;
    const aboveUm = layer.contentNm(x, y) / 2000 + (1 - SUNK) * radiusUm;
    const faces = Array.from({ length: FACES }, () => drawFace(random));
    return { origin: { x, y, z: layer.heightUm(x, y) + side * aboveUm }, radiusUm, faces, key: [ix, iy, i] };
  });
  return drawn.filter(({ origin: { x, y } }) => layer.contentNm(x, y) > 0);
}

function drawFace(random: KeyedRandom): readonly [number, number, number, number] {
  const nz = 2 * random.uniform() - 1;
  const across = Math.sqrt(1 - nz * nz);
  const turn = 2 * Math.PI * random.uniform();
  return [across * Math.cos(turn), across * Math.sin(turn), nz, 0.55 + 0.4 * random.uniform()];
}

/** Samples on a jittered grid inside the crystal, each with the absorption of its volume, nm². */
function samplesOf({ origin, radiusUm, faces }: Crystal, spacingNm: number, random: KeyedRandom): PointPatch {
  const steps = Math.max(1, Math.ceil(radiusUm / (spacingNm / 1000)));
  const step = 1 / steps;
  const weight = (step * radiusUm * 1000) ** 3 / (2 * CRYSTAL_PATH_NM);
  const points: number[] = [];
  for (let i = -steps; i < steps; i++) {
    for (let j = -steps; j < steps; j++) {
      for (let k = -steps; k < steps; k++) {
        const x = (i + random.uniform()) * step;
        const y = (j + random.uniform()) * step;
        const z = (k + random.uniform()) * step;
        if (x * x + y * y + z * z > 1 || faces.some(([nx, ny, nz, far]) => nx * x + ny * y + nz * z > far)) continue;
        points.push(x * radiusUm, y * radiusUm, z * radiusUm, weight);
      }
    }
  }
  return { origin, points: orderByPlace(Float32Array.from(points)) };
}
