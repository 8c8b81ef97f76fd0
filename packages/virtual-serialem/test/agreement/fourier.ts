// A plain Fourier transform, written for these tests alone: the program under test has its own.

/** Real and imaginary parts of a square of `side` × `side`, row by row. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** In-place transform of one row or column of powers of two: the textbook recursion, unrolled. */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    for (let k = 0; k < length / 2; k++) {
      const c = Math.cos((2 * Math.PI * k) / length);
      const s = -Math.sin((2 * Math.PI * k) / length);
      for (let a = k; a < n; a += length) {
        const b = a + length / 2;
        const r = re[b]! * c - im[b]! * s;
        const i = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - r;
        im[b] = im[a]! - i;
        re[a] = re[a]! + r;
        im[a] = im[a]! + i;
      }
    }
  }
}

/** In-place transform of a square whose side is a power of two. */
export function transform2d({ re, im }: Spectrum, side: number): void {
  const [lineRe, lineIm] = [new Float64Array(side), new Float64Array(side)];
  const along = (start: number, stride: number) => {
    for (let i = 0; i < side; i++) [lineRe[i], lineIm[i]] = [re[start + i * stride]!, im[start + i * stride]!];
    transform(lineRe, lineIm);
    for (let i = 0; i < side; i++) [re[start + i * stride], im[start + i * stride]] = [lineRe[i]!, lineIm[i]!];
  };
  for (let row = 0; row < side; row++) along(row * side, 1);
  for (let column = 0; column < side; column++) along(column, side);
}
