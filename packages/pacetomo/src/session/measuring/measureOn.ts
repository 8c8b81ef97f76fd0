import { LinkError, type SerialEmClient } from '@pacetomo/serialem-link';
import type { MeasuringLimits, MeasuringMicroscope } from '../../microscope/microscope.ts';
import { lookAround, type Measurement, putBack } from '../../procedures/measurement.ts';
import { Trouble } from '../../run/errors.ts';
import type { AsFound } from '../../run/measurementEvents.ts';
import { measuringMicroscope } from '../../serialem/serialEmMicroscope.ts';

/** What a measurement needs of the outside world. */
export interface MeasuringSite {
  readonly client: SerialEmClient;
  /** Connects once more, to put things back after the connection was lost. */
  readonly reconnect: () => Promise<SerialEmClient>;
  readonly measurement: Measurement;
}

/** A procedure that measures, and what it may know. */
export type MeasuringWork<T> = (
  scope: MeasuringMicroscope,
  measurement: Measurement,
  limits: MeasuringLimits,
  found: AsFound,
) => Promise<T>;

/**
 * Measures something and puts the microscope back as it was, however that ends, with one exception: after STOP in SerialEM
 * nothing more is sent, because a person wants the microscope to stand still. Then `afterwards` may make use of the result.
 *
 * @throws Trouble with what prevented the measurement and, if the microscope could not be put back, how it stood before.
 */
export async function measureOn<T extends object>(
  site: MeasuringSite,
  work: MeasuringWork<T>,
  afterwards: (scope: MeasuringMicroscope, result: T) => Promise<void> = async () => {},
): Promise<T> {
  const { measurement } = site;
  const scope = measuringMicroscope(site.client);
  const limits = await scope.prepareToMeasure();
  const found = await lookAround(scope);
  await measurement.note({ type: 'measure.found', ...found });
  let result: T;
  try {
    result = await work(scope, measurement, limits, found);
    await measurement.note({ type: 'measure.result', result });
  } catch (error) {
    throw await afterFailure(site, scope, found, error);
  }
  await putBack(scope, found, limits.maximumTiltDeg);
  await measurement.note({ type: 'measure.put-back' });
  await afterwards(scope, result);
  return result;
}

/** Puts things back after a failure, if that is possible and wanted, and gives the failure in the words of a measurement. */
async function afterFailure(
  site: MeasuringSite,
  scope: MeasuringMicroscope,
  found: AsFound,
  error: unknown,
): Promise<unknown> {
  const trouble = error instanceof Trouble ? inOtherWords(error) : error;
  const isBack = !isStop(error) && ((await putBackWith(scope, found)) || (await putBackAnew(site, found)));
  if (!(trouble instanceof Trouble)) return trouble; // a bug: let it be seen whole
  const end = isBack ? 'Tilt, image shift and focus were put back.' : `${asItStood(found)} Put back what has changed.`;
  const told = new Trouble(trouble.code, `${trouble.message} ${end}`, { cause: trouble.cause });
  await site.measurement.note({ type: 'measure.trouble', reason: told.message }).catch(() => {}); // the first trouble counts
  return told;
}

async function putBackWith(scope: MeasuringMicroscope, found: AsFound): Promise<boolean> {
  try {
    const { maximumTiltDeg } = await scope.prepareToMeasure();
    await putBack(scope, found, maximumTiltDeg);
    return true;
  } catch (error) {
    if (error instanceof Trouble) return false;
    throw error;
  }
}

async function putBackAnew(site: MeasuringSite, found: AsFound): Promise<boolean> {
  const client = await site.reconnect().catch(() => null);
  if (client === null) return false;
  try {
    return await putBackWith(measuringMicroscope(client), found);
  } finally {
    client.close();
  }
}

/** Somebody pressed STOP in SerialEM, between two commands or in the middle of one. */
function isStop(error: unknown): boolean {
  if (!(error instanceof Trouble)) return false;
  return error.code === 'user-stop' || (error.cause instanceof LinkError && error.cause.code === 'user-stop');
}

/** The gate speaks of runs, which can be resumed; a measurement is done again. */
function inOtherWords(trouble: Trouble): Trouble {
  const { code, cause } = trouble;
  if (code !== 'exposure-failed' || !(cause instanceof LinkError)) return trouble;
  return new Trouble(
    code,
    `SerialEM broke the autofocus off: ${cause.message} Nothing was measured. Put right what SerialEM complains of, then measure again.`,
    { cause },
  );
}

function asItStood({ tiltDeg, imageShift: { x, y }, defocusUm, lowDoseArea }: AsFound): string {
  const area = lowDoseArea === null ? '' : `, low-dose area ${lowDoseArea}`;
  return `Nothing was put back. Before the measurement the tilt was ${tiltDeg.toFixed(2)}°, image shift ${x.toFixed(3)}, ${y.toFixed(3)} units, defocus ${defocusUm.toFixed(2)} µm${area}.`;
}
