import { EmFileError } from './errors.ts';
import type { ByteOrder, MrcHeader } from './mrcHeader.ts';

/**
 * What SerialEM's extended header keeps of one section, in short integers (IMOD, mrc_format.txt, “nint” and “nreal”).
 * Null is what the flags of the stack have no place for.
 */
export interface SectionRecord {
  /** Kept to 0.01°. */
  readonly tiltDeg: number | null;
  /** Place of a montage piece, pixels and section. */
  readonly piece: { readonly x: number; readonly y: number; readonly z: number } | null;
  /** Stage position, kept to 0.04 µm, at most ±1310 µm. */
  readonly stage: { readonly xUm: number; readonly yUm: number } | null;
  /** Kept to 100. */
  readonly magnification: number | null;
  /** SerialEM's intensity, kept to 0.00004, at most 1.31. */
  readonly intensity: number | null;
  readonly doseEPerA2: number | null;
}

/** The flags that say what a record holds, to be added up. */
export const recordFlags = { tilt: 1, piece: 2, stage: 4, magnification: 8, intensity: 16, dose: 32 } as const;

/** Bytes of each item in the order in which they lie in a record; from 64 on they are reserved. */
const itemBytes: readonly (readonly [flag: number, bytes: number])[] = [
  [recordFlags.tilt, 2],
  [recordFlags.piece, 6],
  [recordFlags.stage, 4],
  [recordFlags.magnification, 2],
  [recordFlags.intensity, 2],
  [recordFlags.dose, 4],
  [64, 2],
  [128, 4],
  [256, 2],
  [512, 4],
  [1024, 2],
];

/** Bytes of a record with these flags. */
export function recordBytesOf(flags: number): number {
  return itemBytes.reduce((sum, [flag, bytes]) => (flags & flag ? sum + bytes : sum), 0);
}

/** How the extended header of a stack is divided into records. */
export interface RecordLayout {
  readonly bytes: number;
  readonly flags: number;
  /** Sections that the extended header has room for. */
  readonly room: number;
}

/**
 * The records of a stack's extended header, or null if it holds something else. IMOD's rule: the bytes that the flags
 * imply must be those that the header names. Stacks older than the word SERI are recognised so too.
 */
export function recordLayoutOf(header: MrcHeader): RecordLayout | null {
  const { recordBytes: bytes, recordFlags: flags, extendedType: type } = header;
  const named = type === 'SERI' || /^[\0 ]{4}$/.test(type);
  if (!named || flags <= 0 || flags > 2047 || bytes !== recordBytesOf(flags)) return null;
  return { bytes, flags, room: Math.floor(header.extendedBytes / bytes) };
}

const nothing: SectionRecord = {
  tiltDeg: null,
  piece: null,
  stage: null,
  magnification: null,
  intensity: null,
  doseEPerA2: null,
};

/** What a record says. Throws `mrc-record` if it does not have the length that the flags imply. */
export function decodeRecord(bytes: Uint8Array, flags: number, byteOrder: ByteOrder = 'little'): SectionRecord {
  if (bytes.length !== recordBytesOf(flags)) throw wrongLength(bytes.length, flags);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (): number => {
    at += 2;
    return view.getInt16(at - 2, byteOrder === 'little');
  };
  const has = (flag: number): boolean => (flags & flag) !== 0;
  // The items are read in the order of their flags, as they lie in the record.
  const tiltDeg = has(recordFlags.tilt) ? next() / 100 : null;
  const piece = has(recordFlags.piece) ? { x: next(), y: next(), z: next() } : null;
  const stage = has(recordFlags.stage) ? { xUm: next() / 25, yUm: next() / 25 } : null;
  const magnification = has(recordFlags.magnification) ? next() * 100 : null;
  const intensity = has(recordFlags.intensity) ? next() / 25000 : null;
  const doseEPerA2 = has(recordFlags.dose) ? fromTwoShorts(next(), next()) : null;
  return { tiltDeg, piece, stage, magnification, intensity, doseEPerA2 };
}

/**
 * A record with the items that the flags name; what is not given becomes zero, what is too large for a short integer
 * its limit. Throws `mrc-record` for NaN.
 */
export function encodeRecord(
  record: Partial<SectionRecord>,
  flags: number,
  byteOrder: ByteOrder = 'little',
): Uint8Array {
  const { tiltDeg, piece, stage, magnification, intensity, doseEPerA2 } = { ...nothing, ...record };
  const bytes = new Uint8Array(recordBytesOf(flags));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (flag: number, ...values: readonly number[]): void => {
    if (!(flags & flag)) return;
    for (const value of values) {
      view.setInt16(at, toShort(value), byteOrder === 'little');
      at += 2;
    }
  };
  put(recordFlags.tilt, (tiltDeg ?? 0) * 100);
  put(recordFlags.piece, piece?.x ?? 0, piece?.y ?? 0, piece?.z ?? 0);
  put(recordFlags.stage, (stage?.xUm ?? 0) * 25, (stage?.yUm ?? 0) * 25);
  put(recordFlags.magnification, (magnification ?? 0) / 100);
  put(recordFlags.intensity, (intensity ?? 0) * 25000);
  put(recordFlags.dose, ...toTwoShorts(doseEPerA2 ?? 0));
  return bytes;
}

/** The error for a record of the wrong length. */
export function wrongLength(length: number, flags: number): EmFileError {
  const wanted = recordBytesOf(flags);
  return new EmFileError('mrc-record', null, `A record with flags ${flags} has ${wanted} bytes, not ${length}.`);
}

function toShort(value: number): number {
  if (Number.isNaN(value)) throw new EmFileError('mrc-record', null, 'NaN cannot be stored in a section record.');
  return Math.min(Math.max(Math.round(value), -32768), 32767);
}

/**
 * SerialEM's way to keep a float in two shorts (IMOD, mrc_format.txt): the first is the upper part of a 23-bit
 * mantissa with its sign; the second its lowest eight bits plus 256 times the exponent of two, with the exponent's sign.
 */
function fromTwoShorts(first: number, second: number): number {
  const mantissa = Math.abs(first) * 256 + (Math.abs(second) % 256);
  const exponent = Math.sign(second) * Math.floor(Math.abs(second) / 256);
  return (first < 0 ? -1 : 1) * mantissa * 2 ** exponent;
}

function toTwoShorts(value: number): readonly [number, number] {
  if (value === 0 || Number.isNaN(value)) return [value, value];
  let exponent = Math.ceil(Math.log2(Math.abs(value))) - 23;
  let mantissa = Math.round(Math.abs(value) / 2 ** exponent);
  if (mantissa >= 2 ** 23) {
    mantissa /= 2;
    exponent++;
  }
  if (exponent < -127) return [0, 0];
  if (exponent > 127) return [Math.sign(value) * 32767, 32767];
  const low = mantissa % 256;
  return [Math.sign(value) * Math.floor(mantissa / 256), (exponent < 0 ? -1 : 1) * (Math.abs(exponent) * 256 + low)];
}
