import type { FacilitySettings } from '../scenario/facilitySchema.ts';
import { Dewars } from './dewars.ts';
import { EnergyFilter } from './energyFilter.ts';
import { Gun } from './gun.ts';

/** What belongs to the microscope beside its column: energy filter, dewars, gun, and when they were looked after. */
export interface Facility {
  readonly filter: EnergyFilter;
  readonly dewars: Dewars;
  readonly gun: Gun;
  /** Virtual moments of the last long operations, s, by their two letters. SerialEM keeps them on disk. */
  readonly lastOperationS: Map<string, number>;
}

/** The facility of a scenario at the start. */
export function makeFacility(settings: FacilitySettings, seed: number): Facility {
  return {
    filter: new EnergyFilter(settings.energyFilter, seed),
    dewars: new Dewars(settings.dewars, seed),
    gun: new Gun(settings.gun),
    lastOperationS: new Map(),
  };
}
