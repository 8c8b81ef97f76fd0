import { keyedRandom } from '../random/keyedRandom.ts';

/** A quantity that follows the tilt angle (degrees) smoothly and reproducibly for a whole session. */
export type SmoothCurve = (tiltDeg: number) => number;

/** The tilts over which the rms of a curve is meant: a usual tilt series reaches ±60°. */
const rangeDeg = 60;

/** The tilts at which microscopists measure the tilt axis, as PACEtomo's measureOffset does. */
const axisTiltsDeg = [-15, -10, -5, 5, 10, 15];

const inRadians = Math.PI / 180;

/** What a point that is not on the tilt axis does when it is tilted: its movement goes like these. */
const circling = {
  sine: (tiltDeg: number) => Math.sin(tiltDeg * inRadians),
  cosine: (tiltDeg: number) => Math.cos(tiltDeg * inRadians) - 1,
} as const satisfies Readonly<Record<string, SmoothCurve>>;

/** A part of the motion that, near zero tilt, cannot be told from another place of the specimen or of the axis. */
export type CirclingPart = keyof typeof circling;

/**
 * A smooth curve of given rms over ±60°, zero at zero tilt: a cubic in the angle plus two sinusoids of period two to
 * six times the correlation length, less the parts named in `without` as they are seen within ±15°. This is the
 * reproducible part of what goniometers do between tilts (docs/decisions/0014).
 *
 * The shape is fixed by the seed and the name; the rms has the unit that the caller wants back.
 */
export function smoothCurve(
  seed: number,
  name: string,
  rms: number,
  lengthDeg: number,
  without: readonly CirclingPart[] = [],
): SmoothCurve {
  if (rms === 0) return () => 0;
  const drawn = drawnCurve(seed, name, lengthDeg);
  const parts = without.map((part) => ({ part, amount: amountOf(circling[part], drawn) }));
  const shape = (tiltDeg: number): number =>
    parts.reduce((left, { part, amount }) => left - amount * circling[part](tiltDeg), drawn(tiltDeg));
  const scale = rms / rmsAboutMean(shape);
  return (tiltDeg) => scale * shape(tiltDeg);
}

/** A curve of no particular size that is zero at zero tilt. */
function drawnCurve(seed: number, name: string, lengthDeg: number): SmoothCurve {
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
  const zero = shape(0);
  return (tiltDeg) => shape(tiltDeg) - zero;
}

/** How much of a part is in a curve by least squares. At angles that lie symmetrically the parts do not disturb each other. */
function amountOf(part: SmoothCurve, curve: SmoothCurve): number {
  const along = axisTiltsDeg.reduce((sum, tiltDeg) => sum + curve(tiltDeg) * part(tiltDeg), 0);
  return along / axisTiltsDeg.reduce((sum, tiltDeg) => sum + part(tiltDeg) ** 2, 0);
}

function rmsAboutMean(curve: SmoothCurve): number {
  const values: number[] = [];
  for (let tiltDeg = -rangeDeg; tiltDeg <= rangeDeg; tiltDeg++) values.push(curve(tiltDeg));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}
