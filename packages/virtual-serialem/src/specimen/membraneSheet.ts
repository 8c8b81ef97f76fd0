import type { KeyedRandom } from '../random/keyedRandom.ts';
import type { Layer } from './layer.ts';
import type { Membrane } from './membrane.ts';
import { MEMBRANE_SAMPLE_NM2 } from './objectKinds.ts';
import { spreadPoint } from './spread.ts';

/** A membrane through the whole layer: a curved line in the plane of the specimen, drawn out in depth. */
export interface Sheet {
  /** The middle of the line, µm. */
  readonly place: { readonly x: number; readonly y: number };
  readonly lengthUm: number;
  /** Direction of the line in its middle, radians; how fast it turns, 1/µm; how far it wavers, radians, and where in its wave it is. */
  readonly heading: number;
  readonly curvature: number;
  readonly wavering: number;
  readonly wavePhase: number;
  /** Mean slant of the sheet, degrees from the surface normal. Along the line it swings about that, with another phase. */
  readonly slantDeg: number;
  readonly swingPhase: number;
  /** Lateral shift of the surfaces of the layer against its middle, µm: no sheet is seen exactly edge-on over its whole depth. */
  readonly bowUm: number;
  readonly start: readonly [number, number];
}

/** Mean slants up to 35° and a swing of 30°: at any tilt some stretches are seen edge-on, no sheet is over its whole length (estimate). */
const LARGEST_SLANT_DEG = 35;
const SWING_DEG = 30;
const SWING_UM = 0.5;
const BOW_UM = 0.02;
const NODE_UM = 0.04;
const WAVE_UM = 0.7;

/** Draws a sheet whose middle lies at a place: 0.7–2.1 µm long, gently curved. */
export function drawSheet(place: { readonly x: number; readonly y: number }, random: KeyedRandom): Sheet {
  return {
    place,
    lengthUm: 0.7 + 1.4 * random.uniform(),
    heading: 2 * Math.PI * random.uniform(),
    curvature: 0.7 * random.normal(),
    wavering: 0.35 * random.normal(),
    wavePhase: 2 * Math.PI * random.uniform(),
    slantDeg: LARGEST_SLANT_DEG * (2 * random.uniform() - 1),
    swingPhase: 2 * Math.PI * random.uniform(),
    bowUm: BOW_UM * random.normal(),
    start: [random.uniform(), random.uniform()],
  };
}

/** The sheet as a membrane to be sampled. Its course through the layer is worked out when it is first seen. */
export function sampleSheet(sheet: Sheet, layer: Layer): Membrane {
  const { place, lengthUm, slantDeg } = sheet;
  const thickUm = layer.contentNm(place.x, place.y) / 1000;
  const origin = { ...place, z: layer.heightUm(place.x, place.y) };
  const areaUm2 = (lengthUm * thickUm) / Math.cos((slantDeg * Math.PI) / 180);
  let nodes: readonly SheetNode[] | null = null;
  return {
    origin,
    // The height may change by as much as half the length: no layer here is steeper than 45°.
    radiusUm: lengthUm * Math.SQRT1_2 + 2 * thickUm + 3 * BOW_UM,
    samples: Math.max(1, Math.round((areaUm2 * 1e6) / MEMBRANE_SAMPLE_NM2)),
    sample(count, weight) {
      nodes ??= courseOf(sheet, layer, origin.z);
      return samplesOf(sheet, nodes, count, weight);
    },
  };
}

/** A point of the line: place from the origin, unit normal in the plane, thickness of the layer; all µm. */
interface SheetNode {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly normalX: number;
  readonly normalY: number;
  readonly thickUm: number;
  /** Lateral shift per depth: tangent of the slant. */
  readonly slant: number;
}

function courseOf(sheet: Sheet, layer: Layer, originZ: number): readonly SheetNode[] {
  const { place, lengthUm, heading, curvature, wavering, wavePhase, slantDeg, swingPhase } = sheet;
  const steps = Math.ceil(lengthUm / NODE_UM);
  const step = lengthUm / steps;
  const angleAt = (i: number) => {
    const along = (i - steps / 2) * step;
    return heading + curvature * along + wavering * Math.sin((2 * Math.PI * along) / WAVE_UM + wavePhase);
  };
  const slantAt = (i: number) => slantDeg + SWING_DEG * Math.sin((2 * Math.PI * i * step) / SWING_UM + swingPhase);
  // Where the line goes, by summing its directions; then moved so that its middle is the origin.
  const path = [{ x: 0, y: 0 }];
  for (let i = 0; i < steps; i++) {
    const before = path[i] ?? { x: 0, y: 0 };
    path.push({ x: before.x + step * Math.cos(angleAt(i + 0.5)), y: before.y + step * Math.sin(angleAt(i + 0.5)) });
  }
  const middle = path[Math.round(steps / 2)] ?? { x: 0, y: 0 };
  return path.map((point, i) => {
    const [x, y] = [point.x - middle.x, point.y - middle.y];
    return {
      x,
      y,
      z: layer.heightUm(place.x + x, place.y + y) - originZ,
      normalX: -Math.sin(angleAt(i)),
      normalY: Math.cos(angleAt(i)),
      thickUm: layer.contentNm(place.x + x, place.y + y) / 1000,
      slant: Math.tan((slantAt(i) * Math.PI) / 180),
    };
  });
}

function samplesOf({ bowUm, start }: Sheet, nodes: readonly SheetNode[], count: number, weight: number): Float32Array {
  const points = new Float32Array(4 * count);
  const uv = new Float64Array(2);
  const last = nodes.length - 1;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    spreadPoint(i, start, uv);
    const u = uv[0] ?? 0;
    const v = (uv[1] ?? 0) - 0.5;
    const a = nodes[Math.floor(u * last)];
    const b = nodes[Math.floor(u * last) + 1];
    if (!a || !b) continue;
    const f = u * last - Math.floor(u * last);
    const depth = v * (a.thickUm + (b.thickUm - a.thickUm) * f);
    if (depth === 0) continue; // off the edge of the layer
    const aside = depth * (a.slant + (b.slant - a.slant) * f) + bowUm * (4 * v * v - 0.5);
    const at = 4 * kept++;
    points[at] = a.x + (b.x - a.x) * f + aside * a.normalX;
    points[at + 1] = a.y + (b.y - a.y) * f + aside * a.normalY;
    points[at + 2] = a.z + (b.z - a.z) * f + depth;
    points[at + 3] = weight;
  }
  return points.slice(0, 4 * kept);
}
