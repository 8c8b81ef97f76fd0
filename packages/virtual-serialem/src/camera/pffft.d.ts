/** pffft compiled to WebAssembly: the part of its interface that fft.ts uses. Pointers are byte offsets into the heap. */
declare module '@echogarden/pffft-wasm/simd' {
  export interface Pffft {
    /** Views of the whole heap; replaced by new ones whenever the heap grows. */
    readonly HEAPF32: Float32Array<ArrayBuffer>;
    readonly HEAPF64: Float64Array<ArrayBuffer>;
    /** transform: 0 real, 1 complex. */
    _pffft_new_setup(length: number, transform: 0 | 1): number;
    _pffft_aligned_malloc(bytes: number): number;
    /** direction: 0 forward, 1 backward; unscaled; input and output may be the same. */
    _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: 0 | 1): void;
  }
  export default function loadPffft(): Promise<Pffft>;
}
