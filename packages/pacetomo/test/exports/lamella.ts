import type { Series, SeriesImage } from '../../src/series/series.ts';
import { sortStack } from './anySeries.ts';

/** In the order of acquisition: a first image of more dose than the others, and one tilt that lies between two steps. */
const tiltsDeg = [10.01, 13.02, 7, 3.98, 16.03, 19.01, 1.02, -1.99];

const images = tiltsDeg.map((tiltDeg, at): SeriesImage => {
  const doseEPerA2 = at === 0 ? 4.5 : 3.25;
  return {
    section: at,
    step: at,
    tiltDeg,
    doseEPerA2,
    priorDoseEPerA2: at === 0 ? 0.75 : 0.75 + 4.5 + 3.25 * (at - 1) + 0.05 * at,
    exposureS: doseEPerA2 / 10,
    dateTime: `28-Nov-2026  14:0${at}:07`,
    frames: { file: `lam_ts_004_00${at + 1}_${tiltDeg.toFixed(1)}.tif`, count: at === 0 ? 9 : 8 },
    targetDefocusUm: -4.25,
    counts: null,
    offUm: null,
    ctf: null,
  };
});

/** A lamella that lies level at +10°, its stack sorted by tilt, with everything that can be known of it. */
export const lamella: Series = {
  name: 'lam_ts_004',
  stack: 'lam_ts_004.mrc',
  ofRun: { area: 'lam', target: '004' },
  voltageKv: 300,
  pixelSizeA: 2.7,
  binning: 2,
  frameScale: null,
  size: { width: 2880, height: 2046 },
  axisAngleDeg: 85.3,
  slope: { pretiltDeg: -10, rotationDeg: 0 },
  images: sortStack(images),
  wanted: [
    ...images.map(({ tiltDeg }, step) => ({ step, tiltDeg: Math.round(tiltDeg), became: 'taken' as const, why: null })),
    { step: 8, tiltDeg: 22, became: 'skipped' as const, why: 'it was too dark' },
  ],
};

/** The lamella with each of its images changed. */
export function withImages(change: (image: SeriesImage, at: number) => Partial<SeriesImage>): Series {
  return { ...lamella, images: lamella.images.map((image, at) => ({ ...image, ...change(image, at) })) };
}
