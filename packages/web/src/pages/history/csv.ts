import type { RunState } from 'pacetomo/page';
import type { RunFigures, SlotFigures } from '../../runs/figures.ts';

/** A column of the table of figures: its head with its unit, and its value. */
const columns: readonly (readonly [string, (slot: SlotFigures, deg: number | null) => string | number | null])[] = [
  ['target', ({ target }) => target],
  ['turn', ({ step }) => step + 1],
  ['tilt_deg', (_, deg) => deg],
  ['outcome', ({ kind }) => kind],
  ['section', ({ section }) => section],
  ['read_tilt_deg', ({ readTiltDeg }) => rounded(readTiltDeg, 3)],
  ['predicted_x_um', ({ aimUm }) => rounded(aimUm?.x, 4)],
  ['predicted_y_um', ({ aimUm }) => rounded(aimUm?.y, 4)],
  ['found_off_x_nm', ({ offUm }) => rounded(offUm && offUm.x * 1000, 1)],
  ['found_off_y_nm', ({ offUm }) => rounded(offUm && offUm.y * 1000, 1)],
  ['drift_x_nm', ({ driftUm }) => rounded(driftUm && driftUm.x * 1000, 1)],
  ['drift_y_nm', ({ driftUm }) => rounded(driftUm && driftUm.y * 1000, 1)],
  ['defocus_aimed_um', ({ aimDefocusUm }) => rounded(aimDefocusUm, 3)],
  ['defocus_found_um', ({ defocusUm }) => rounded(defocusUm, 3)],
  ['fit_to_a', ({ resolutionA }) => rounded(resolutionA, 1)],
  ['mean_counts', ({ meanCounts }) => rounded(meanCounts, 1)],
  ['dose_e_per_a2', ({ doseEPerA2 }) => rounded(doseEPerA2, 3)],
  ['dose_so_far_e_per_a2', ({ accumulatedEPerA2 }) => rounded(accumulatedEPerA2, 3)],
  ['took_s', ({ tookS }) => rounded(tookS, 2)],
  ['at_utc', ({ at }) => at],
  ['why', ({ why }) => why],
];

/** The figures of a run as a table that spreadsheets read: one line for each image, in the order of acquisition. */
export function csvOf({ schedule }: Pick<RunState, 'schedule'>, figures: RunFigures): string {
  const slots = [...figures.slots.values()].toSorted(
    (a, b) => a.step - b.step || a.target.localeCompare(b.target, 'en'),
  );
  const lines = slots.map((slot) =>
    columns.map(([, value]) => cell(value(slot, schedule[slot.step]?.deg ?? null))).join(','),
  );
  return [columns.map(([name]) => name).join(','), ...lines, ''].join('\r\n');
}

function rounded(value: number | null | undefined, decimals: number): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(decimals)) || 0;
}

/** Quoted where it has to be; a text that begins like a formula is none in a spreadsheet. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
