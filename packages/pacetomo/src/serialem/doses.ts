import type { DosedSet, Inspection } from '../microscope/inspecting.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** SerialEM's letters and numbers of parameter sets. */
const sets: readonly (readonly [DosedSet, letter: string, number: number])[] = [
  ['record', 'R', 3],
  ['view', 'V', 0],
  ['preview', 'P', 4],
  ['focus', 'F', 1],
];

/** Buffers in which an image of today may lie. */
const buffers = [...'ABCDEFGHIJ'];

/** SerialEM tells the dose of an image only: the newest one of each kind says how much it is in a second. */
export async function dosesOf(gate: CommandGate): Promise<Inspection['doses']> {
  const rates = await ratesInBuffers(gate);
  const dose = async (set: DosedSet, letter: string): Promise<number | null> => {
    // Record and Preview are images of the same area
    const rate = rates.get(set) ?? (set === 'record' ? rates.get('preview') : null);
    const perS = rate ?? (set === 'preview' ? rates.get('record') : null) ?? null;
    return perS === null ? null : perS * (await gate.send('ReportExposure', letter))[0];
  };
  const doses = { record: null, view: null, preview: null, focus: null };
  return sets.reduce<Promise<Inspection['doses']>>(
    async (before, [set, letter]) => ({ ...(await before), [set]: await dose(set, letter) }),
    Promise.resolve(doses),
  );
}

/** e/Å² per second of the newest image of each set in the buffers. */
async function ratesInBuffers(gate: CommandGate): Promise<ReadonlyMap<DosedSet, number>> {
  const rates = new Map<DosedSet, number>();
  for (const buffer of buffers) {
    const properties = await orRefused(gate.send('ImageProperties', buffer), null);
    if (properties === null) continue;
    const [, , , exposureS, , number] = properties;
    const set = sets.find(([, , own]) => own === number)?.[0];
    if (set === undefined || rates.has(set) || exposureS <= 0) continue;
    const [doseEPerA2] = await orRefused(gate.send('ImageConditions', buffer), [0]);
    if (doseEPerA2 > 0) rates.set(set, doseEPerA2 / exposureS); // SerialEM says 0 where it is not calibrated
  }
  return rates;
}
