import type { Matrix } from '../geometry/frames.ts';
import { fitRobustly } from '../geometry/robustFit.ts';
import type { Area } from './area.ts';

/** Targets that were looked at anew lie this far off what the others say, µm; it is no reason to leave them out. */
const neverOutlierUm = 0.05;
/** With more scatter than this, µm, positions and stage positions do not belong together. */
const largestScatterUm = 0.2;
/** An area of the specimen is as large on the stage but for the tilt: 1/cos 70° is 2.9. Others come of targets in a line. */
const [smallestScale, largestScale] = [0.5, 3];

/**
 * The matrix from specimen to stage that an area's own targets show: by where they lie from the tracking target in both.
 * Null when they do not tell, or tell different things: fewer than three that are known in both beside the tracking
 * target, or all in a line.
 */
export function specimenToStage({ targets }: Area): Matrix<'specimen', 'stage'> | null {
  const origin = targets[0]?.stage ?? null;
  const known = targets.slice(1).flatMap(({ position, stage }) => (position && stage ? [{ position, stage }] : []));
  if (origin === null || known.length < 3) return null;
  const rows = known.map(({ position: { x, y } }) => [x, y]);
  const alongX = rowOf(
    rows,
    known.map(({ stage }) => stage.x - origin.x),
  );
  const alongY = rowOf(
    rows,
    known.map(({ stage }) => stage.y - origin.y),
  );
  if (alongX === null || alongY === null) return null;
  const matrix = { xx: alongX[0], xy: alongX[1], yx: alongY[0], yy: alongY[1] };
  const scale = Math.abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx);
  return scale > smallestScale && scale < largestScale ? matrix : null;
}

function rowOf(rows: readonly (readonly number[])[], readings: readonly number[]): readonly [number, number] | null {
  const fit = fitRobustly(rows, readings, neverOutlierUm);
  if (fit === null || (fit.scatter ?? Infinity) > largestScatterUm) return null;
  const [x, y] = fit.coefficients;
  return x === undefined || y === undefined ? null : [x, y];
}
