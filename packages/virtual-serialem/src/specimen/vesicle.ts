import type { KeyedRandom } from '../random/keyedRandom.ts';
import type { Layer } from './layer.ts';
import type { Membrane } from './membrane.ts';
import { MEMBRANE_SAMPLE_NM2 } from './objectKinds.ts';
import { spreadPoint } from './spread.ts';

/** A spherical membrane, cut off where the layer ends. */
export interface Vesicle {
  readonly origin: { readonly x: number; readonly y: number; readonly z: number };
  readonly radiusUm: number;
  readonly start: readonly [number, number];
}

/** Draws a vesicle of 30–100 nm radius at a place, its centre somewhere in the thickness. */
export function drawVesicle(
  place: { readonly x: number; readonly y: number },
  layer: Layer,
  random: KeyedRandom,
): Vesicle {
  const radiusUm = 0.03 + 0.07 * random.uniform();
  const depthUm = ((random.uniform() - 0.5) * layer.contentNm(place.x, place.y)) / 1000;
  return {
    origin: { ...place, z: layer.heightUm(place.x, place.y) + depthUm },
    radiusUm,
    start: [random.uniform(), random.uniform()],
  };
}

/** The vesicle as a membrane to be sampled. */
export function sampleVesicle(vesicle: Vesicle, layer: Layer): Membrane {
  const { origin, radiusUm } = vesicle;
  return {
    origin,
    radiusUm: radiusUm + 0.01,
    samples: Math.max(1, Math.round((4 * Math.PI * radiusUm ** 2 * 1e6) / MEMBRANE_SAMPLE_NM2)),
    sample: (count, weight) => samplesOf(vesicle, layer, count, weight),
  };
}

function samplesOf({ origin, radiusUm, start }: Vesicle, layer: Layer, count: number, weight: number): Float32Array {
  const middle = layer.heightUm(origin.x, origin.y) - origin.z;
  const halfUm = layer.contentNm(origin.x, origin.y) / 2000;
  const points = new Float32Array(4 * count);
  const uv = new Float64Array(2);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    spreadPoint(i, start, uv);
    const [u = 0, v = 0] = uv;
    const z = radiusUm * (2 * u - 1);
    if (Math.abs(z - middle) > halfUm) continue;
    const across = Math.sqrt(radiusUm * radiusUm - z * z);
    const at = 4 * kept++;
    points[at] = across * Math.cos(2 * Math.PI * v);
    points[at + 1] = across * Math.sin(2 * Math.PI * v);
    points[at + 2] = z;
    points[at + 3] = weight;
  }
  return points.slice(0, 4 * kept);
}
