/** Where a feature is that circles the tilt axis, from its movement across it. */
export interface TiltCurve {
  /** Height above the tilt axis, µm. */
  readonly heightUm: number;
  /** Where the tilt axis lies beside zero specimen shift, µm; 0 from fewer than three positions. */
  readonly axisUm: number;
}

const inRadians = Math.PI / 180;

/**
 * The height and the place of the axis by least squares from specimen y (µm) at tilts (degrees): a point at height h
 * follows −h sin α + c cos α + axis. Two positions give the height only.
 */
export function fitTiltCurve(tiltsDeg: readonly number[], acrossUm: readonly number[]): TiltCurve {
  const sines = aboutMean(tiltsDeg.map((tiltDeg) => -Math.sin(tiltDeg * inRadians)));
  const cosines = aboutMean(tiltsDeg.map((tiltDeg) => Math.cos(tiltDeg * inRadians)));
  const across = aboutMean(acrossUm);
  const ss = product(sines.values, sines.values);
  const sa = product(sines.values, across.values);
  if (tiltsDeg.length < 3) return { heightUm: sa / ss, axisUm: 0 };
  const cc = product(cosines.values, cosines.values);
  const sc = product(sines.values, cosines.values);
  const ca = product(cosines.values, across.values);
  const determinant = ss * cc - sc * sc;
  const heightUm = (sa * cc - ca * sc) / determinant;
  const cosineUm = (ss * ca - sc * sa) / determinant;
  return { heightUm, axisUm: across.mean - heightUm * sines.mean - cosineUm * cosines.mean };
}

function aboutMean(values: readonly number[]): { readonly mean: number; readonly values: readonly number[] } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, values: values.map((value) => value - mean) };
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
