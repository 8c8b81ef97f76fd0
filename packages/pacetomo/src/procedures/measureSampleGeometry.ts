import { add, apply, length, subtract, type Vec } from '../geometry/frames.ts';
import { fitPlane, type HeightReading, liesInALine, type PlaneFit } from '../geometry/planeFit.ts';
import type {
  Beam,
  Calibration,
  MeasuringLimits,
  Navigator,
  NewestImage,
  Optics,
  Stage,
} from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import {
  type Autofocuses,
  focusFirst,
  isBelievable,
  type Measurement,
  neverOutlierUm,
  readDefocus,
  tiltFromBelow,
} from './measurement.ts';

/** Where and how often to measure. */
export interface GeometryWish {
  /** Points from where the image shift stands, µm, or those of the group of the Navigator's current item. */
  readonly points: readonly Vec<'specimen'>[] | 'navigator group';
  /** Autofocuses at each point. */
  readonly repeats: number;
}

/** What came out; positions count from where the image shift is zero. */
export type GeometryOutcome =
  | ({ readonly kind: 'measured'; readonly plane: Extract<PlaneFit, { kind: 'plane' }> } & Autofocuses<HeightReading>)
  | ({ readonly kind: 'unclear' } & Autofocuses<HeightReading>)
  | { readonly kind: 'stopped' };

/**
 * Measures slope and direction of the sample from its defocus at several points, counted from an image shift. Changes
 * nothing but tilt, image shift and focus.
 */
export async function measureSampleGeometry(
  scope: Stage & Optics & Calibration & Beam & NewestImage & Navigator,
  measurement: Measurement,
  limits: MeasuringLimits,
  imageShift: Vec<'imageShift'>,
  { points, repeats }: GeometryWish,
): Promise<GeometryOutcome> {
  await tiltFromBelow(scope, 0, limits.maximumTiltDeg);
  const start = apply(await scope.imageShiftToSpecimen(), imageShift);
  const places = points === 'navigator group' ? await groupPlaces(scope) : points.map((point) => add(start, point));
  refuseUnusable(places, limits);
  const middle = points === 'navigator group' ? (places[0] ?? start) : start;
  if (!(await focusFirst(scope, measurement, { tiltDeg: 0, position: middle }))) return { kind: 'stopped' };
  const readings: HeightReading[] = [];
  let failed = 0;
  for (const position of places) {
    const defoci = await readDefocus(scope, measurement, { tiltDeg: 0, position }, repeats);
    if (defoci.length < repeats) return { kind: 'stopped' };
    for (const defocusUm of defoci) {
      if (defocusUm === null) failed += 1;
      else readings.push({ position, heightUm: defocusUm }); // what is higher is less underfocused, by as much
    }
  }
  const plane = fitPlane(readings, neverOutlierUm);
  if (plane.kind !== 'plane') return { kind: 'unclear', readings, failed };
  const kept = plane.kept.filter(Boolean).length;
  if (!isBelievable(kept, readings.length + failed)) return { kind: 'unclear', readings, failed };
  return { kind: 'measured', plane, readings, failed };
}

/** Where the points of the Navigator's group lie, µm from where image shift is zero, with the stage where it stands. */
async function groupPlaces(scope: Stage & Calibration & Navigator): Promise<readonly Vec<'specimen'>[]> {
  const stage = await scope.position();
  const toSpecimen = await scope.stageToSpecimen();
  return (await scope.currentGroup()).map((point) => apply(toSpecimen, subtract(point, stage)));
}

/** Says before the first exposure what would make it a waste. */
function refuseUnusable(places: readonly Vec<'specimen'>[], { imageShiftLimitUm }: MeasuringLimits): void {
  if (places.length < 3) {
    throw new Trouble(
      'bad-input',
      `A plane needs at least three points, but there ${places.length === 1 ? 'is 1' : `are ${places.length}`}. Give more points, or select in the Navigator an item of a group that has them; nothing was exposed.`,
    );
  }
  if (liesInALine(places)) {
    throw new Trouble(
      'bad-input',
      'The points lie in a line, so the slope across it would not be measured. Choose points on both sides of it; nothing was exposed.',
    );
  }
  const farthestUm = Math.max(...places.map(length));
  if (farthestUm <= imageShiftLimitUm) return;
  throw new Trouble(
    'bad-input',
    `A point lies ${farthestUm.toFixed(1)} µm away, beyond SerialEM's limit of image shift, ${imageShiftLimitUm} µm. Choose points nearer to where the stage stands, or move the stage into their middle; nothing was exposed.`,
  );
}
