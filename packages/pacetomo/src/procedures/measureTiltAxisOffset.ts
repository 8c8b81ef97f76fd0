import { fitTiltAxis, type TiltAxisFit, type TiltedReading } from '../geometry/tiltAxisFit.ts';
import type {
  Beam,
  Calibration,
  MeasuringLimits,
  NewestImage,
  Optics,
  Stage,
  TiltAxis,
} from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import {
  type Autofocuses,
  backlashDeg,
  focusFirst,
  isBelievable,
  type Measurement,
  neverOutlierUm,
  readDefocus,
  tiltFromBelow,
} from './measurement.ts';

/** Where and how often to measure. */
export interface TiltAxisWish {
  /** Degrees, in the order of measuring. */
  readonly tiltsDeg: readonly number[];
  /** Places across the tilt axis, µm from where SerialEM believes it to be. */
  readonly placesUm: readonly number[];
  /** Autofocuses at each place and tilt. */
  readonly repeats: number;
}

/** What came out. */
export type TiltAxisOutcome =
  | ({
      readonly kind: 'measured';
      /** SerialEM's offset before, and what it should be, µm. */
      readonly oldUm: number;
      readonly offsetUm: number;
      readonly fit: TiltAxisFit;
    } & Autofocuses<TiltedReading>)
  | ({ readonly kind: 'unclear' } & Autofocuses<TiltedReading>)
  | { readonly kind: 'stopped' };

/** Measures how far the tilt axis is from where SerialEM believes it to be. Changes nothing but tilt, image shift and focus. */
export async function measureTiltAxisOffset(
  scope: Stage & Optics & Calibration & Beam & NewestImage & TiltAxis,
  measurement: Measurement,
  limits: MeasuringLimits,
  wish: TiltAxisWish,
): Promise<TiltAxisOutcome> {
  refuseBeyond(limits, wish);
  const { maximumTiltDeg } = limits;
  await tiltFromBelow(scope, 0, maximumTiltDeg);
  if (!(await focusFirst(scope, measurement, { tiltDeg: 0, position: { x: 0, y: 0 } }))) return { kind: 'stopped' };
  const readings: TiltedReading[] = [];
  let failed = 0;
  for (const tiltDeg of wish.tiltsDeg) {
    if (measurement.control.stopping) return { kind: 'stopped' };
    await tiltFromBelow(scope, tiltDeg, maximumTiltDeg);
    for (const acrossUm of wish.placesUm) {
      const aimed = { tiltDeg, position: { x: 0, y: acrossUm } };
      const defoci = await readDefocus(scope, measurement, aimed, wish.repeats);
      if (defoci.length < wish.repeats) return { kind: 'stopped' };
      for (const defocusUm of defoci) {
        if (defocusUm === null) failed += 1;
        else readings.push({ acrossUm, tiltDeg, defocusUm });
      }
    }
  }
  const fit = fitTiltAxis(readings, neverOutlierUm);
  if (fit === null || !isBelievable(count(fit.kept), readings.length + failed))
    return { kind: 'unclear', readings, failed };
  const oldUm = await scope.tiltAxisOffsetUm();
  return { kind: 'measured', oldUm, offsetUm: oldUm + fit.axisUm, fit, readings, failed };
}

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

/** Says before the first exposure what the microscope would refuse in the middle. */
function refuseBeyond(
  { maximumTiltDeg, imageShiftLimitUm }: MeasuringLimits,
  { tiltsDeg, placesUm }: TiltAxisWish,
): void {
  const lowestDeg = Math.min(...tiltsDeg) - backlashDeg;
  const steepestDeg = Math.max(-lowestDeg, ...tiltsDeg);
  if (steepestDeg > maximumTiltDeg) {
    throw new Trouble(
      'bad-input',
      `The measurement would tilt to ${steepestDeg}° (with ${backlashDeg}° for backlash), but this stage goes to ${maximumTiltDeg}°. Choose a smaller --max-tilt; nothing was exposed.`,
    );
  }
  const farthestUm = Math.max(...placesUm.map(Math.abs));
  if (farthestUm > imageShiftLimitUm) {
    throw new Trouble(
      'bad-input',
      `A place ${farthestUm} µm from the tilt axis is beyond SerialEM's limit of image shift, ${imageShiftLimitUm} µm. Choose --places nearer to the axis; nothing was exposed.`,
    );
  }
}
