import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberOf, numbersOf, parseMdoc, sectionsOf } from '@pacetomo/em-files';
import type { Series, SeriesImage, WantedTilt } from '../../src/series/series.ts';

/** From −60° to +60°, every 3°. */
export const usualTiltsDeg: readonly number[] = Array.from({ length: 41 }, (_, at) => 3 * at - 60);

/** What is different from one plate to another. */
export interface Plate {
  readonly tiltsDeg: readonly number[];
  /** Over the mean free path of electrons. */
  readonly thickness: number;
  readonly slopeDeg: number;
}

/** Counts of a tilted plate of even thickness. */
function countsOf({ thickness, slopeDeg }: Plate, tiltDeg: number): number {
  const radians = Math.PI / 180;
  return 1700 * Math.exp(-thickness / Math.cos((tiltDeg + slopeDeg) * radians));
}

/** A series of a plate in which everything is right, with everything that can be known of it. */
export function plateSeries(plate: Partial<Plate> = {}): Series {
  const full: Plate = { tiltsDeg: usualTiltsDeg, thickness: 0.6, slopeDeg: 0, ...plate };
  return {
    name: 'plate_ts_001',
    stack: 'plate_ts_001.mrc',
    ofRun: { area: 'plate', target: '001' },
    voltageKv: 300,
    pixelSizeA: 2.5,
    frameScale: null,
    binning: 1,
    size: { width: 5760, height: 4092 },
    axisAngleDeg: 85.3,
    slope: null,
    images: full.tiltsDeg.map((tiltDeg, at) => plateImage(tiltDeg, at, countsOf(full, tiltDeg))),
    wanted: full.tiltsDeg.map((tiltDeg, step): WantedTilt => ({ step, tiltDeg, became: 'taken', why: null })),
  };
}

function plateImage(tiltDeg: number, at: number, mean: number): SeriesImage {
  return {
    section: at,
    step: at,
    tiltDeg: tiltDeg + 0.01,
    doseEPerA2: 3.1,
    priorDoseEPerA2: 0.9 + 3.1 * at,
    exposureS: 1.3,
    dateTime: `28-Nov-2026  14:${String(at).padStart(2, '0')}:07`,
    frames: null,
    targetDefocusUm: -4.5,
    counts: { least: 0, most: 9 * mean, mean },
    offUm: { x: 0.003, y: 0.004 },
    ctf: { defocusUm: -4.4, resolutionA: 9.5 },
  };
}

/** A series with each of its images changed. */
export function withImages(series: Series, change: (image: SeriesImage, at: number) => Partial<SeriesImage>): Series {
  return { ...series, images: series.images.map((image, at) => ({ ...image, ...change(image, at) })) };
}

/** Where real mdoc files are, as the benchmark of formats has them. */
export const realMdocs = join(import.meta.dirname, '../../../../../shared/data/mdoc');

/** A series as its mdoc alone tells it. */
export function seriesOfMdoc(name: string): Series {
  const mdoc = parseMdoc(readFileSync(join(realMdocs, name), 'utf8'));
  const images = sectionsOf(mdoc, 'ZValue').map((section, at): SeriesImage => {
    const [least, most, mean] = numbersOf(section, 'MinMaxMean') ?? [];
    return {
      section: at,
      step: null,
      tiltDeg: numberOf(section, 'TiltAngle') ?? Number.NaN,
      doseEPerA2: 0,
      priorDoseEPerA2: 0,
      exposureS: null,
      dateTime: '',
      frames: null,
      targetDefocusUm: null,
      counts: mean === undefined ? null : { least: least!, most: most!, mean },
      offUm: null,
      ctf: null,
    };
  });
  return { ...plateSeries(), ofRun: null, images, wanted: null };
}
