import { type MapSummary, tileSizeHeader } from 'pacetomo/page';
import { autoContrast, type Contrast, fullContrast, greyTable } from '../../../scene/grey.ts';
import { callBytes } from '../../../server/call.ts';

/** A tile as it is drawn, with its grey values, so that it can be drawn again with other contrast. */
interface Drawn {
  readonly canvas: CanvasRenderingContext2D;
  readonly grey: Uint8Array;
}

/** Tiles of one map: fetched, made into canvases, and made again when the contrast changes. */
export class GreyTiles {
  readonly #map: MapSummary;
  readonly #redraw: () => void;
  readonly #drawn = new Map<string, Drawn>();
  #table = greyTable(fullContrast);
  #contrast: Contrast = fullContrast;
  #auto: Contrast | null = null;
  #isAuto = true;
  #repaint = 0;

  constructor(map: MapSummary, redraw: () => void) {
    this.#map = map;
    this.#redraw = redraw;
  }

  get contrast(): Contrast {
    return this.#contrast;
  }

  /** Fetches a tile. */
  async fetch(level: number, column: number, row: number, signal: AbortSignal): Promise<CanvasRenderingContext2D> {
    const params = { map: this.#map.map, level: String(level), column: String(column), row: String(row) };
    const response = await callBytes('tile', params, { signal });
    const [width, height] = sizeIn(response.headers.get(tileSizeHeader));
    const grey = new Uint8Array(await response.arrayBuffer());
    if (this.#auto === null && level === 0) {
      this.#auto = softer(autoContrast(grey));
      if (this.#isAuto) this.setContrast(null); // tiles of other levels may have come before
    }
    const canvas = canvasOf(width, height);
    paint({ canvas, grey }, this.#table);
    this.#drawn.set(keyOf(level, column, row), { canvas, grey });
    return canvas;
  }

  /** A tile that is not kept any more. */
  forget(level: number, column: number, row: number): void {
    this.#drawn.delete(keyOf(level, column, row));
  }

  /** Draws everything with other contrast, a few tiles at a time; null for what suits the map. */
  setContrast(contrast: Contrast | null): void {
    this.#isAuto = contrast === null;
    this.#contrast = contrast ?? this.#auto ?? fullContrast;
    this.#table = greyTable(this.#contrast);
    cancelAnimationFrame(this.#repaint);
    const waiting = [...this.#drawn.values()];
    const some = (): void => {
      const untilMs = performance.now() + 8;
      while (performance.now() < untilMs) {
        const next = waiting.pop();
        if (next === undefined) break;
        paint(next, this.#table);
      }
      this.#redraw();
      if (waiting.length > 0) this.#repaint = requestAnimationFrame(some);
    };
    this.#repaint = requestAnimationFrame(some);
  }
}

/** The smallest level shows less noise than the others, which would be all black and white at its contrast. */
const softer = ({ black, white }: Contrast): Contrast => ({
  black: Math.round(black / 2),
  white: Math.round((white + 255) / 2),
});

const keyOf = (level: number, column: number, row: number): string => `${level}/${column}/${row}`;

function sizeIn(header: string | null): readonly [number, number] {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(header ?? '') ?? [];
  if (width === undefined || height === undefined) throw new Error(`a tile came without its size: ${header}`);
  return [Number(width), Number(height)];
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('this browser gives no canvas');
  return context;
}

function paint({ canvas, grey }: Drawn, table: Uint32Array): void {
  const image = canvas.createImageData(canvas.canvas.width, canvas.canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const count = Math.min(pixels.length, grey.length);
  for (let i = 0; i < count; i++) pixels[i] = table[grey[i] ?? 0] ?? 0;
  canvas.putImageData(image, 0, 0);
}
