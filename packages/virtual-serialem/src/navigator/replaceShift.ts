import { resetImageShift } from '../acquisition/resetImageShift.ts';
import type { Instrument } from '../instrument.ts';

/** What becomes of the image shift that an alignment has left. */
export interface ShiftReplacement {
  /** Image shifts from here on are replaced by a stage move and aligned again, µm … */
  readonly resetAboveUm: number;
  /** … at most so often; 0 never. */
  readonly mostResets: number;
  /** The image shift is zero in the end, by a stage move without another alignment. */
  readonly leaveAtZero: boolean;
}

/** Replaces image shift by stage moves, with or without aligning again. */
export async function replaceShift(
  instrument: Instrument,
  { resetAboveUm, mostResets, leaveAtZero }: ShiftReplacement,
  alignAgain: () => Promise<unknown>,
): Promise<void> {
  for (let done = 0; ; done++) {
    const { x, y } = instrument.column.coils.specimenShiftUm;
    const again = done < mostResets && Math.hypot(x, y) >= resetAboveUm;
    if (!again && !leaveAtZero) return;
    await resetImageShift(instrument);
    if (!again) return;
    await alignAgain();
  }
}
