import { keyedRandom } from '../random/keyedRandom.ts';
import type { BeamEffectSettings } from '../scenario/beamEffectsSchema.ts';
import type { Point3 } from '../specimen/specimen.ts';

/** The step of the walk is meant for this dose, e/Å²: a Record of a tilt series. */
const stepDoseEPerA2 = 3;
/** Places are told apart, and numbered for their random numbers, on a grid of this size, µm. */
const placeGridUm = 1;

/** A place of the specimen that is exposed again and again, and how the beam has moved it. */
export interface Place {
  readonly centre: { readonly x: number; readonly y: number };
  /** Keys its random numbers. */
  readonly key: readonly [column: number, row: number];
  readonly exposures: number;
  readonly doseEPerA2: number;
  /** Walked so far, specimen plane, µm. */
  readonly walkUm: { readonly x: number; readonly y: number };
}

/** A place that has not been exposed, µm on the specimen. */
export function freshPlace(x: number, y: number): Place {
  const key = [Math.round(x / placeGridUm), Math.round(y / placeGridUm)] as const;
  return { centre: { x, y }, key, exposures: 0, doseEPerA2: 0, walkUm: { x: 0, y: 0 } };
}

/** A place after one more exposure: a step of its walk, keyed by the place and the number of the exposure there. */
export function exposed(place: Place, doseEPerA2: number, settings: BeamEffectSettings, seed: number): Place {
  const random = keyedRandom(seed, 'beam-induced walk', ...place.key, place.exposures);
  const early = place.doseEPerA2 < stepDoseEPerA2 ? settings.firstExposureFactor : 1;
  const sdUm = (early * settings.walkNm * Math.sqrt(Math.min(1, doseEPerA2 / stepDoseEPerA2))) / 1000;
  return {
    ...place,
    exposures: place.exposures + 1,
    doseEPerA2: place.doseEPerA2 + doseEPerA2,
    walkUm: { x: place.walkUm.x + sdUm * random.normal(), y: place.walkUm.y + sdUm * random.normal() },
  };
}

/** How far the beam has moved a place in the middle of its last exposure, in the frame of the specimen, µm. */
export function motionUm(place: Place, lastDoseEPerA2: number, settings: BeamEffectSettings, seed: number): Point3 {
  const { from, to } = settings.domingNm;
  const heightNm = from + (to - from) * keyedRandom(seed, 'doming', ...place.key).uniform();
  // Three times the constant is 95 %.
  const risen = 1 - Math.exp((-3 * (place.doseEPerA2 - lastDoseEPerA2 / 2)) / settings.domingEPerA2);
  const upwards = keyedRandom(seed, 'doming direction').uniform() < 0.5 ? -1 : 1;
  return { ...place.walkUm, z: (upwards * heightNm * risen) / 1000 };
}

/** The displacement of a place by its charge, the same for ever, lab µm. */
export function chargingUm(place: Place, settings: BeamEffectSettings, seed: number): Point3 {
  const angle = 2 * Math.PI * keyedRandom(seed, 'charging', ...place.key).uniform();
  const byUm = settings.chargingNm / 1000;
  return { x: byUm * Math.cos(angle), y: byUm * Math.sin(angle), z: 0 };
}
