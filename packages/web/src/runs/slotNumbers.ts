import type { RunState } from 'pacetomo/page';
import type { SlotFigures } from './figures.ts';
import { clock } from './standing.ts';

/** A number of an image, in words. */
export interface SlotNumber {
  readonly name: string;
  readonly value: string;
}

/** Everything that is known of one image, with units. */
export function slotNumbers(
  { schedule }: Pick<RunState, 'schedule'>,
  slot: SlotFigures | undefined,
  standing: string,
): readonly SlotNumber[] {
  if (slot === undefined) return [{ name: 'Standing', value: standing }];
  const { aimUm, offUm, driftUm, aimDefocusUm, defocusUm, resolutionA, meanCounts } = slot;
  const fit = resolutionA === null ? '' : ` (to ${resolutionA.toFixed(1)} Å)`;
  const known: readonly (SlotNumber | null)[] = [
    { name: 'Standing', value: standing },
    { name: 'Turn', value: `${slot.step + 1} of ${schedule.length}` },
    number('Tilt read back', slot.readTiltDeg, 2, '°'),
    slot.section === null ? null : { name: 'Section', value: String(slot.section) },
    aimUm && { name: 'Predicted at', value: `${aimUm.x.toFixed(3)}, ${aimUm.y.toFixed(3)} µm` },
    slot.kind !== 'taken' ? null : { name: 'Found off by', value: offUm === null ? 'not aligned' : nanometres(offUm) },
    driftUm && { name: 'Drift on this branch', value: nanometres(driftUm) },
    number('Defocus aimed', aimDefocusUm, 2, ' µm'),
    defocusUm === null ? null : { name: 'Defocus found', value: `${defocusUm.toFixed(2)} µm${fit}` },
    meanCounts === null ? null : { name: 'Mean counts', value: Math.round(meanCounts).toLocaleString('en') },
    number('Dose', slot.doseEPerA2, 2, ' e/Å²'),
    number('Dose so far', slot.accumulatedEPerA2, 1, ' e/Å²'),
    number('Took', slot.tookS, 1, ' s'),
    { name: 'Saved at', value: clock(slot.at) },
    slot.why === null ? null : { name: 'Why', value: slot.why },
  ];
  return known.filter((one) => one !== null);
}

const number = (name: string, value: number | null, decimals: number, unit: string): SlotNumber | null =>
  value === null ? null : { name, value: `${value.toFixed(decimals)}${unit}` };

const nanometres = ({ x, y }: { readonly x: number; readonly y: number }): string =>
  `${Math.round(x * 1000) || 0}, ${Math.round(y * 1000) || 0} nm`;
