import type { ImageHeader } from './message.ts';

/**
 * An image in one of SerialEM's buffers: rows from the top of the displayed image downwards, pixels from left to right.
 * The type is the MRC mode: 0 bytes, 1 signed and 6 unsigned 16 bits, 2 floating point, 16 red, green and blue bytes.
 *
 * (MRC files begin with the bottom row; SerialEM turns its images over when it writes them.)
 */
export type BufferImage = ImageSize &
  (
    | { readonly type: 0; readonly data: Uint8Array }
    | { readonly type: 1; readonly data: Int16Array }
    | { readonly type: 2; readonly data: Float32Array }
    | { readonly type: 6; readonly data: Uint16Array }
    /** Three bytes for each pixel. */
    | { readonly type: 16; readonly data: Uint8Array }
  );

/** Width and height in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** A buffer in SerialEM, counted from 0 for A; those of the FFT window (`AF` and so on) have numbers of their own. */
export interface BufferPlace {
  readonly buffer: number;
  readonly fft: boolean;
}

/** The official client cuts what it sends at this size, without handshakes (`PySEMSocket.cpp`). */
export const putSuperchunkBytes = 336_200_000;

/** The largest number of bytes that the protocol's length word can express. */
export const mostImageBytes = 2_147_483_647;

/** SerialEM itself never needs more than 64 parts. */
const mostChunks = 10_000;

/** The main buffers are A to V; the FFT window has AF to HF. */
const mainBuffers = 22;
const fftBuffers = 8;

/** The place of a buffer from its name, `A` to `V` or `AF` to `HF`. @throws Error for any other name. */
export function bufferPlace(name: string): BufferPlace {
  const buffer = name.toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0);
  if (/^[A-Za-z]$/.test(name) && buffer < mainBuffers) return { buffer, fft: false };
  if (/^[A-Za-z][Ff]$/.test(name) && buffer < fftBuffers) return { buffer, fft: true };
  throw new Error(`SerialEM has no buffer ${JSON.stringify(name)}; there are A to V, and AF to HF in the FFT window.`);
}

/** Whether there is a main buffer of that number, counted from 0 for A. */
export function isMainBuffer(buffer: number): boolean {
  return buffer >= 0 && buffer < mainBuffers;
}

/** How many bytes a pixel of an image type has; undefined for a type that SerialEM does not have. */
export function bytesPerPixel(type: number): number | undefined {
  return { 0: 1, 1: 2, 2: 4, 6: 2, 16: 3 }[type];
}

/** The announcement of an image, its rows without padding. */
export function imageHeader(image: BufferImage, chunkCount = 1): ImageHeader {
  const { type, width, height } = image;
  const rowBytes = width * (bytesPerPixel(type) ?? 0);
  return { type, rowBytes, width, height, byteCount: rowBytes * height, chunkCount };
}

/** The announcement of an empty buffer. */
export const emptyBufferHeader: ImageHeader = {
  type: 0,
  rowBytes: 0,
  width: 0,
  height: 0,
  byteCount: 0,
  chunkCount: 0,
};

/** Why an announced image cannot be; undefined if it can. */
export function headerFault(header: ImageHeader): string | undefined {
  const { type, rowBytes, width, height, byteCount, chunkCount } = header;
  const pixelBytes = bytesPerPixel(type);
  if (pixelBytes === undefined) return `an image of type ${type}, which does not exist`;
  if (width < 1 || height < 1) return `an image of ${width} x ${height} pixels`;
  if (rowBytes < width * pixelBytes) return `rows of ${rowBytes} bytes for ${width} pixels of ${pixelBytes}`;
  if (byteCount !== rowBytes * height) return `${byteCount} bytes for ${height} rows of ${rowBytes}`;
  if (chunkCount < 1 || chunkCount > mostChunks) return `${byteCount} bytes in ${chunkCount} parts`;
  return undefined;
}

/** The sizes of the parts in which the pixels come: all alike but the last (`BaseServer.cpp`, `SendImageBack`). */
export function chunkSizes(byteCount: number, chunkCount: number): readonly number[] {
  const each = Math.ceil(byteCount / chunkCount);
  const sizes: number[] = [];
  for (let left = byteCount; left > 0; left -= each) sizes.push(Math.min(each, left));
  return sizes;
}

/** The bytes of the pixels as they go over the wire; a view of the image's own memory. */
export function pixelBytes(image: BufferImage): Uint8Array {
  const { data } = image;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * The image from its announcement and its pixels. The pixels must begin their own memory, as those of the splitter do.
 * Padding at the end of the rows is left out. Pixels are little-endian, as is every machine that Node.js is offered for
 * where SerialEM's cameras are.
 * @throws Error if {@link headerFault} finds a fault.
 */
export function imageFromBytes(header: ImageHeader, bytes: Uint8Array): BufferImage {
  const fault = headerFault(header);
  if (fault !== undefined) throw new Error(`Cannot make ${fault} into an image.`);
  const { type, width, height } = header;
  const { buffer } = withoutPadding(header, bytes);
  switch (type) {
    case 1:
      return { type, width, height, data: new Int16Array(buffer) };
    case 2:
      return { type, width, height, data: new Float32Array(buffer) };
    case 6:
      return { type, width, height, data: new Uint16Array(buffer) };
    case 16:
      return { type, width, height, data: new Uint8Array(buffer) };
    default:
      return { type: 0, width, height, data: new Uint8Array(buffer) };
  }
}

/** Why an image cannot be sent; undefined if it can. */
export function imageFault(image: BufferImage): string | undefined {
  const { type, width, height, data } = image;
  const pixelBytes = bytesPerPixel(type);
  if (pixelBytes === undefined) return `SerialEM has no image type ${type}`;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    return `${width} x ${height} pixels are not an image`;
  }
  const due = width * height * pixelBytes;
  if (data.byteLength !== due)
    return `${width} x ${height} pixels of type ${type} are ${due} bytes, not ${data.byteLength}`;
  if (due > mostImageBytes) return `${due} bytes are more than the ${mostImageBytes} that SerialEM can count`;
  return undefined;
}

function withoutPadding(header: ImageHeader, bytes: Uint8Array): Uint8Array {
  const { width, height, rowBytes, type } = header;
  const usedBytes = width * (bytesPerPixel(type) ?? 0);
  if (usedBytes === rowBytes && bytes.byteOffset === 0 && bytes.length === bytes.buffer.byteLength) return bytes;
  const packed = new Uint8Array(usedBytes * height);
  for (let row = 0; row < height; row += 1) {
    packed.set(bytes.subarray(row * rowBytes, row * rowBytes + usedBytes), row * usedBytes);
  }
  return packed;
}
