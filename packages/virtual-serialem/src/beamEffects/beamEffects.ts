import { rotate, sum } from '../column/rotation.ts';
import type { BeamEffectSettings } from '../scenario/beamEffectsSchema.ts';
import type { Specimen } from '../specimen/specimen.ts';
import { type Footprint, footprint, pointInSight, type Sight } from '../truth/sight.ts';
import { DoseMap } from './doseMap.ts';
import { chargingUm, exposed, freshPlace, motionUm, type Place } from './placeMotion.ts';

/** Cells of the dose map, µm; those for the wide and weak beams of View and Search are coarser. */
const cellUm = 0.05;
const wideCellUm = 0.5;
/** A beam is wide above this diameter, µm: it exposes more than one place, and none of them much. */
const wideBeamUm = 5;
/** Exposures whose centres are nearer than this part of the beam's diameter are exposures of one place. */
const samePlace = 0.3;

/** One exposure as the beam leaves it. */
export interface BeamDamaged {
  /** The sight with the place moved by the beam: image and truth follow it both. */
  readonly sight: Sight;
  /** What the point in the centre had received before, e/Å². */
  readonly doseBeforeEPerA2: number;
}

/** What the beam has done to the specimen since the start: doses, and places that have moved. Part of the microscope, not of the program. */
export class BeamEffects {
  readonly #settings: BeamEffectSettings;
  readonly #seed: number;
  readonly #doses = new DoseMap(cellUm);
  readonly #wideDoses = new DoseMap(wideCellUm);
  readonly #places: Place[] = [];

  constructor(settings: BeamEffectSettings, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
  }

  /** What a point of the untilted specimen plane (µm) has received so far, e/Å²; counted only where it fades anything. */
  doseAt(x: number, y: number): number {
    return this.#doses.at(x, y) + this.#wideDoses.at(x, y);
  }

  /** Exposes what a sight shows: counts the dose (e/Å²) and moves the place. */
  expose(sight: Sight, specimen: Specimen, doseEPerA2: number): BeamDamaged {
    const { x, y } = pointInSight(sight, specimen).point;
    const doseBeforeEPerA2 = this.doseAt(x, y);
    if (doseEPerA2 === 0) return { sight, doseBeforeEPerA2 };
    const isWide = sight.beam.diameterUm > wideBeamUm;
    if (this.#settings.fading) this.#count(footprint(sight, specimen), doseEPerA2, isWide);
    return { sight: isWide ? sight : this.#moved(sight, x, y, doseEPerA2), doseBeforeEPerA2 };
  }

  #count(hit: Footprint, doseEPerA2: number, isWide: boolean): void {
    (isWide ? this.#wideDoses : this.#doses).add(hit, doseEPerA2);
  }

  #moved(sight: Sight, x: number, y: number, doseEPerA2: number): Sight {
    const nearUm = samePlace * sight.beam.diameterUm;
    const known = this.#places.findIndex(({ centre }) => Math.hypot(centre.x - x, centre.y - y) < nearUm);
    const place = exposed(this.#places[known] ?? freshPlace(x, y), doseEPerA2, this.#settings, this.#seed);
    if (known < 0) this.#places.push(place);
    else this.#places[known] = place;
    const inLab = rotate(sight.pose.matrix, motionUm(place, doseEPerA2, this.#settings, this.#seed));
    const charging = chargingUm(place, this.#settings, this.#seed);
    return { ...sight, pose: { ...sight.pose, offsetUm: sum(sight.pose.offsetUm, inLab, charging) } };
  }
}
