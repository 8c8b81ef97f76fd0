import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Contrast, stretchToGrey } from '../../images/stretch.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import type { ImageSize } from '../../maps/stageToImage.ts';
import { parseJson } from '../../session/parseJson.ts';
import { factorOf, levelsOf, type Rectangle, sizeOfLevel, tileRectangle, tileSizePx } from './levels.ts';
import { paint, placedPieces } from './mosaic.ts';

/**
 * The smaller levels of a map on the disk: a folder with `pyramid.json` and a file for each level but the largest. A file
 * holds the grey values of tile after tile, row of tiles after row of tiles.
 */
export interface Pyramid extends ImageSize {
  readonly folder: string;
  readonly contrast: Contrast;
}

const pyramidSchema = z.object({
  pyramidVersion: z.literal(1),
  widthPx: z.number(),
  heightPx: z.number(),
  contrast: z.object({ black: z.number(), white: z.number() }),
});

/** The pyramid in a folder; null when it was not made yet. */
export async function findPyramid(folder: string): Promise<Pyramid | null> {
  const text = await readFile(join(folder, 'pyramid.json'), 'utf8').catch(() => '');
  const read = pyramidSchema.safeParse(parseJson(text));
  if (!read.success) return null;
  const { widthPx, heightPx, contrast } = read.data;
  return { folder, widthPx, heightPx, contrast };
}

const fileOf = (folder: string, level: number): string => join(folder, `level-${level}.grey`);

/** Grey values of a tile, or of a whole level that is no larger than one. */
export async function readPyramidTile(pyramid: Pyramid, level: number, tile: Rectangle): Promise<Uint8Array> {
  const size = sizeOfLevel(pyramid, factorOf(level, levelsOf(pyramid)));
  const file = await open(fileOf(pyramid.folder, level), 'r');
  try {
    const grey = new Uint8Array(tile.widthPx * tile.heightPx);
    const at = tile.top * size.widthPx + tile.left * tile.heightPx;
    const { bytesRead } = await file.read(grey, 0, grey.length, at);
    if (bytesRead < grey.length) throw new Error(`${fileOf(pyramid.folder, level)} ends within a tile`);
    return grey;
  } finally {
    await file.close();
  }
}

/** Makes the smaller levels of a map in one pass over its pieces, and the folder of them whole or not at all. */
export async function buildPyramid(map: StageMap, contrast: Contrast, folder: string): Promise<void> {
  const part = `${folder}.${process.pid}-${Date.now()}.part`;
  await mkdir(part, { recursive: true });
  try {
    await writeLevels(map, contrast, part);
    const { widthPx, heightPx } = map;
    const said = { pyramidVersion: 1, widthPx, heightPx, contrast };
    await writeFile(join(part, 'pyramid.json'), `${JSON.stringify(said)}\n`);
    await mkdir(dirname(folder), { recursive: true });
    await rename(part, folder).catch(async (error: unknown) => {
      if ((await findPyramid(folder)) === null) throw error; // else another desk has made it meanwhile
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** Rows of the map that are worked on at once: as few as memory wants, and a multiple of what makes a row of the smallest level. */
const usualBandPx = 256;

async function writeLevels(map: StageMap, contrast: Contrast, folder: string): Promise<void> {
  const levels = levelsOf(map);
  if (levels === 1) return;
  const largest = await LevelFile.open(map, levels - 2, contrast, folder);
  const bandPx = Math.max(usualBandPx, factorOf(0, levels));
  const counts = new Float32Array(map.widthPx * Math.min(bandPx, map.heightPx));
  const pieces = placedPieces(map);
  try {
    for (let top = 0; top < map.heightPx; top += bandPx) {
      const heightPx = Math.min(bandPx, map.heightPx - top);
      const band = await paint(map, pieces, { left: 0, top, widthPx: map.widthPx, heightPx }, counts);
      await largest.add(halved(band, map.widthPx, heightPx), Math.ceil(heightPx / 2));
    }
  } finally {
    await largest.close();
  }
}

/** A level while it is written, and all that are smaller. */
class LevelFile {
  readonly #size: ImageSize;
  readonly #contrast: Contrast;
  readonly #file: Awaited<ReturnType<typeof open>>;
  readonly #smaller: LevelFile | null;
  /** Rows that do not fill a row of tiles yet. */
  readonly #rows: Uint8Array;
  #rowCount = 0;
  #top = 0;

  private constructor(
    size: ImageSize,
    contrast: Contrast,
    file: Awaited<ReturnType<typeof open>>,
    smaller: LevelFile | null,
  ) {
    this.#size = size;
    this.#contrast = contrast;
    this.#file = file;
    this.#smaller = smaller;
    this.#rows = new Uint8Array(size.widthPx * Math.min(tileSizePx, size.heightPx));
  }

  static async open(map: ImageSize, level: number, contrast: Contrast, folder: string): Promise<LevelFile> {
    const smaller = level === 0 ? null : await LevelFile.open(map, level - 1, contrast, folder);
    const file = await open(fileOf(folder, level), 'wx');
    return new LevelFile(sizeOfLevel(map, factorOf(level, levelsOf(map))), contrast, file, smaller);
  }

  /** The next rows of this level. But for the last time an even number of them. */
  async add(counts: Float32Array, rows: number): Promise<void> {
    const { widthPx, heightPx } = this.#size;
    const grey = stretchToGrey(counts, this.#contrast);
    for (let row = 0; row < rows; ) {
      const taken = Math.min(rows - row, tileSizePx - this.#rowCount);
      this.#rows.set(grey.subarray(row * widthPx, (row + taken) * widthPx), this.#rowCount * widthPx);
      this.#rowCount += taken;
      row += taken;
      if (this.#rowCount === tileSizePx || this.#top + this.#rowCount === heightPx) await this.#writeTiles();
    }
    await this.#smaller?.add(halved(counts, widthPx, rows), Math.ceil(rows / 2));
  }

  async #writeTiles(): Promise<void> {
    const { widthPx } = this.#size;
    const tiles = new Uint8Array(widthPx * this.#rowCount);
    let at = 0;
    for (let column = 0; ; column++) {
      const tile = tileRectangle({ widthPx, heightPx: this.#rowCount }, column, 0);
      if (tile === null) break;
      for (let row = 0; row < tile.heightPx; row++, at += tile.widthPx) {
        const from = row * widthPx + tile.left;
        tiles.set(this.#rows.subarray(from, from + tile.widthPx), at);
      }
    }
    await this.#file.writeFile(tiles); // goes on where the last one has ended
    this.#top += this.#rowCount;
    this.#rowCount = 0;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#smaller?.close();
  }
}

/** Rows with 2 × 2 pixels averaged into one; at the right and lower border of as many as there are. */
export function halved(counts: Float32Array, widthPx: number, heightPx: number): Float32Array {
  const half = Math.ceil(widthPx / 2);
  const pairs = widthPx >> 1;
  const made = new Float32Array(half * Math.ceil(heightPx / 2));
  for (let y = 0, to = 0; y < heightPx; y += 2, to += half) {
    const upper = y * widthPx;
    const lower = y + 1 < heightPx ? upper + widthPx : upper;
    for (let x = 0; x < pairs; x++) {
      const [a, b] = [upper + 2 * x, lower + 2 * x];
      made[to + x] = ((counts[a] ?? 0) + (counts[a + 1] ?? 0) + (counts[b] ?? 0) + (counts[b + 1] ?? 0)) / 4;
    }
    if (pairs < half) made[to + pairs] = ((counts[upper + widthPx - 1] ?? 0) + (counts[lower + widthPx - 1] ?? 0)) / 2;
  }
  return made;
}
