import { keyedRandom } from '../random/keyedRandom.ts';

/** A quantity that follows the tilt angle (degrees) smoothly and reproducibly for a whole session. */
export type SmoothCurve = (tiltDeg: number) => number;

/** The tilts over which the rms of a curve is meant: a usual tilt series reaches ±60°. */
const rangeDeg = 60;

/**
 * A smooth curve of given rms over ±60°, zero at zero tilt: a cubic in the angle plus two sinusoids of period two to
 * six times the correlation length. This is the reproducible part of what goniometers do between tilts.
 *
 * The shape is fixed by the seed and the name; the rms has the unit that the caller wants back.
 */
export function smoothCurve(seed: number, name: string, rms: number, lengthDeg: number): SmoothCurve {
  if (rms === 0) return () => 0;
  const random = keyedRandom(seed, `smooth ${name}`);
  const cubic = [random.normal(), random.normal(), random.normal()] as const;
  const waves = [0, 1].map(() => ({
    amplitude: random.normal(),
    periodDeg: lengthDeg * (2 + 4 * random.uniform()),
    phase: 2 * Math.PI * random.uniform(),
  }));
  const shape = (tiltDeg: number): number => {
    const u = tiltDeg / rangeDeg;
    const polynomial = u * (cubic[0] + u * (cubic[1] + u * cubic[2]));
    return waves.reduce(
      (sum, wave) => sum + wave.amplitude * Math.sin((2 * Math.PI * tiltDeg) / wave.periodDeg + wave.phase),
      polynomial,
    );
  };
  const scale = rms / rmsAboutMean(shape);
  const zero = shape(0);
  return (tiltDeg) => scale * (shape(tiltDeg) - zero);
}

function rmsAboutMean(curve: SmoothCurve): number {
  const values: number[] = [];
  for (let tiltDeg = -rangeDeg; tiltDeg <= rangeDeg; tiltDeg++) values.push(curve(tiltDeg));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}
