import type { KeyedRandom } from '../random/keyedRandom.ts';
import { coincidencePerElectron, mostElectrons, statistics } from './counting.ts';
import type { CameraSettings } from './schema.ts';
import type { FormedImage, Shot } from './shot.ts';

/** So many pixels are drawn; the rest repeats them from other places. */
const DRAWN = 4096;

/**
 * An image without content: one mean for all pixels, with counting noise. Drawing the noise is what costs time, so that 4096 pixels are
 * drawn and every stretch of the image starts somewhere else in them.
 */
export function flatImage(shot: Shot, settings: CameraSettings, electrons: number, random: KeyedRandom): FormedImage {
  const { widthPx, heightPx } = shot;
  const { countsPerElectron, largestCounts } = settings;
  const wanted =
    electrons / (1 + coincidencePerElectron(shot, settings) * electrons) +
    settings.darkElectronsPerPx * shot.binning ** 2;
  const mean = Math.min(wanted, mostElectrons(settings));
  const drawn = new Int16Array(2 * DRAWN);
  for (let i = 0; i < DRAWN; i++) drawn[i] = Math.min(largestCounts, countsPerElectron * random.poisson(mean));
  drawn.copyWithin(DRAWN, 0, DRAWN);

  const pixels = new Int16Array(widthPx * heightPx);
  for (let at = 0; at < pixels.length; at += DRAWN) {
    const start = Math.floor(random.uniform() * DRAWN);
    pixels.set(drawn.subarray(start, start + Math.min(DRAWN, pixels.length - at)), at);
  }
  return { widthPx, heightPx, pixels, ...statistics(pixels, largestCounts) };
}
