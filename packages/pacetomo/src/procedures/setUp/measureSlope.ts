import { add, apply, length, type Vec } from '../../geometry/frames.ts';
import { liesInALine } from '../../geometry/planeFit.ts';
import { slopePointsOf } from '../../geometry/slopePoints.ts';
import type { Microscope } from '../../microscope/microscope.ts';
import { StopRequested } from '../../run/control.ts';
import { vectorsOf } from '../../run/patternVectors.ts';
import { announceLook, noteLook } from '../exposing.ts';
import type { Measurement } from '../measurement.ts';
import { measureSampleGeometry } from '../measureSampleGeometry.ts';
import type { Running } from '../running.ts';

/** Autofocuses at each point: one, as in the original; the fit knows which to leave out when there are more points than it needs. */
const repeats = 1;

/** Measures pretilt and rotation of the sample before the run (measureGeo), and uses them if they can be believed. */
export async function measureSlope(scope: Microscope, run: Running): Promise<void> {
  const imageShift = await scope.imageShift();
  const points = pointsOf(run, apply(await scope.imageShiftToSpecimen(), imageShift));
  if (points.length < 3 || liesInALine(points)) {
    const what =
      points.length < 3 ? `Only ${points.length} geometry points are` : 'The geometry points in a line are all that is';
    const text = `${what} within reach of image shift, but a plane needs three that are not in a line: pretilt and rotation of the settings are used.`;
    return run.note({ type: 'remark', text });
  }
  await scope.setAutofocusTarget(run.settings.maxDefocusUm);
  const maximumTiltDeg = run.state.environment?.maximumTiltDeg ?? 0;
  const limits = { maximumTiltDeg, imageShiftLimitUm: run.settings.imageShiftLimitUm };
  const outcome = await measureSampleGeometry(scope, asMeasurement(scope, run), limits, imageShift, {
    points,
    repeats,
  });
  await scope.setImageShift(imageShift);
  if (outcome.kind === 'stopped') throw new StopRequested();
  if (outcome.kind === 'unclear')
    return run.note({
      type: 'remark',
      text: 'The slope of the sample could not be measured: the autofocuses do not agree. Pretilt and rotation of the settings are used.',
    });
  const { pretiltDeg, rotationDeg } = outcome.plane;
  await run.note({ type: 'slope.measured', pretiltDeg, rotationDeg });
}

/** The geometry points of the targets file; of a hole pattern without any, places between holes far out (behaviour C.2b). */
function pointsOf(run: Running, start: Vec<'specimen'>): readonly Vec<'specimen'>[] {
  const { geometryPoints } = run.plan;
  const given = geometryPoints.length < 3 && run.settings.tgtPattern ? patternPoints(run) : geometryPoints;
  return given.filter((point) => length(add(start, point)) < run.settings.imageShiftLimitUm);
}

function patternPoints(run: Running): readonly Vec<'specimen'>[] {
  const vectors = run.state.setUp.vectors ?? vectorsOf(run.plan);
  const n = run.settings.patternSize;
  return vectors === null || n === 0 ? [] : slopePointsOf(vectors, n);
}

/** A run as the measurement of the geometry sees it: its autofocuses are looks of the run. */
function asMeasurement(scope: Microscope, run: Running): Measurement {
  return {
    control: run.control,
    note: async (event) => {
      if (event.type === 'focus.result' || event.type === 'focus.corrected')
        await noteLook(scope, run, run.state.open?.tickBeforeS ?? 0);
    },
    intend: () => announceLook(scope, run, 'focus', null),
  };
}
