import { EmFileError } from './errors.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import { type ByteOrder, imodStampValue, type MrcHeader } from './mrcHeader.ts';

/**
 * The pixel types of MRC that can be read and written: 0 bytes, 1 int16, 2 float32, 4 complex float32, 6 uint16,
 * 12 float16, 16 RGB bytes.
 */
export type PixelMode = 0 | 1 | 2 | 4 | 6 | 12 | 16;

/**
 * Pixels row by row, the row that SerialEM shows at the bottom first. Mode 0: Int8Array or Uint8Array; 1: Int16Array;
 * 2 and 12: Float32Array; 4: Float32Array, real and imaginary parts in turn; 6: Uint16Array; 16: Uint8Array, red,
 * green and blue in turn.
 */
export type MrcPixels = Int8Array | Uint8Array | Int16Array | Uint16Array | Float32Array;

const bytesPerPixel: Readonly<Record<PixelMode, number>> = { 0: 1, 1: 2, 2: 4, 4: 8, 6: 2, 12: 2, 16: 3 };
const valuesPerPixel: Readonly<Record<PixelMode, number>> = { 0: 1, 1: 1, 2: 1, 4: 2, 6: 1, 12: 1, 16: 3 };

/** A mode that can be read. Throws `mrc-mode` for the others (3 complex int16, 101 half bytes, unknown ones). */
export function supportedMode(mode: number): PixelMode {
  if (mode === 0 || mode === 1 || mode === 2 || mode === 4 || mode === 6 || mode === 12 || mode === 16) return mode;
  throw new EmFileError(
    'mrc-mode',
    { byte: 12 },
    `Pixels of type ${mode} are not supported; 0, 1, 2, 4, 6, 12 and 16 are.`,
  );
}

/**
 * Whether bytes of mode 0 have a sign. IMOD's flag says so where there is its stamp (SerialEM writes the stamp and no
 * flag: unsigned); otherwise the extremes do if they can, and MRC2014 says signed.
 */
export function areBytesSigned(header: MrcHeader): boolean {
  if (header.imodStamp === imodStampValue) return (header.imodFlags & 1) !== 0;
  return header.min < 0 || header.max < 128;
}

/** Bytes of one section. May be beyond the safe integers if the header lies; compare before allocating. */
export function sectionBytesOf(width: number, height: number, mode: PixelMode): number {
  return width * height * bytesPerPixel[mode];
}

const machineOrder: ByteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big';

/** How the pixels of a stack lie in the file. */
export interface PixelLayout {
  readonly width: number;
  readonly height: number;
  readonly mode: PixelMode;
  readonly byteOrder: ByteOrder;
  readonly signedBytes: boolean;
}

/** The pixels in the bytes of one section. May share the memory of the bytes. */
export function decodePixels(bytes: Uint8Array, { mode, byteOrder, signedBytes }: PixelLayout): MrcPixels {
  if (mode === 16 || mode === 0) {
    return mode === 0 && signedBytes ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
  }
  const size = mode === 2 || mode === 4 ? 4 : 2;
  const foreign = byteOrder !== machineOrder;
  const own = foreign || bytes.byteOffset % size !== 0 ? new Uint8Array(bytes) : bytes;
  if (foreign) swapBytes(own, size);
  const length = own.length / size;
  if (size === 4) return new Float32Array(own.buffer, own.byteOffset, length);
  if (mode === 1) return new Int16Array(own.buffer, own.byteOffset, length);
  const unsigned = new Uint16Array(own.buffer, own.byteOffset, length);
  return mode === 6 ? unsigned : Float32Array.from(unsigned, fromFloat16);
}

/** The bytes of one section. Throws `mrc-pixels` if type or number of the pixels are not those of the stack. */
export function encodePixels(pixels: MrcPixels, layout: PixelLayout): Uint8Array {
  const { width, height, mode, byteOrder } = layout;
  const wanted = width * height * valuesPerPixel[mode];
  const type = arrayType(layout);
  if (pixels.length !== wanted || pixels.constructor !== type) {
    throw new EmFileError(
      'mrc-pixels',
      null,
      `A section of ${width} × ${height} pixels of type ${mode} is a ${type.name} of ${wanted}; ` +
        `a ${pixels.constructor.name} of ${pixels.length} was given.`,
    );
  }
  const stored = mode === 12 ? Uint16Array.from(pixels, toFloat16) : pixels;
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  if (byteOrder === machineOrder || mode === 0 || mode === 16) return bytes;
  const swapped = new Uint8Array(bytes);
  swapBytes(swapped, stored.BYTES_PER_ELEMENT);
  return swapped;
}

function arrayType({ mode, signedBytes }: PixelLayout) {
  if (mode === 0) return signedBytes ? Int8Array : Uint8Array;
  if (mode === 1) return Int16Array;
  if (mode === 6) return Uint16Array;
  return mode === 16 ? Uint8Array : Float32Array;
}

/** Turns each group of two or four bytes round, in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) {
    for (let at = 0; at + 2 <= bytes.length; at += 2) view.setUint16(at, view.getUint16(at, true), false);
  } else {
    for (let at = 0; at + 4 <= bytes.length; at += 4) view.setUint32(at, view.getUint32(at, true), false);
  }
}
