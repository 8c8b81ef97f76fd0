import type { KeyedRandom } from '../random/keyedRandom.ts';
import { drawPoisson } from '../random/poisson.ts';
import type { FixedPattern } from './fixedPattern.ts';
import type { ContrastMap } from './scene.ts';
import type { CameraSettings } from './schema.ts';
import type { FormedImage, Shot } from './shot.ts';

/** Strong objects would take away more than there is: this fraction of the beam always arrives. */
const LEAST_INTENSITY = 0.02;

/** Electrons expected per pixel of an image, without anything in the beam. */
export function fullElectrons(shot: Shot, pixelNm: number, { detectedFraction }: CameraSettings): number {
  return shot.doseEPerA2 * (10 * pixelNm) ** 2 * detectedFraction * shot.transmissionFactor;
}

/** Fraction of the electrons lost by coincidence is 1 − 1/(1 + this · electrons in the pixel). */
export function coincidencePerElectron(shot: Shot, settings: CameraSettings): number {
  return settings.coincidenceLossS / (shot.binning * settings.sensorPixels) ** 2 / Math.max(1e-6, shot.exposureS);
}

/** Far above saturation there is nothing to draw: the largest mean of a pixel that makes a difference, electrons. */
export function mostElectrons({ largestCounts, countsPerElectron }: CameraSettings): number {
  return (1.5 * largestCounts) / countsPerElectron + 100;
}

/**
 * Counts the electrons: from brightness and contrast to an image with noise, gain errors, hot and saturated pixels.
 * Uses the brightness up: afterwards that array holds the expected electrons.
 */
export function count(
  shot: Shot,
  settings: CameraSettings,
  electrons: number,
  brightness: Float32Array,
  contrast: ContrastMap,
  pattern: FixedPattern,
  random: KeyedRandom,
): FormedImage {
  const { widthPx, heightPx } = shot;
  const means = brightness;
  expectElectrons(means, contrast, strengthened(pattern.gain, shot.gainErrorFactor ?? 1), electrons, shot, settings);
  const pixels = drawCounts(means, settings, random);
  addHotPixels(pixels, pattern, shot.exposureS, settings, random);
  return { widthPx, heightPx, pixels, ...statistics(pixels, settings.largestCounts) };
}

/** Sensitivities with larger or smaller errors. */
function strengthened(gain: Float32Array, factor: number): Float32Array {
  return factor === 1 ? gain : gain.map((value) => 1 + factor * (value - 1));
}

/** From the brightness of each pixel (1: full beam) to the mean number of electrons that it will count. */
function expectElectrons(
  means: Float32Array,
  contrast: ContrastMap,
  gain: Float32Array,
  electrons: number,
  shot: Shot,
  settings: CameraSettings,
): void {
  const { widthPx, heightPx } = shot;
  const { values, stridePx, start } = contrast;
  const loss = coincidencePerElectron(shot, settings);
  const dark = settings.darkElectronsPerPx * shot.binning ** 2;
  const most = mostElectrons(settings);
  for (let y = 0; y < heightPx; y++) {
    const to = y * widthPx;
    const from = start + y * stridePx;
    for (let x = 0; x < widthPx; x++) {
      const relative = 1 + (values[from + x] ?? 0);
      const intensity = relative > LEAST_INTENSITY ? relative : LEAST_INTENSITY;
      const arriving = electrons * (means[to + x] ?? 0) * (gain[to + x] ?? 0) * intensity;
      const mean = arriving / (1 + loss * arriving) + dark;
      means[to + x] = mean < most ? mean : most;
    }
  }
}

function drawCounts(
  means: Float32Array,
  { countsPerElectron, largestCounts }: CameraSettings,
  { bits }: KeyedRandom,
): Int16Array {
  const pixels = new Int16Array(means.length);
  for (let i = 0; i < means.length; i++) {
    const counts = countsPerElectron * drawPoisson(means[i] ?? 0, bits);
    pixels[i] = counts < largestCounts ? counts : largestCounts;
  }
  return pixels;
}

function addHotPixels(
  pixels: Int16Array,
  { hot }: FixedPattern,
  exposureS: number,
  { countsPerElectron, largestCounts }: CameraSettings,
  random: KeyedRandom,
): void {
  for (const { index, electronsPerS } of hot) {
    const counts = countsPerElectron * random.poisson(electronsPerS * exposureS);
    pixels[index] = Math.min(largestCounts, (pixels[index] ?? 0) + counts);
  }
}

/** Mean counts and number of saturated pixels. */
export function statistics(pixels: Int16Array, largestCounts: number): { meanCounts: number; saturatedPx: number } {
  let sum = 0;
  let saturatedPx = 0;
  for (let i = 0; i < pixels.length; i++) {
    const counts = pixels[i] ?? 0;
    sum += counts;
    if (counts >= largestCounts) saturatedPx += 1;
  }
  return { meanCounts: sum / pixels.length, saturatedPx };
}
