import { LinkError, type SerialEmClient } from '@pacetomo/serialem-link';
import type { MeasuringLimits, MeasuringMicroscope } from '../../microscope/microscope.ts';
import { lookAround, type Measurement, putBack } from '../../procedures/measurement.ts';
import { Trouble } from '../../run/errors.ts';
import type { AsFound } from '../../run/measurementEvents.ts';
import { measuringMicroscope } from '../../serialem/serialEmMicroscope.ts';
import { putBackAfter } from '../putBackAfter.ts';

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

/** Puts things back after a failure and gives the failure in the words of a measurement. */
async function afterFailure(
  site: MeasuringSite,
  scope: MeasuringMicroscope,
  found: AsFound,
  error: unknown,
): Promise<unknown> {
  const trouble = error instanceof Trouble ? inOtherWords(error) : error;
  const anew = async () => {
    const client = await site.reconnect().catch(() => null);
    return client === null ? null : { scope: measuringMicroscope(client), close: () => client.close() };
  };
  const told = await putBackAfter(trouble, { scope, found, anew, before: 'Before the measurement' });
  if (told instanceof Trouble)
    await site.measurement.note({ type: 'measure.trouble', reason: told.message }).catch(() => {}); // the first trouble counts
  return told;
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
