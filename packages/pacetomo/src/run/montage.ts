import type { Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Settings } from '../plan/settings.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import type { Slot, Tile } from './slot.ts';
import { indexOf, type RunState, slotKey, tileKey } from './state.ts';

/** The pieces around the middle one, column by column: −n to n each way (PACEtomo's tgtMntSize n gives 2n + 1 by 2n + 1). */
export function tilesOf({ tgtMontage, tgtMntSize }: Settings): readonly Tile[] {
  if (!tgtMontage) return [];
  const places = Array.from({ length: 2 * tgtMntSize + 1 }, (_, i) => i - tgtMntSize);
  const all = places.flatMap((column) => places.map((row): Tile => ({ column, row })));
  return all.filter(({ column, row }) => column !== 0 || row !== 0);
}

/** Whether a target is taken as a montage. */
export function isMontage(plan: RunPlan, { settings }: RunState, target: string): boolean {
  return settings.tgtMontage && (settings.tgtTrackMnt || indexOf(plan, target) !== 0);
}

/** The next piece of a slot whose middle one was taken, or null. */
export function nextTile(plan: RunPlan, state: RunState, slot: Slot): Tile | null {
  const middle = state.outcomes.get(slotKey(slot));
  if (middle?.kind !== 'taken' || middle.aim === null || !isMontage(plan, state, slot.target)) return null;
  return tilesOf(state.settings).find((tile) => !state.tiles.has(tileKey(slot, tile))) ?? null;
}

/** The stack of a piece, as PACEtomo names it: `lamella_ts_002_-1_0.mrc`. */
export const tileFile = (stack: string, { column, row }: Tile): string =>
  stack.replace(/(\.[^.]*)?$/, (ending) => `_${column}_${row}${ending}`);

/** Where a piece lies from the middle, unbinned pixels. Both ways the shorter side of the camera counts, as in the original. */
export function tileShift(
  { tgtMntOverlapFraction }: Settings,
  size: Vec<'camera'>,
  { column, row }: Tile,
): Vec<'camera'> {
  const pitch = (1 - tgtMntOverlapFraction) * Math.min(size.x, size.y);
  return { x: column * pitch, y: row * pitch };
}

/**
 * How far a montage is slid along the tilt axis at a tilt, µm on the specimen, so that its seams do not lie over each other
 * at all tilts: from −offset at one end of the range to +offset at the other, nothing at the start tilt.
 */
export function slideOf(plan: RunPlan, state: RunState, target: string, tilt: Tilt): Vec<'specimen'> {
  const { tgtMntXOffsetUm, startTiltDeg, minTiltDeg, maxTiltDeg } = state.settings;
  if (tgtMntXOffsetUm === 0 || maxTiltDeg === minTiltDeg || !isMontage(plan, state, target)) return { x: 0, y: 0 };
  return { x: (2 * tgtMntXOffsetUm * (tilt.deg - startTiltDeg)) / (maxTiltDeg - minTiltDeg), y: 0 };
}
