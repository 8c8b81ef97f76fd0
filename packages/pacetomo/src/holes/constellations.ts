import { discContrast } from '../images/discContrast.ts';
import { discSums, gridOver, type PixelGrid, rowSums } from '../images/discSums.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { noiseVariance } from '../images/noise.ts';
import { type Peak, peaksOf } from '../images/peaks.ts';
import { beforeReduction, clipped, reduce } from '../images/reduce.ts';
import type { Brightness } from './foundHoles.ts';

/** Places that look like discs of one size and brightness, the likeliest first. */
export interface Constellation {
  /** Diameter of the discs, px of the image in which they were looked for. */
  readonly diameterPx: number;
  /** The same in px of the reduced image that they were seen in. */
  readonly seenPx: number;
  readonly brightness: Brightness;
  /** In px of that image; their height is the disc contrast, 0 to 1. */
  readonly places: readonly Peak[];
}

/** Range of diameters, px. */
export interface DiameterRange {
  readonly fromPx: number;
  readonly toPx: number;
}

/** The smallest discs that are looked for in an image, px, and how many sizes there are up to twice as large. */
const smallestPx = 8;
const sizesPerOctave = 4;
/** The ring of ground around a disc reaches to so many sizes further: √2 times the radius, so ring and disc have equal areas. */
const ringSizes = 2;
/** Discs are looked for at every second pixel: a quarter of the smallest diameter. */
const stepPx = 2;
/** Largest discs, part of the shorter side of the image: three larger ones would not fit. */
const largestFraction = 0.5;
/** Two discs of an image are farther apart than this part of their diameter. */
const apartFraction = 0.75;
/** Disc contrast below which a place is not worth counting. */
const leastContrast = 0.25;
/** As many places tell the lattice; more would only cost time. */
const mostPlaces = 1000;

/**
 * Looks for bright and dark discs of all sizes: those up to twice the smallest in the image, larger ones in the image
 * reduced by 2, 4, 8 …, which costs next to nothing. The largest come first.
 */
export function* constellations(image: GreyImage, range: DiameterRange): Generator<Constellation> {
  const toPx = Math.min(range.toPx, largestFraction * Math.min(image.widthPx, image.heightPx));
  const octaves = Math.floor(Math.log2(Math.max(1, toPx / smallestPx)));
  for (let octave = octaves; octave >= 0 && 2 ** (octave + 1) * smallestPx > range.fromPx; octave--) {
    yield* ofOneReduction(clipped(reduce(image, 2 ** octave)), 2 ** octave, { fromPx: range.fromPx, toPx });
  }
}

function* ofOneReduction(level: GreyImage, factor: number, range: DiameterRange): Generator<Constellation> {
  const diameters = Array.from(
    { length: sizesPerOctave + ringSizes },
    (_, k) => smallestPx * 2 ** (k / sizesPerOctave),
  );
  const sums = rowSums(level, Math.max(...diameters) / 2);
  const grid = gridOver(level, stepPx);
  const discs = diameters.map((diameter) => discSums(sums, diameter / 2, grid));
  const noise = noiseVariance(level);
  for (const [k, diameter] of diameters.entries()) {
    const [inner, outer] = [discs[k], discs[k + ringSizes]];
    const diameterPx = diameter * factor;
    if (inner && outer && diameterPx >= range.fromPx && diameterPx <= range.toPx)
      yield* ofOneSize(grid, discContrast(inner, outer, noise), diameterPx, factor);
  }
}

function* ofOneSize(
  { columns, rows }: PixelGrid,
  contrast: Float32Array,
  diameterPx: number,
  factor: number,
): Generator<Constellation> {
  const enlarged = ({ x, y, height }: Peak): Peak => ({
    x: beforeReduction(x * stepPx, factor),
    y: beforeReduction(y * stepPx, factor),
    height,
  });
  for (const brightness of ['brighter', 'darker'] as const) {
    const values = brightness === 'brighter' ? contrast : contrast.map((value) => -value);
    const map = { widthPx: columns, heightPx: rows, values };
    const peaks = peaksOf(map, (apartFraction * diameterPx) / factor / stepPx, leastContrast);
    yield { diameterPx, seenPx: diameterPx / factor, brightness, places: peaks.slice(0, mostPlaces).map(enlarged) };
  }
}
