import type { MeasuringMicroscope } from '../../microscope/microscope.ts';
import {
  type GeometryOutcome,
  type GeometryWish,
  measureSampleGeometry,
} from '../../procedures/measureSampleGeometry.ts';
import {
  measureTiltAxisOffset,
  type TiltAxisOutcome,
  type TiltAxisWish,
} from '../../procedures/measureTiltAxisOffset.ts';
import type { MeasurementEvent } from '../../run/measurementEvents.ts';
import { type MeasuringSite, measureOn } from './measureOn.ts';

/** A tilt axis that is known less well than this is not set, µm (standard error); PACEtomo expects 0.1 to 0.2 µm. */
const worstErrorUm = 0.3;

/** What came out, and whether SerialEM was told. */
export type TiltAxisResult = TiltAxisOutcome & { readonly isSet: boolean };

/** Measures the tilt-axis offset, puts everything back, and sets the offset if `set` and if it is known well enough. */
export async function measureTiltAxis(site: MeasuringSite, wish: TiltAxisWish, set: boolean): Promise<TiltAxisResult> {
  let isSet = false;
  const outcome = await measureOn(
    site,
    (scope, measurement, limits) => measureTiltAxisOffset(scope, measurement, limits, wish),
    async (scope, result) => {
      if (!set || !isWellKnown(result) || site.measurement.control.stopping) return;
      await site.measurement.note(await setOffset(scope, result));
      isSet = true;
    },
  );
  return { ...outcome, isSet };
}

/** Measures how the sample lies and puts everything back. */
export async function measureGeometry(site: MeasuringSite, wish: GeometryWish): Promise<GeometryOutcome> {
  return measureOn(site, (scope, measurement, limits, found) =>
    measureSampleGeometry(scope, measurement, limits, found.imageShift, wish),
  );
}

type Measured = Extract<TiltAxisOutcome, { kind: 'measured' }>;

function isWellKnown(outcome: TiltAxisOutcome): outcome is Measured {
  return outcome.kind === 'measured' && outcome.fit.errorUm !== null && outcome.fit.errorUm <= worstErrorUm;
}

async function setOffset(scope: MeasuringMicroscope, { oldUm, offsetUm }: Measured): Promise<MeasurementEvent> {
  const newUm = Math.round(offsetUm * 100) / 100; // a hundredth is far below what can be measured
  await scope.setTiltAxisOffset(newUm);
  return { type: 'measure.offset-set', oldUm, newUm };
}
