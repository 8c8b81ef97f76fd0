import type { GreyImage } from '../../packages/pacetomo/src/images/greyImage.ts';
import { barOf, tearOf, waves } from './holeLatticePainter.ts';
import { seeded } from './seeded.ts';

// Pictures in which there is no lattice of holes, painted without any code of the program.

type Random = () => number;
const between = (random: Random, from: number, to: number): number => from + (to - from) * random();

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radiusPx: number;
  readonly step: number;
}

/** What each kind of picture shows on a ground of brightness 0.6. */
const kinds = {
  'carbon film': (random: Random, size: Size) =>
    grainy(random, size, between(random, 1, 5), between(random, 0.02, 0.1)),
  'vitreous noise': () => () => 0,
  'ice of uneven thickness': (random: Random, size: Size) => waves(random, size.widthPx, size.heightPx, 0.2),
  'a lamella with curtains': (random: Random, size: Size) => lamella(random, size),
  'crossing grid bars': (random: Random, { widthPx, heightPx }: Size) => {
    const bars = [1, 2, 3].map(() => barOf(random, widthPx, heightPx));
    return (x: number, y: number) =>
      -0.58 *
      Math.min(
        1,
        bars.reduce((sum, bar) => sum + bar(x, y), 0),
      );
  },
  'a torn film': (random: Random, { widthPx, heightPx }: Size) => {
    const tears = [1, 2].map(() => tearOf(random, widthPx, heightPx));
    return (x: number, y: number) =>
      0.4 *
      Math.min(
        1,
        tears.reduce((sum, tear) => sum + tear(x, y), 0),
      );
  },
  'a single hole': (random: Random, size: Size) => discs(someDiscs(random, size, 1, between(random, 0.05, 0.25))),
  'two holes': (random: Random, size: Size) => discs(someDiscs(random, size, 2, between(random, 0.05, 0.2))),
  'round particles of one size': (random: Random, size: Size) =>
    discs(someDiscs(random, size, Math.floor(between(random, 12, 70)), between(random, 0.02, 0.05), -0.2)),
  'ice crystals of all sizes': (random: Random, size: Size) =>
    discs(
      Array.from({ length: Math.floor(between(random, 5, 80)) }, () => ({
        x: size.widthPx * random(),
        y: size.heightPx * random(),
        radiusPx: between(random, 0.005, 0.05) * size.heightPx,
        step: -between(random, 0.1, 0.4),
      })),
    ),
  'a cell': (random: Random, size: Size) =>
    discs([
      ...someDiscs(random, size, 8, between(random, 0.04, 0.09), -0.1),
      ...someDiscs(random, size, 40, 0.015, -0.15),
      ...someDiscs(random, size, 5, 0.1, 0.06),
    ]),
} as const satisfies Record<string, (random: Random, size: Size) => (x: number, y: number) => number>;

export type NoLattice = keyof typeof kinds;
export const kindsWithoutLattice = Object.keys(kinds) as readonly NoLattice[];

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A picture of this kind. */
export function paintWithoutLattice(kind: NoLattice, seed: number): GreyImage {
  const random = seeded(77_000 + 131 * seed + kindsWithoutLattice.indexOf(kind));
  const size = random() < 0.5 ? { widthPx: 720, heightPx: 512 } : { widthPx: 1024, heightPx: 1024 };
  const shown = kinds[kind](random, size);
  const shade = waves(random, size.widthPx, size.heightPx, 0.04);
  const electrons = Math.exp(between(random, Math.log(6), Math.log(300)));
  const data = Float32Array.from({ length: size.widthPx * size.heightPx }, (_, at) => {
    const [x, y] = [at % size.widthPx, Math.floor(at / size.widthPx)];
    const mean = electrons * Math.max(0.02, 0.6 + shown(x, y) + shade(x, y));
    const noise = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return 20 * Math.max(0, Math.round(mean + Math.sqrt(mean) * noise));
  });
  return { ...size, data };
}

/** Discs that do not overlap, at random. */
function someDiscs(random: Random, size: Size, count: number, radiusPart: number, step = 0.25): readonly Disc[] {
  const radiusPx = radiusPart * size.heightPx;
  const placed: Disc[] = [];
  for (let trial = 0; placed.length < count && trial < 40 * count; trial++) {
    const disc = { x: size.widthPx * random(), y: size.heightPx * random(), radiusPx, step };
    if (placed.every(({ x, y }) => Math.hypot(x - disc.x, y - disc.y) > 2.1 * radiusPx)) placed.push(disc);
  }
  return placed;
}

function discs(all: readonly Disc[]) {
  return (x: number, y: number): number => {
    let sum = 0;
    for (const disc of all) {
      const distance = Math.hypot(x - disc.x, y - disc.y) - disc.radiusPx;
      if (distance < 8) sum += disc.step / (1 + Math.exp(distance));
    }
    return sum;
  };
}

/** Noise with a grain of some pixels: random numbers between which it is interpolated. */
function grainy(random: Random, { widthPx, heightPx }: Size, grainPx: number, rms: number) {
  const columns = Math.ceil(widthPx / grainPx) + 2;
  const grid = Float32Array.from({ length: columns * (Math.ceil(heightPx / grainPx) + 2) }, () => random() - 0.5);
  return (x: number, y: number): number => {
    const [u, v] = [x / grainPx, y / grainPx];
    const at = Math.floor(v) * columns + Math.floor(u);
    const [fu, fv] = [u % 1, v % 1];
    const upper = (1 - fu) * (grid[at] ?? 0) + fu * (grid[at + 1] ?? 0);
    const lower = (1 - fu) * (grid[at + columns] ?? 0) + fu * (grid[at + columns + 1] ?? 0);
    return 3.5 * rms * ((1 - fv) * upper + fv * lower);
  };
}

/** A tilted stripe, striped along itself, between trenches; vesicles in it. */
function lamella(random: Random, size: Size) {
  const angle = Math.PI * random();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const half = between(random, 0.2, 0.4) * size.heightPx;
  const [period, other] = [between(random, 8, 60), between(random, 8, 60)];
  const inside = discs([
    ...someDiscs(random, size, 6, between(random, 0.02, 0.06), 0.04),
    ...someDiscs(random, size, 60, 0.008, -0.06),
  ]);
  return (x: number, y: number): number => {
    const along = cos * (x - size.widthPx / 2) + sin * (y - size.heightPx / 2);
    const across = cos * (y - size.heightPx / 2) - sin * (x - size.widthPx / 2);
    if (Math.abs(across) > 1.3 * half) return -0.5;
    if (Math.abs(across) > half) return 0.35;
    const curtains = 0.03 * Math.sin((2 * Math.PI * along) / period) + 0.02 * Math.sin((2 * Math.PI * along) / other);
    return curtains + inside(x, y);
  };
}
