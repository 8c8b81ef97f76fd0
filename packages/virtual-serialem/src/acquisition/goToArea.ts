import type { AreaName } from '../column/lowDose.ts';
import type { Instrument } from '../instrument.ts';

/** Goes to a low-dose area and spends the time that a change of magnification takes. */
export async function goToArea(instrument: Instrument, name: AreaName): Promise<void> {
  const { column, clock, scenario } = instrument;
  if (column.goToArea(name)) await clock.spend(scenario.clock.areaChangeS);
}
