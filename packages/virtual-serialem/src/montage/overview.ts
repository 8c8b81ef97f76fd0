import type { ImagePixels } from '../buffers/bufferRecord.ts';
import { shrunk } from '../buffers/cutAndShrink.ts';
import { type MontageLayout, type MontagePlace, montageSize } from './montageLayout.ts';

/** The longer side of an overview is at most this, px. SerialEM's limit depends on the screen; this shows a grid square well. */
const longestSidePx = 4096;

/** By how much the pieces of a montage are shrunk for its overview: a whole number. */
export function overviewReduction(layout: MontageLayout): number {
  const { widthPx, heightPx } = montageSize(layout);
  return Math.max(1, Math.ceil(Math.max(widthPx, heightPx) / longestSidePx));
}

/** The picture of a whole montage, filled piece by piece; the overlap of two pieces is shared half and half. */
export class Overview {
  readonly image: ImagePixels;
  readonly #layout: MontageLayout;
  readonly #reduction: number;

  constructor(layout: MontageLayout, reduction = overviewReduction(layout)) {
    const { widthPx, heightPx } = montageSize(layout);
    this.#layout = layout;
    this.#reduction = reduction;
    const size = { widthPx: Math.floor(widthPx / reduction), heightPx: Math.floor(heightPx / reduction) };
    this.image = { ...size, pixels: new Int16Array(size.widthPx * size.heightPx) };
  }

  /** Puts a piece into its place. */
  add(piece: ImagePixels, place: MontagePlace): void {
    const { frameHeightPx, overlapXPx, overlapYPx, columns, rows } = this.#layout;
    const total = montageSize(this.#layout);
    const small = shrunk(piece, this.#reduction);
    const left = Math.round(place.xPx / this.#reduction);
    const top = Math.round((total.heightPx - place.yPx - frameHeightPx) / this.#reduction);
    const half = { x: overlapXPx / 2 / this.#reduction, y: overlapYPx / 2 / this.#reduction };
    const from = { x: place.column > 0 ? half.x : 0, y: place.row < rows - 1 ? half.y : 0 };
    const until = {
      x: small.widthPx - (place.column < columns - 1 ? half.x : 0),
      y: small.heightPx - (place.row > 0 ? half.y : 0),
    };
    this.#copy(small, { left, top }, { from: whole(from), until: whole(until) });
  }

  #copy(
    small: ImagePixels,
    { left, top }: { readonly left: number; readonly top: number },
    { from, until }: { readonly from: Corner; readonly until: Corner },
  ): void {
    const { widthPx, heightPx, pixels } = this.image;
    const right = Math.min(until.x, widthPx - left);
    for (let y = from.y; y < Math.min(until.y, heightPx - top); y++) {
      const row = small.pixels.subarray(y * small.widthPx + from.x, y * small.widthPx + right);
      pixels.set(row, (top + y) * widthPx + left + from.x);
    }
  }
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

function whole({ x, y }: Corner): Corner {
  return { x: Math.floor(x), y: Math.floor(y) };
}
