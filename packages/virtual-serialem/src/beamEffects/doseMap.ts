import type { Footprint } from '../truth/sight.ts';

/** Side of a tile, cells: a tile comes into being when its first cell is hit. */
const tileCells = 64;
/** Tiles are numbered over so many rows and columns; the specimen of a grid has far fewer. */
const mostTiles = 2 ** 20;

/** A grid of 3.05 mm; a script can send the beam much farther, where numbers of cells are no whole numbers any more. */
const gridRadiusUm = 1525;
/** Nothing exposes more of it at once: beams of the lowest magnifications reach some hundred µm. */
const mostHalfAxisUm = 400;

/** The dose that every place of the specimen has received, e/Å², in square cells of the untilted specimen plane. */
export class DoseMap {
  readonly #cellUm: number;
  readonly #tiles = new Map<number, Float32Array>();

  constructor(cellUm: number) {
    this.#cellUm = cellUm;
  }

  /** What a point of the specimen plane (µm) has received so far, e/Å². */
  at(x: number, y: number): number {
    const column = Math.floor(x / this.#cellUm);
    const row = Math.floor(y / this.#cellUm);
    return this.#tiles.get(tileKey(column, row))?.[cellInTile(column, row)] ?? 0;
  }

  /** Adds a dose (e/Å²) to all cells whose middle lies in an ellipse; beside the grid there is nothing to be exposed. */
  add({ centre, halfAxes: wanted }: Footprint, doseEPerA2: number): void {
    if (!(Math.hypot(centre.x, centre.y) < gridRadiusUm)) return;
    const halfAxes = { x: Math.min(wanted.x, mostHalfAxisUm), y: Math.min(wanted.y, mostHalfAxisUm) };
    const cell = this.#cellUm;
    const firstRow = Math.ceil((centre.y - halfAxes.y) / cell - 0.5);
    const lastRow = Math.floor((centre.y + halfAxes.y) / cell - 0.5);
    for (let row = firstRow; row <= lastRow; row++) {
      const part = ((row + 0.5) * cell - centre.y) / halfAxes.y;
      const halfWidth = halfAxes.x * Math.sqrt(Math.max(0, 1 - part * part));
      const first = Math.ceil((centre.x - halfWidth) / cell - 0.5);
      const last = Math.floor((centre.x + halfWidth) / cell - 0.5);
      this.#addRow(row, first, last, doseEPerA2);
    }
  }

  #addRow(row: number, first: number, last: number, doseEPerA2: number): void {
    for (let column = first; column <= last; ) {
      const key = tileKey(column, row);
      const tile = this.#tiles.get(key) ?? new Float32Array(tileCells * tileCells);
      this.#tiles.set(key, tile);
      const endOfTile = (Math.floor(column / tileCells) + 1) * tileCells - 1;
      for (const end = Math.min(last, endOfTile); column <= end; column++) {
        const index = cellInTile(column, row);
        tile[index] = (tile[index] ?? 0) + doseEPerA2;
      }
    }
  }
}

function tileKey(column: number, row: number): number {
  return (Math.floor(row / tileCells) + mostTiles / 2) * mostTiles + Math.floor(column / tileCells) + mostTiles / 2;
}

function cellInTile(column: number, row: number): number {
  return (((row % tileCells) + tileCells) % tileCells) * tileCells + (((column % tileCells) + tileCells) % tileCells);
}
