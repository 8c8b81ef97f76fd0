import type { GreyImage } from '../images/greyImage.ts';
import { type CutWish, Patch } from './patch.ts';
import type { StageMap } from './stageMap.ts';

/** An image cut out of a map. */
export interface Cut {
  readonly image: GreyImage;
  /** The part of it that lies beyond the map and was filled with the mean of the rest, 0 to 1. */
  readonly beyondFraction: number;
}

/**
 * Cuts images out of a map in one pass: every piece is read once, those that no cut touches not at all. A cut is handed
 * out as soon as its last piece was read, so that only those in progress are in memory, and the next piece waits until it
 * was taken. Null is handed out for a cut of which nothing lies on the map.
 */
export async function cutOut(
  map: StageMap,
  wishes: readonly CutWish[],
  take: (cut: Cut | null, index: number) => Promise<void>,
): Promise<void> {
  const open = new Map(wishes.map((wish, index) => [index, new Patch(map, wish)] as const));
  const takeComplete = async (): Promise<void> => {
    for (const [index, patch] of open) {
      if (!patch.isComplete) continue;
      open.delete(index);
      await take(patch.finished(), index);
    }
  };
  await takeComplete();
  for (const tile of map.tiles) {
    const patches = [...open.values()];
    const needed = patches.flatMap((patch) => patch.rowsOf(tile) ?? []);
    if (needed.length === 0) continue;
    const top = Math.min(...needed.map((rows) => rows.top));
    const bottom = Math.max(...needed.map((rows) => rows.bottom));
    const pixels = await map.readTile(tile, { top, bottom });
    for (const patch of patches) patch.paint(tile, pixels);
    await takeComplete();
  }
}
