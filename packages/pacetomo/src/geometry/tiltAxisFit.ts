import { atanDeg, cosDeg, sinDeg, tanDeg } from './degrees.ts';
import { fitRobustly, type RobustFit } from './robustFit.ts';

/** A defocus that was measured without correcting it. */
export interface TiltedReading {
  /** Image shift across the tilt axis, µm on the specimen, from where SerialEM believes the axis to be. */
  readonly acrossUm: number;
  readonly tiltDeg: number;
  readonly defocusUm: number;
}

/** Where the tilt axis is. */
export interface TiltAxisFit {
  /** Position of the axis on the scale of `acrossUm`: what has to be added to SerialEM's tilt-axis offset, µm. */
  readonly axisUm: number;
  /** Its standard error, µm; null without readings to spare. */
  readonly errorUm: number | null;
  /** Position of the axis as each place tells it by itself, µm. */
  readonly perPlace: readonly { readonly acrossUm: number; readonly axisUm: number }[];
  /** Measured change of defocus over the one that the geometry predicts: scale of autofocus over that of image shift. */
  readonly gain: number;
  /** Slope of the sample across the axis, degrees. */
  readonly slopeDeg: number;
  readonly residualsUm: readonly number[];
  readonly kept: readonly boolean[];
  readonly scatterUm: number | null;
}

/** The slope of the sample follows from the heights of the places, which follow from the slope: it settles within this. */
const mostRounds = 30;
const settledDeg = 1e-6;
/** A sample cannot be steeper than this and still be focused on while it tilts, degrees; keeps the rounds in bounds. */
const steepestDeg = 45;

/**
 * Where the tilt axis is, from the defocus at several places across it and several tilts.
 *
 * On a sample of slope P whose surface at image shift zero is at eucentric height, what lies under the beam at the image
 * shift Y stands higher at the tilt α than at 0° by Y·r(α) − y₀·(r(α) − s(α)), with r(α) = tan(α + P) − tan P and
 * s(α) = sin P·(1/cos(α + P) − 1/cos P). So all readings D follow
 *
 * D(Y, α) = b(Y) + g·Y·r(α) − g·y₀·(r(α) − s(α)) + e·(1/cos α − 1)
 *
 * with a constant for each place, a common gain g, and an even term for what the stage does alike on both sides.
 * PACEtomo's measureOffset is this with P = 0, g = 1 and without e, place by place.
 *
 * Null when the readings do not determine y₀: fewer than two places, or hardly any tilts.
 */
export function fitTiltAxis(readings: readonly TiltedReading[], neverOutlierUm: number): TiltAxisFit | null {
  const places = [...new Set(readings.map(({ acrossUm }) => acrossUm))].toSorted((a, b) => a - b);
  if (places.length < 2) return null;
  const defoci = readings.map(({ defocusUm }) => defocusUm);
  let slopeDeg = 0;
  let fit: RobustFit | null = null;
  for (let round = 0; round < mostRounds; round++) {
    fit = fitRobustly(designOf(readings, places, slopeDeg), defoci, neverOutlierUm);
    if (fit === null) return null;
    const beforeDeg = slopeDeg;
    slopeDeg = slopeAcross(places, fit.coefficients);
    if (Math.abs(slopeDeg - beforeDeg) < settledDeg) break;
  }
  if (fit === null) return null;
  const { axisUm, errorUm, gain } = axisOf(fit, places.length);
  return {
    ...{ axisUm, errorUm, gain, slopeDeg },
    perPlace: places.map((acrossUm) => ({ acrossUm, axisUm: axisOfPlace(readings, fit, axisUm, gain, acrossUm) })),
    residualsUm: fit.residuals,
    kept: fit.kept,
    scatterUm: fit.scatter,
  };
}

/** One column for the constant of each place, then those of −g·y₀, g and e. */
function designOf(
  readings: readonly TiltedReading[],
  places: readonly number[],
  slopeDeg: number,
): readonly (readonly number[])[] {
  return readings.map(({ acrossUm, tiltDeg }) => {
    const rise = tanDeg(tiltDeg + slopeDeg) - tanDeg(slopeDeg);
    const ofHeight = sinDeg(slopeDeg) * (1 / cosDeg(tiltDeg + slopeDeg) - 1 / cosDeg(slopeDeg));
    const ofPlace = places.map((place) => (place === acrossUm ? 1 : 0));
    return [...ofPlace, rise - ofHeight, acrossUm * rise, 1 / cosDeg(tiltDeg) - 1];
  });
}

/** The slope of the sample across the axis, from the defocus of the places at 0°. */
function slopeAcross(places: readonly number[], coefficients: readonly number[]): number {
  const gain = coefficients[places.length + 1] ?? 1;
  const middle = places.reduce((sum, place) => sum + place, 0) / places.length;
  const products = places.reduce((sum, place, i) => sum + (place - middle) * (coefficients[i] ?? 0), 0);
  const squares = places.reduce((sum, place) => sum + (place - middle) ** 2, 0);
  return Math.max(-steepestDeg, Math.min(steepestDeg, atanDeg(products / squares / gain)));
}

/** y₀ = −k/g and its error, from k and g and how they vary together. */
function axisOf({ coefficients, covariance }: RobustFit, first: number) {
  const [k = 0, gain = 1] = coefficients.slice(first);
  const axisUm = -k / gain;
  const [varK, both, varG] = [
    covariance?.[first]?.[first],
    covariance?.[first]?.[first + 1],
    covariance?.[first + 1]?.[first + 1],
  ];
  if (varK === undefined || both === undefined || varG === undefined) return { axisUm, gain, errorUm: null };
  const variance = (varK + 2 * axisUm * both + axisUm ** 2 * varG) / gain ** 2;
  return { axisUm, gain, errorUm: Math.sqrt(Math.max(0, variance)) };
}

/** What the readings of one place say of the axis: the common fit, and what is left over at this place. */
function axisOfPlace(
  readings: readonly TiltedReading[],
  fit: RobustFit,
  axisUm: number,
  gain: number,
  acrossUm: number,
): number {
  let products = 0;
  let squares = 0;
  readings.forEach((reading, i) => {
    if (reading.acrossUm !== acrossUm || !fit.kept[i]) return;
    products += (fit.residuals[i] ?? 0) * tanDeg(reading.tiltDeg);
    squares += tanDeg(reading.tiltDeg) ** 2;
  });
  return squares === 0 ? axisUm : axisUm - products / squares / gain;
}
