import type { Column } from './column.ts';

/** What the next larger spot number leaves of the beam current; about a half on Thermo microscopes (estimate). */
const currentPerSpot = 0.5;

/** Electrons of 1 e/Å²/s over 1 µm², nA. */
const nanoamperes = 1e8 * 1.602e-10;

/** Gives the beam another diameter, µm, above 0: the same current over another area. */
export function spreadBeam({ area, lowDose }: Column, beamDiameterUm: number): void {
  const doseRateEPerA2PerS = area.doseRateEPerA2PerS * (area.beamDiameterUm / beamDiameterUm) ** 2;
  lowDose.change({ beamDiameterUm, doseRateEPerA2PerS });
}

/** Makes the beam stronger or weaker by a factor above 0, as SerialEM does: by its diameter. */
export function strengthenBeam(column: Column, factor: number): void {
  spreadBeam(column, column.area.beamDiameterUm / Math.sqrt(factor));
}

/** Changes the spot size, and the dose rate with it. */
export function changeSpot({ area, lowDose }: Column, spotSize: number): void {
  const doseRateEPerA2PerS = area.doseRateEPerA2PerS * currentPerSpot ** (spotSize - area.spotSize);
  lowDose.change({ spotSize, doseRateEPerA2PerS });
}

/** What the fluorescent screen measures while the gun gives a fraction of its current, nA: nothing unless the screen is down and the beam comes there. */
export function screenCurrentNa(column: Column, gunFraction: number): number {
  if (!column.screenIsDown || column.beamIsBlanked || !column.valvesOpen) return 0;
  const areaUm2 = Math.PI * (column.area.beamDiameterUm / 2) ** 2;
  return nanoamperes * column.area.doseRateEPerA2PerS * areaUm2 * gunFraction;
}
