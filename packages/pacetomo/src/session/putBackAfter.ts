import { LinkError } from '@pacetomo/serialem-link';
import type { Calibration, Measuring, Optics, Stage, TiltAxis } from '../microscope/microscope.ts';
import { putBack } from '../procedures/measurement.ts';
import { Trouble } from '../run/errors.ts';
import type { AsFound } from '../run/measurementEvents.ts';

/** What putting back needs of a microscope. */
export type Returnable = Stage & Optics & Calibration & TiltAxis & Measuring;

/** How to put things back after a failure. */
export interface WayBack {
  readonly scope: Returnable;
  readonly found: AsFound;
  /** What of it is still right, asked of the microscope as it is now; without this all of it. */
  readonly stillRight?: (scope: Returnable) => Promise<AsFound>;
  /** The microscope through a new connection, and what ends that; null when there is none. */
  readonly anew: () => Promise<{ readonly scope: Returnable; readonly close: () => void } | null>;
  /** What is said of the microscope as it was before, such as «Before the measurement». */
  readonly before: string;
}

/**
 * Puts things back after a failure, if that is possible and wanted, and gives the failure with how the microscope stands.
 * After STOP in SerialEM nothing more is sent, because a person wants the microscope to stand still. A bug comes back as it is.
 */
export async function putBackAfter(error: unknown, way: WayBack): Promise<unknown> {
  const isBack = !isStop(error) && ((await putBackWith(way.scope, way)) || (await putBackAnew(way)));
  if (!(error instanceof Trouble)) return error;
  const end = isBack ? 'Tilt, image shift and focus were put back.' : `${asItStood(way)} Put back what has changed.`;
  return new Trouble(error.code, `${error.message} ${end}`, { cause: error.cause });
}

async function putBackWith(scope: Returnable, { found, stillRight }: WayBack): Promise<boolean> {
  try {
    const { maximumTiltDeg } = await scope.prepareToMeasure();
    await putBack(scope, (await stillRight?.(scope)) ?? found, maximumTiltDeg);
    return true;
  } catch (error) {
    if (error instanceof Trouble) return false;
    throw error;
  }
}

async function putBackAnew(way: WayBack): Promise<boolean> {
  const connection = await way.anew();
  if (connection === null) return false;
  try {
    return await putBackWith(connection.scope, way);
  } finally {
    connection.close();
  }
}

/** Somebody pressed STOP in SerialEM, between two commands or in the middle of one. */
function isStop(error: unknown): boolean {
  if (!(error instanceof Trouble)) return false;
  return error.code === 'user-stop' || (error.cause instanceof LinkError && error.cause.code === 'user-stop');
}

function asItStood({
  before,
  found: {
    tiltDeg,
    imageShift: { x, y },
    defocusUm,
    lowDoseArea,
  },
}: WayBack): string {
  const area = lowDoseArea === null ? '' : `, low-dose area ${lowDoseArea}`;
  return `Nothing was put back. ${before} the tilt was ${tiltDeg.toFixed(2)}°, image shift ${x.toFixed(3)}, ${y.toFixed(3)} units, defocus ${defocusUm.toFixed(2)} µm${area}.`;
}
