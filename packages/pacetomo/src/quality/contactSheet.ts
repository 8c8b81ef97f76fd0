import type { Series } from '../series/series.ts';
import { type Box, type Canvas, drawImage, fillBox, frameBox, newCanvas, textWidthPx, write } from './canvas.ts';
import type { ImageGrade } from './imageQuality.ts';
import { letterPx } from './letters.ts';
import { encodePng, type Palette } from './png.ts';
import type { Quality } from './quality.ts';
import { tiltText } from './reasons.ts';
import { comparable, type Thumbnail } from './thumbnail.ts';

/** Sizes in pixels: the widest sheet and image, what is between images, and the scale of letters. */
const [widestPx, widestImagePx, gapPx, scale] = [2000, 256, 8, 2];
/** No image is drawn smaller: its tilt has to fit below it. */
const narrowestImagePx = 72;
const labelPx = scale * letterPx.height + 6;
const titlePx = 2 * scale * letterPx.height + 12;
/** A sheet about so many times as wide as high fits on a page of a notebook and on a screen. */
const wideness = 1.5;

/** Grey values, and behind them the colours of everything else. */
const greyLevels = 250;
const ground = greyLevels;
const text = greyLevels + 1;
const faint = greyLevels + 2;
const doubtful = greyLevels + 3;
const bad = greyLevels + 4;
const palette: Palette = [
  ...Array.from({ length: greyLevels }, (_, level) => {
    const grey = Math.round((level * 255) / (greyLevels - 1));
    return [grey, grey, grey] as const;
  }),
  [22, 24, 28],
  [225, 228, 232],
  [105, 110, 120],
  [255, 190, 60],
  [255, 95, 80],
];

/** One place of the sheet: an image, or a tilt that should be there. */
interface Cell {
  readonly tiltDeg: number;
  readonly image: Thumbnail | null;
  readonly colour: number;
  /** What is said beside the tilt. */
  readonly word: string;
}

/**
 * A picture of a whole series, as PNG: all tilts from the most negative one, below each its tilt, red where the image had
 * better be left out, amber where something is amiss, an empty frame where a tilt is missing.
 */
export function contactSheet(series: Series, quality: Quality, thumbnails: readonly Thumbnail[]): Uint8Array {
  const cells = cellsOf(quality, comparable(thumbnails));
  const layout = layoutOf(cells.length, thumbnails[0] ?? series.size);
  const canvas = newCanvas(layout.widthPx, layout.heightPx, ground);
  write(canvas, titleOf(series, quality), { left: gapPx, top: gapPx }, text, 2 * scale);
  for (const [n, cell] of cells.entries()) drawCell(canvas, cell, placeOf(layout, n));
  return encodePng(canvas.widthPx, canvas.heightPx, canvas.pixels, palette);
}

function titleOf({ name }: Series, { verdict, usableTilts, wantedTilts, images, coverage }: Quality): string {
  if (coverage === null) return `${name}: ${verdict}, ${images.length} images`;
  const range = `${tiltText(coverage.fromDeg)} to ${tiltText(coverage.toDeg)}`;
  return `${name}: ${verdict}, ${usableTilts}/${wantedTilts ?? images.length}, ${range}`;
}

function cellsOf({ images, missing }: Quality, thumbnails: readonly Thumbnail[]): readonly Cell[] {
  const bySection = new Map(thumbnails.map((thumbnail) => [thumbnail.section, thumbnail]));
  const taken = images.map(({ tiltDeg, section, grade, remarks }): Cell => {
    const image = bySection.get(section) ?? null;
    return { tiltDeg, image, colour: colourOf(grade, remarks), word: image === null ? 'no image' : '' };
  });
  const notThere = missing.map(({ tiltDeg, became }): Cell => {
    return { tiltDeg, image: null, colour: bad, word: became === 'lost' ? 'lost' : 'skipped' };
  });
  return [...taken, ...notThere].toSorted((a, b) => a.tiltDeg - b.tiltDeg);
}

function colourOf(grade: ImageGrade, remarks: readonly string[]): number {
  if (grade === 'bad') return bad;
  return remarks.length > 0 ? doubtful : text;
}

/** How a sheet is divided. */
interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly columns: number;
  readonly cell: { readonly widthPx: number; readonly heightPx: number };
}

type Shape =
  | { readonly widthPx: number; readonly heightPx: number }
  | { readonly width: number; readonly height: number };

function layoutOf(count: number, shape: Shape | null): Layout {
  const across = shape === null ? 1 : 'widthPx' in shape ? shape.heightPx / shape.widthPx : shape.height / shape.width;
  const mostColumns = Math.floor((widestPx - gapPx) / (narrowestImagePx + gapPx));
  const wished = Math.round(Math.sqrt(count * wideness * across));
  const columns = fullest(count, [wished, wished - 1, wished + 1], mostColumns);
  const cellWidth = Math.min(widestImagePx, Math.floor((widestPx - gapPx) / columns) - gapPx);
  const cell = { widthPx: cellWidth, heightPx: Math.max(1, Math.round(cellWidth * across)) };
  const rows = Math.max(1, Math.ceil(count / columns));
  return {
    widthPx: gapPx + columns * (cell.widthPx + gapPx),
    heightPx: gapPx + titlePx + rows * (cell.heightPx + labelPx + gapPx),
    columns,
    cell,
  };
}

/** Of some numbers of columns the one with the fewest empty places in the last row. */
function fullest(count: number, wished: readonly number[], most: number): number {
  const possible = wished.map((columns) => Math.max(1, Math.min(columns, most, count)));
  const empty = (columns: number): number => Math.ceil(count / columns) * columns - count;
  return possible.reduce((best, columns) => (empty(columns) < empty(best) ? columns : best));
}

function placeOf({ columns, cell }: Layout, n: number): Box {
  const [column, row] = [n % columns, Math.floor(n / columns)];
  return {
    left: gapPx + column * (cell.widthPx + gapPx),
    top: gapPx + titlePx + row * (cell.heightPx + labelPx + gapPx),
    ...cell,
  };
}

function drawCell(canvas: Canvas, { image, tiltDeg, colour, word }: Cell, place: Box): void {
  if (image !== null) drawImage(canvas, place, image, greyLevels);
  if (colour !== text) frameBox(canvas, place, colour, 2);
  else if (image === null) frameBox(canvas, place, faint, 1);
  const label = tiltText(tiltDeg);
  const top = place.top + place.heightPx + 4;
  const isBoth = textWidthPx(`${label} ${word}`, scale) <= place.widthPx;
  write(canvas, isBoth ? `${label} ${word}` : label, { left: place.left, top }, colour, scale);
  if (word !== '' && !isBoth) fillBox(canvas, { ...place, top: place.top + place.heightPx / 2, heightPx: 2 }, colour);
}
