import { inkOf, letterPx } from './letters.ts';

/** Something to draw on: one number a pixel, rows from the top. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8Array;
}

/** A part of a canvas. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A canvas of one colour. */
export function newCanvas(widthPx: number, heightPx: number, colour = 0): Canvas {
  return { widthPx, heightPx, pixels: new Uint8Array(widthPx * heightPx).fill(colour) };
}

/** Fills a box that lies on the canvas. */
export function fillBox({ widthPx, pixels }: Canvas, box: Box, colour: number): void {
  for (let y = box.top; y < box.top + box.heightPx; y++) {
    pixels.fill(colour, y * widthPx + box.left, y * widthPx + box.left + box.widthPx);
  }
}

/** Draws the border of a box, inside it, so many pixels wide. */
export function frameBox(canvas: Canvas, box: Box, colour: number, linePx: number): void {
  const { left, top, widthPx, heightPx } = box;
  fillBox(canvas, { ...box, heightPx: linePx }, colour);
  fillBox(canvas, { ...box, top: top + heightPx - linePx, heightPx: linePx }, colour);
  fillBox(canvas, { ...box, widthPx: linePx }, colour);
  fillBox(canvas, { ...box, left: left + widthPx - linePx, widthPx: linePx }, colour);
}

/** Writes a text from its upper left corner, each pixel of a letter `scale` pixels wide; what does not fit is left away. */
export function write(
  canvas: Canvas,
  text: string,
  at: { readonly left: number; readonly top: number },
  colour: number,
  scale: number,
): void {
  [...text].forEach((letter, n) => {
    inkOf(letter).forEach((isInk, pixel) => {
      if (!isInk) return;
      const left = at.left + scale * (n * letterPx.step + (pixel % letterPx.width));
      const top = at.top + scale * Math.floor(pixel / letterPx.width);
      if (left + scale > canvas.widthPx || top + scale > canvas.heightPx) return;
      fillBox(canvas, { left, top, widthPx: scale, heightPx: scale }, colour);
    });
  });
}

/** How wide a text becomes, pixels. */
export const textWidthPx = (text: string, scale: number): number =>
  Math.max(0, scale * ([...text].length * letterPx.step - 1));

/** Draws an image into a box, in so many levels of grey from 0, averaged where it becomes smaller. */
export function drawImage(
  canvas: Canvas,
  box: Box,
  image: { readonly widthPx: number; readonly heightPx: number; readonly grey: Uint8Array },
  levels: number,
): void {
  const columns = spans(image.widthPx, box.widthPx);
  const rows = spans(image.heightPx, box.heightPx);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const mean = meanOf(image, row, column);
      canvas.pixels[(box.top + y) * canvas.widthPx + box.left + x] = Math.min(levels - 1, (mean * levels) / 256);
    });
  });
}

/** Pixels that become one, the last not among them, and what part of the first and the last counts. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly ofFirst: number;
  readonly ofLast: number;
}

function spans(pixels: number, wanted: number): readonly Span[] {
  return Array.from({ length: wanted }, (_, at) => {
    const begin = (at * pixels) / wanted;
    const end = ((at + 1) * pixels) / wanted;
    const from = Math.floor(begin);
    const until = Math.max(from + 1, Math.ceil(end - 1e-9));
    return { from, until, ofFirst: from + 1 - begin, ofLast: end - until + 1 };
  });
}

function meanOf(
  { widthPx, grey }: { readonly widthPx: number; readonly grey: Uint8Array },
  row: Span,
  column: Span,
): number {
  let sum = 0;
  let weights = 0;
  for (let y = row.from; y < row.until; y++) {
    const rowWeight = weightOf(row, y);
    for (let x = column.from; x < column.until; x++) {
      const weight = rowWeight * weightOf(column, x);
      sum += weight * (grey[y * widthPx + x] ?? 0);
      weights += weight;
    }
  }
  return sum / weights;
}

function weightOf({ from, until, ofFirst, ofLast }: Span, at: number): number {
  if (from + 1 === until) return 1;
  return at === from ? ofFirst : at === until - 1 ? ofLast : 1;
}
