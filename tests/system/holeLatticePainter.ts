import type { Vec } from '../../packages/pacetomo/src/geometry/frames.ts';
import type { GreyImage } from '../../packages/pacetomo/src/images/greyImage.ts';
import { oneOf, seeded } from './seeded.ts';

// Pictures of holey films, painted without any code of the program or of the virtual microscope.

/** A painted film and the lattice that it was painted with. */
export interface PaintedFilm {
  readonly image: GreyImage;
  readonly a: Vec<'image'>;
  readonly b: Vec<'image'>;
  readonly diameterPx: number;
  /** Numbers and middles of the holes that were painted with their middle in the image. */
  readonly holes: readonly PaintedHole[];
  /** What was drawn, for the report. */
  readonly words: string;
}

interface PaintedHole {
  readonly i: number;
  readonly j: number;
  readonly x: number;
  readonly y: number;
}

type Random = () => number;
const between = (random: Random, from: number, to: number): number => from + (to - from) * random();
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Hole diameter and pitch of films that are sold, µm: R1.2/1.3, R2/1, R2/2, R1/1, R3.5/1, R1.2/0.8, R1/4 … */
const films = [
  [1.2, 2.5],
  [2, 3],
  [2, 4],
  [1, 2],
  [3.5, 4.5],
  [1.2, 2],
  [2, 6],
  [0.6, 1],
  [1, 4],
] as const;
const sizes = [
  [512, 512],
  [720, 512],
  [1024, 1024],
  [1440, 1024],
  [960, 682],
] as const;

/** The film of a seed: cell, pitch, angle, tilt, missing and dirty holes, ice, bars, tears and noise all drawn anew. */
export function paintFilm(seed: number): PaintedFilm {
  for (let trial = 0; ; trial++) {
    const painted = tryFilm(seeded(1000 * seed + trial));
    if (painted !== null) return painted;
  }
}

function tryFilm(random: Random): PaintedFilm | null {
  const [widthPx, heightPx] = oneOf(random, sizes);
  const [diameter, pitch] = oneOf(random, films);
  const hexagonal = random() < 0.3;
  const shorter = Math.min(widthPx, heightPx);
  const pitchPx = Math.max(
    (12 * pitch) / diameter,
    shorter * Math.exp(between(random, Math.log(0.05), Math.log(0.36))),
  );
  const diameterPx = (pitchPx * diameter) / pitch;
  const tilt = tilted(between(random, 0, 20), between(random, 0, 180));
  const turn = between(random, 0, 2 * Math.PI);
  const plain = (angle: number) => ({ x: pitchPx * Math.cos(angle), y: pitchPx * Math.sin(angle) });
  const [a, b] = [tilt.seen(plain(turn)), tilt.seen(plain(turn + (hexagonal ? Math.PI / 3 : Math.PI / 2)))];
  const origin = { x: widthPx / 2 + pitchPx * random(), y: heightPx / 2 + pitchPx * random() };
  const missing = random() < 0.5 ? 0 : between(random, 0, 0.6);
  const all = allHoles(widthPx, heightPx, origin, a, b, pitchPx);
  const present = all.filter(() => random() >= missing);
  const bars = random() < 0.3 ? [barOf(random, widthPx, heightPx)] : [];
  const whole = present.filter(
    (hole) => isInside(hole, widthPx, heightPx, diameterPx / 2) && bars.every((bar) => bar(hole.x, hole.y) < 0.02),
  );
  if (!tellTheLattice(whole, all.length)) return null;
  const { data, words } = drawn(random, { widthPx, heightPx, present, diameterPx, tilt, bars });
  return {
    image: { widthPx, heightPx, data },
    ...{ a, b, diameterPx },
    holes: present.filter((hole) => isInside(hole, widthPx, heightPx, 0)),
    words: `${widthPx}×${heightPx} ${hexagonal ? 'hex' : 'square'} R${diameter}/${pitch - diameter} pitch ${pitchPx.toFixed(0)} px, ${whole.length} whole holes, ${(100 * missing).toFixed(0)} % missing, ${words}`,
  };
}

type Tilt = ReturnType<typeof tilted>;

/** Distances across the tilt axis shrink by the cosine. */
function tilted(deg: number, axisDeg: number) {
  const [cos, sin] = [Math.cos((axisDeg * Math.PI) / 180), Math.sin((axisDeg * Math.PI) / 180)];
  const scaled = (v: Vec<'image'>, times: number): Vec<'image'> => {
    const [along, across] = [cos * v.x + sin * v.y, times * (cos * v.y - sin * v.x)];
    return { x: cos * along - sin * across, y: sin * along + cos * across };
  };
  const shrink = Math.cos((deg * Math.PI) / 180);
  return { seen: (v: Vec<'image'>) => scaled(v, shrink), flat: (v: Vec<'image'>) => scaled(v, 1 / shrink) };
}

function allHoles(
  widthPx: number,
  heightPx: number,
  origin: Vec<'image'>,
  a: Vec<'image'>,
  b: Vec<'image'>,
  pitchPx: number,
): readonly PaintedHole[] {
  const reach = Math.ceil((1.3 * (widthPx + heightPx)) / pitchPx);
  const numbers = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach);
  return numbers.flatMap((i) =>
    numbers
      .map((j) => ({ i, j, x: origin.x + i * a.x + j * b.x, y: origin.y + i * a.y + j * b.y }))
      .filter((hole) => isInside(hole, widthPx, heightPx, -pitchPx / 2)),
  );
}

const isInside = ({ x, y }: Vec<'image'>, widthPx: number, heightPx: number, marginPx: number): boolean =>
  Math.min(x, y, widthPx - 1 - x, heightPx - 1 - y) >= marginPx;

/**
 * Whether somebody who sees these holes could tell the lattice: a hole with a neighbour along a and one along b; and when
 * there are fewer than eight, at least half of the image's holes, without which nobody knows what lies between them.
 */
function tellTheLattice(whole: readonly PaintedHole[], all: number): boolean {
  const there = new Set(whole.map(({ i, j }) => `${i},${j}`));
  const beside = (i: number, j: number): boolean => there.has(`${i},${j}`);
  const corner = whole.some(
    ({ i, j }) => (beside(i + 1, j) || beside(i - 1, j)) && (beside(i, j + 1) || beside(i, j - 1)),
  );
  return corner && (whole.length >= 8 || whole.length >= 0.25 * all);
}

interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly present: readonly PaintedHole[];
  readonly diameterPx: number;
  readonly tilt: Tilt;
  readonly bars: readonly Cover[];
}

/** How much of a place is covered, 0 to 1. */
type Cover = (x: number, y: number) => number;

function drawn(random: Random, scene: Scene): { readonly data: Float32Array; readonly words: string } {
  const { widthPx, heightPx, diameterPx, bars } = scene;
  const dark = random() < 0.15;
  const contrast = dark ? -between(random, 0.06, 0.2) : between(random, 0.06, 0.4);
  const softPx = between(random, 0.7, Math.max(1, 0.08 * diameterPx));
  const film = 0.6;
  const data = new Float32Array(widthPx * heightPx).fill(film);
  const oddPart = random() < 0.3 ? between(random, 0, 0.25) : 0;
  for (const hole of scene.present) {
    const odd = random() < oddPart;
    const own = odd ? -0.5 * contrast : contrast * between(random, 0.75, 1.25);
    discInto(data, scene, hole, diameterPx / 2, softPx, own);
    if (random() < 0.1) brokenInto(random, data, scene, hole, own);
  }
  const ice = waves(random, widthPx, heightPx, Math.min(between(random, 0, 0.12), Math.abs(contrast)));
  const dirt = Math.floor(between(random, 0, 0.4) * (random() < 0.5 ? 10 : 120));
  for (let k = 0; k < dirt; k++) {
    const place = { x: widthPx * random(), y: heightPx * random() };
    discInto(
      data,
      { ...scene, tilt: tilted(0, 0) },
      place,
      diameterPx * 0.5 * between(random, 0.04, 0.4) ** 1.2,
      0.8,
      -0.4,
    );
  }
  const tears = random() < 0.12 ? [tearOf(random, widthPx, heightPx)] : [];
  const electrons = Math.max(
    Math.exp(between(random, Math.log(6), Math.log(300))),
    visible(contrast, film, diameterPx),
  );
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      let value = Math.max(0.02, (data[at] ?? 0) * (1 + ice(x, y)));
      for (const tear of tears) value += (1 - value) * tear(x, y);
      for (const bar of bars) value *= 1 - 0.97 * bar(x, y);
      const mean = electrons * value;
      data[at] = 20 * Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
    }
  }
  return {
    data,
    words: `contrast ${contrast.toFixed(2)}, ${electrons.toFixed(0)} e/px, ${dirt} crystals, odd ${(100 * oddPart).toFixed(0)} %${bars.length > 0 ? ', bar' : ''}${tears.length > 0 ? ', tear' : ''}`,
  };
}

/** Electrons per pixel with which a single hole stands out from as much film by five standard deviations of the counts. */
const visible = (contrast: number, film: number, diameterPx: number): number =>
  (25 * 2 * film) / (contrast ** 2 * (Math.PI / 4) * diameterPx ** 2);

/** Adds a disc with a soft edge, flat in the film's own plane. */
function discInto(
  data: Float32Array,
  { widthPx, heightPx, tilt }: Pick<Scene, 'widthPx' | 'heightPx' | 'tilt'>,
  { x, y }: Vec<'image'>,
  radiusPx: number,
  softPx: number,
  step: number,
): void {
  const reach = Math.ceil(radiusPx + 3 * softPx);
  for (let v = Math.max(0, Math.floor(y) - reach); v <= Math.min(heightPx - 1, y + reach); v++) {
    for (let u = Math.max(0, Math.floor(x) - reach); u <= Math.min(widthPx - 1, x + reach); u++) {
      const flat = tilt.flat({ x: u - x, y: v - y });
      const inside = 1 / (1 + Math.exp((Math.hypot(flat.x, flat.y) - radiusPx) / (0.4 * softPx)));
      data[v * widthPx + u] = (data[v * widthPx + u] ?? 0) + step * inside;
    }
  }
}

/** Covers a part of a hole at its rim again: film that hangs into it. */
function brokenInto(random: Random, data: Float32Array, scene: Scene, hole: PaintedHole, step: number): void {
  const angle = 2 * Math.PI * random();
  const radiusPx = (scene.diameterPx / 2) * between(random, 0.2, 0.5);
  const off = (scene.diameterPx / 2) * 0.8;
  const place = { x: hole.x + off * Math.cos(angle), y: hole.y + off * Math.sin(angle) };
  discInto(data, scene, place, radiusPx, 1, -step);
}

/** Thickness that changes slowly: a few long waves. */
export function waves(random: Random, widthPx: number, heightPx: number, rms: number): Cover {
  const size = Math.max(widthPx, heightPx);
  const terms = Array.from({ length: 6 }, () => {
    const angle = 2 * Math.PI * random();
    const k = (2 * Math.PI * between(random, 0.3, 3)) / size;
    return { kx: k * Math.cos(angle), ky: k * Math.sin(angle), phase: 2 * Math.PI * random() };
  });
  return (x, y) => {
    let sum = 0;
    for (const { kx, ky, phase } of terms) sum += Math.sin(kx * x + ky * y + phase);
    return (rms * sum) / Math.sqrt(terms.length / 2);
  };
}

/** A grid bar along one side: dark beyond a line that crosses the image. */
export function barOf(random: Random, widthPx: number, heightPx: number): Cover {
  const angle = 2 * Math.PI * random();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const edge = between(random, 0.2, 0.45) * Math.min(widthPx, heightPx);
  const soft = between(random, 1.5, 12);
  return (x, y) => 1 / (1 + Math.exp((edge - cos * (x - widthPx / 2) - sin * (y - heightPx / 2)) / soft));
}

/** A tear: bright beyond a wavy line near a corner. */
export function tearOf(random: Random, widthPx: number, heightPx: number): Cover {
  const angle = 2 * Math.PI * random();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const edge = between(random, 0.35, 0.5) * Math.min(widthPx, heightPx);
  const [wave, phase] = [between(random, 20, 90), 6 * random()];
  return (x, y) => {
    const [along, across] = [
      sin * (x - widthPx / 2) - cos * (y - heightPx / 2),
      cos * (x - widthPx / 2) + sin * (y - heightPx / 2),
    ];
    return across > edge + 12 * Math.sin(along / wave + phase) + 6 * Math.sin((3.3 * along) / wave) ? 1 : 0;
  };
}
