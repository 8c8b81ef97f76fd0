import type { CellSize } from './GridBar.tsx';

/** Height of the row with the tilts, pixels. */
export const headPx = 24;
/** Width of the column with the targets, pixels. */
export const namePx = 76;

/** How large a cell is, pixels. With `fit` all tilts are in sight at once. */
export function sizeOf(
  size: CellSize,
  roomPx: number,
  columns: number,
): { readonly width: number; readonly height: number } {
  if (size === 'large') return { width: 128, height: 128 };
  if (size === 'images') return { width: 60, height: 60 };
  const fitting = columns === 0 ? 24 : Math.floor((roomPx - namePx) / columns);
  const width = Math.min(Math.max(fitting, 12), 60);
  return { width, height: Math.max(width, 22) };
}

/** Images that are smaller show nothing, pixels. */
export const smallestImagePx = 18;

/** Every which column has its tilt written above it. */
export const labelEvery = (widthPx: number): number => Math.max(1, Math.ceil(32 / widthPx));
