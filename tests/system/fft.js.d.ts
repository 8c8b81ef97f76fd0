/** The part of fft.js that tests use. Complex numbers stand as real part, imaginary part, one after the other. */
declare module 'fft.js' {
  export default class FFT {
    /** A plan for transforms of `size` numbers, a power of two. */
    constructor(size: number);
    /** Unnormalised transform of `size` complex numbers. */
    transform(out: Float64Array, data: Float64Array): void;
    /** Its inverse, divided by `size`. */
    inverseTransform(out: Float64Array, data: Float64Array): void;
  }
}
