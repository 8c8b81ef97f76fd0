import type { Instrument } from '../instrument.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import { surfacePoint } from '../truth/sight.ts';
import { fineEucentricity } from './fineEucentricity.ts';
import { roughEucentricity } from './roughEucentricity.ts';
import { takeImage } from './takeImage.ts';

/** Which parts of the procedure a script asks for. */
export interface EucentricityParts {
  readonly rough: boolean;
  readonly fine: boolean;
  /** Only without the rough part: go back to the tilt of before and find the place again. */
  readonly realign: boolean;
}

/**
 * Brings the specimen under the optic axis to the height of the tilt axis, with View images as SerialEM does it.
 *
 * Where displacements come from the truth (analytic alignment) or there is nothing in the images (flat), it is set from the
 * truth up to the scenario's error, and one View image stands for the exposures.
 */
export async function findEucentricity(instrument: Instrument, parts: EucentricityParts): Promise<void> {
  const { scenario, eucentricity, clock } = instrument;
  const limitUm = eucentricity.nextLimitUm;
  if (parts.rough) eucentricity.nextLimitUm = 0;
  if (scenario.alignment.method === 'analytic' || scenario.camera.images === 'flat') {
    await clock.spend(scenario.clock.eucentricityS);
    makeEucentric(instrument, parts.rough ? limitUm : 0);
    await takeImage(instrument, { set: 'view', command: 'Eucentricity' });
    return;
  }
  if (parts.rough) await roughEucentricity(instrument, limitUm);
  if (parts.fine && !(parts.rough && eucentricity.roughFailed)) {
    await fineEucentricity(instrument, parts.realign && !parts.rough);
  }
}

/** The shortcut: puts the specimen to its height up to the error that the scenario gives, unless that is beyond the limit. */
export function makeEucentric(instrument: Instrument, limitUm = 0): void {
  const { column, specimen, seed, scenario, clock, eucentricity } = instrument;
  const sight = column.sightAt(clock.nowS);
  const point = surfacePoint(sight.pose, specimen, sight.centreUm);
  const heightUm = point.z + column.stage.translationUm.z;
  const random = keyedRandom(seed, 'eucentricity', eucentricity.shortcuts);
  eucentricity.shortcuts += 1;
  eucentricity.roughFailed = limitUm > 0 && Math.abs(heightUm) > limitUm;
  if (eucentricity.roughFailed) return;
  column.stage.adjustHeight(heightUm, scenario.stage.eucentricErrorUm * random.normal());
}
