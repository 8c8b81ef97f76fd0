import { seriesName } from './seriesName.ts';

/** One image whose frames are to be saved. */
export interface FramesToName {
  readonly stack: string;
  /** Number of the exposure among those of its stack, from 1; those that left no image count. */
  readonly order: number;
  /** As planned. */
  readonly tiltDeg: number;
  readonly at: Date;
}

/**
 * The name of a frame file without its ending, `lamella_ts_001_005_-12.0_20261128_140312_fractions`: series, order, angle,
 * date and time. It is unique by its order, before the first dot, at which RELION cuts; begins with the name of its mdoc, by
 * which RELION finds the series; and Murfey takes the last five parts away to have the series.
 */
export function frameName({ stack, order, tiltDeg, at }: FramesToName): string {
  const angle = (Math.round(tiltDeg * 10) / 10 || 0).toFixed(1); // never −0.0
  return [seriesName(stack), digits(order, 3), angle, ...dateAndTime(at), 'fractions'].join('_');
}

function dateAndTime(at: Date): readonly [date: string, time: string] {
  const date = [digits(at.getFullYear(), 4), digits(at.getMonth() + 1, 2), digits(at.getDate(), 2)];
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => digits(part, 2));
  return [date.join(''), time.join('')];
}

const digits = (value: number, length: number): string => String(value).padStart(length, '0');
