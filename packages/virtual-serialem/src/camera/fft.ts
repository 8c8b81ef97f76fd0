/// <reference path="./pffft.d.ts" />
import loadPffft from '@echogarden/pffft-wasm/simd';

// The module loads while this file is imported: whoever has the functions below can use them at once.
const pffft = await loadPffft();

const REAL = 0;
const COMPLEX = 1;
const FORWARD = 0;
const BACKWARD = 1;
/** Columns and rows moved together when the spectrum is turned: a block of 16 × 16 complex numbers stays in the first cache. */
const BLOCK = 16;

/**
 * Two-dimensional Fourier transform of real images of one size. Its two buffers lie in the memory of the WebAssembly module:
 * take them anew with `image()` and `spectrum()` whenever another plan may have been made in between.
 *
 * The spectrum holds the frequencies kx = 0 … widthPx/2 − 1 cycles per width, one after the other, and for each of them heightPx complex
 * numbers (re, im) in the usual order: ky = 0 … heightPx/2 − 1, −heightPx/2 … −1. Negative kx follow by symmetry. The column of
 * kx = widthPx/2 is left out (taken as 0): nothing in this package has signal there.
 */
export interface RealFft {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The image buffer, row by row. */
  image(): Float32Array;
  /** The spectrum buffer, column by column. */
  spectrum(): Float32Array;
  /** Image to spectrum, exponent −2πi, not scaled. Destroys the image. */
  forward(): void;
  /** Spectrum to image: widthPx · heightPx times the inverse of `forward`. Destroys the spectrum. */
  inverse(): void;
}

const plans = new Map<string, RealFft>();
let work = { bytes: 0, pointer: 0 };

/** Whether a real image of this size can be transformed: widths 32 · 2^a 3^b 5^c, heights 16 · 2^a 3^b 5^c. */
export function isTransformable(widthPx: number, heightPx: number): boolean {
  return isSmooth(widthPx / 32) && isSmooth(heightPx / 16);
}

/** The smallest transformable width that is not below `px`. */
export function transformableWidthPx(px: number): number {
  return 32 * nextSmooth(px / 32);
}

/** The smallest transformable height that is not below `px`. */
export function transformableHeightPx(px: number): number {
  return 16 * nextSmooth(px / 16);
}

/**
 * The plan of one size; made once, then kept for the life of the process (a plan for 1440 × 1024 holds 12 MB).
 * Two users of one size share the buffers, so nothing may be expected to stay in them between calls of a user.
 * Throws if the size cannot be transformed.
 */
export function realFft(widthPx: number, heightPx: number): RealFft {
  if (!isTransformable(widthPx, heightPx)) {
    throw new Error(`${widthPx} × ${heightPx} px cannot be transformed: pad to 32 · 2^a 3^b 5^c by 16 · 2^a 3^b 5^c.`);
  }
  const key = `${widthPx}x${heightPx}`;
  const plan = plans.get(key) ?? makePlan(widthPx, heightPx);
  plans.set(key, plan);
  return plan;
}

function makePlan(widthPx: number, heightPx: number): RealFft {
  const size = widthPx * heightPx;
  const columns = widthPx / 2;
  const rowSetup = pffft._pffft_new_setup(widthPx, REAL);
  const columnSetup = pffft._pffft_new_setup(heightPx, COMPLEX);
  const imageAt = allocate(4 * size);
  const spectrumAt = allocate(4 * size);
  reserveWork(8 * Math.max(widthPx, heightPx));

  const transformRows = (direction: 0 | 1) => {
    for (let row = 0; row < heightPx; row++) {
      const at = imageAt + 4 * widthPx * row;
      pffft._pffft_transform_ordered(rowSetup, at, at, work.pointer, direction);
    }
  };
  const transformColumns = (direction: 0 | 1) => {
    for (let column = 0; column < columns; column++) {
      const at = spectrumAt + 8 * heightPx * column;
      pffft._pffft_transform_ordered(columnSetup, at, at, work.pointer, direction);
    }
  };
  return {
    widthPx,
    heightPx,
    image: () => pffft.HEAPF32.subarray(imageAt >> 2, (imageAt >> 2) + size),
    spectrum: () => pffft.HEAPF32.subarray(spectrumAt >> 2, (spectrumAt >> 2) + size),
    forward() {
      transformRows(FORWARD);
      turn(imageAt >> 3, spectrumAt >> 3, heightPx, columns);
      dropNyquist(spectrumAt >> 2, heightPx);
      transformColumns(FORWARD);
    },
    inverse() {
      transformColumns(BACKWARD);
      dropNyquist(spectrumAt >> 2, heightPx);
      turn(spectrumAt >> 3, imageAt >> 3, columns, heightPx);
      transformRows(BACKWARD);
    },
  };
}

/** pffft packs the (real) highest frequency of a row into the imaginary part of the lowest: after a turn that is column 0. */
function dropNyquist(columnAt: number, heightPx: number): void {
  const heap = pffft.HEAPF32;
  for (let i = 1; i < 2 * heightPx; i += 2) heap[columnAt + i] = 0;
}

/** Transposes a matrix of complex numbers, moving each as one double (finite floats never look like a NaN). */
function turn(from: number, to: number, rows: number, columns: number): void {
  const heap = pffft.HEAPF64;
  for (let row0 = 0; row0 < rows; row0 += BLOCK) {
    const row1 = Math.min(rows, row0 + BLOCK);
    for (let column0 = 0; column0 < columns; column0 += BLOCK) {
      const column1 = Math.min(columns, column0 + BLOCK);
      for (let column = column0; column < column1; column++) {
        for (let row = row0; row < row1; row++) {
          heap[to + column * rows + row] = heap[from + row * columns + column] ?? 0;
        }
      }
    }
  }
}

function reserveWork(bytes: number): void {
  if (bytes > work.bytes) work = { bytes, pointer: allocate(bytes) };
}

function allocate(bytes: number): number {
  const pointer = pffft._pffft_aligned_malloc(bytes);
  if (pointer === 0)
    throw new Error(`No memory for a Fourier transform: ${Math.round(bytes / 2 ** 20)} MiB were refused.`);
  return pointer;
}

function nextSmooth(least: number): number {
  let candidate = Math.max(1, Math.ceil(least));
  while (!isSmooth(candidate)) candidate += 1;
  return candidate;
}

function isSmooth(whole: number): boolean {
  if (!Number.isInteger(whole) || whole < 1) return false;
  let rest = whole;
  for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
  return rest === 1;
}
