import type { AreaName } from '../column/lowDose.ts';
import type { Instrument } from '../instrument.ts';

/** Goes to a low-dose area and spends the time that a change of magnification takes. Without low dose the scope stays as it is. */
export async function goToArea(instrument: Instrument, name: AreaName): Promise<void> {
  const { column, clock, scenario } = instrument;
  if (column.lowDose.isOn && column.goToArea(name)) await clock.spend(scenario.clock.areaChangeS);
}
