import { EmFileError } from './errors.ts';
import {
  type ByteOrder,
  emptyMrcHeader,
  formatMrcHeader,
  imodStampValue,
  type MrcHeader,
  parseMrcHeader,
} from './mrcHeader.ts';
import { type PixelMode, sectionBytesOf, supportedMode } from './mrcPixels.ts';
import { recordBytesOf } from './mrcRecord.ts';
import { MrcStack } from './mrcStack.ts';
import { undetermined } from './mrcStatistics.ts';
import type { RandomAccess } from './randomAccess.ts';

/** What a new stack is to be like. */
export interface NewMrc {
  readonly width: number;
  readonly height: number;
  readonly mode: PixelMode;
  /** The same in x, y and, as SerialEM does it, between sections. */
  readonly pixelSizeA: number;
  /** Titles: at most ten of at most 80 characters. */
  readonly labels?: readonly string[];
  readonly extended?: NewExtendedHeader;
  /** Bytes of mode 0 from -128 to 127 instead of 0 to 255. SerialEM writes unsigned ones, the default. */
  readonly signedBytes?: boolean;
  readonly byteOrder?: ByteOrder;
  /** As in `openMrc`. */
  readonly flushEachSection?: boolean;
}

/**
 * SerialEM's extended header with room for the records of `reserveSections` sections (it cannot grow later), or any
 * other one as bytes.
 */
export type NewExtendedHeader =
  | {
      readonly type: 'SERI';
      /** Sum of `recordFlags`. */
      readonly flags: number;
      /** As the flags imply; may be given to have it checked. */
      readonly bytesPerSection?: number;
      readonly reserveSections: number;
    }
  | { readonly type: string; readonly bytes: Uint8Array };

/**
 * Begins a stack without sections in an empty file.
 *
 * Throws `file-exists` if the file is not empty, `mrc-size` for sizes that cannot be, `mrc-record` for flags that do
 * not imply `bytesPerSection`, `unwritable` for labels that do not fit.
 */
export async function createMrc(file: RandomAccess, options: NewMrc): Promise<MrcStack> {
  const size = await file.size();
  if (size > 0)
    throw new EmFileError('file-exists', null, `A new stack needs an empty file; this one has ${size} bytes.`);
  refuseImpossibleSizes(options);
  const extendedHeader = extendedBytes(options.extended);
  const fields = { ...newHeader(options), ...extendedFields(options.extended, extendedHeader.length) };
  const raw = formatMrcHeader(fields);
  const bytes = new Uint8Array(raw.length + extendedHeader.length);
  bytes.set(raw);
  bytes.set(extendedHeader, raw.length);
  await file.write(0, bytes);
  return new MrcStack(file, {
    header: parseMrcHeader(raw),
    extendedHeader,
    sectionCount: 0,
    defects: [],
    flushEachSection: options.flushEachSection ?? false,
  });
}

function refuseImpossibleSizes({ width, height, mode, pixelSizeA }: NewMrc): void {
  const sound = [width, height].every((side) => Number.isInteger(side) && side > 0 && side < 2 ** 31);
  if (!sound || !Number.isSafeInteger(sectionBytesOf(width, height, supportedMode(mode)))) {
    throw new EmFileError('mrc-size', null, `A section cannot have ${width} × ${height} pixels.`);
  }
  if (!Number.isFinite(pixelSizeA) || pixelSizeA < 0) {
    throw new EmFileError('mrc-size', null, `${pixelSizeA} Å cannot be the size of a pixel.`);
  }
}

/** As SerialEM writes a new header: IMOD's stamp, MRC2014 except for bytes and colours, statistics not determined. */
function newHeader({ width, height, mode, pixelSizeA, labels, signedBytes, byteOrder }: NewMrc): MrcHeader {
  return {
    ...emptyMrcHeader(byteOrder ?? 'little'),
    ...undetermined,
    width,
    height,
    mode,
    gridX: width,
    gridY: height,
    cellXA: width * pixelSizeA,
    cellYA: height * pixelSizeA,
    cellAlphaDeg: 90,
    cellBetaDeg: 90,
    cellGammaDeg: 90,
    columnAxis: 1,
    rowAxis: 2,
    sectionAxis: 3,
    rms: -1,
    map: 'MAP ',
    version: (mode === 0 && !signedBytes) || mode === 16 ? 0 : 20140,
    imodStamp: imodStampValue,
    imodFlags: mode === 0 && signedBytes ? 1 : 0,
    labels: labels ?? [],
  };
}

function extendedBytes(extended: NewExtendedHeader | undefined): Uint8Array {
  if (!extended) return new Uint8Array(0);
  if ('bytes' in extended) return extended.bytes.slice();
  const { flags, bytesPerSection, reserveSections } = extended;
  const implied = recordBytesOf(flags);
  if (implied === 0 || flags > 2047 || (bytesPerSection ?? implied) !== implied) {
    const reason = `the flags ${flags} imply ${implied} bytes for each section, not ${bytesPerSection ?? 'none'}`;
    throw new EmFileError('mrc-record', null, `No extended header can be made: ${reason}.`);
  }
  if (!Number.isInteger(reserveSections) || reserveSections < 1 || reserveSections * implied >= 2 ** 31) {
    throw new EmFileError('mrc-record', null, `Room for ${reserveSections} sections cannot be reserved.`);
  }
  return new Uint8Array(implied * reserveSections);
}

function extendedFields(extended: NewExtendedHeader | undefined, length: number): Partial<MrcHeader> {
  if (!extended) return {};
  const common = { extendedType: extended.type, extendedBytes: length };
  if ('bytes' in extended) return common;
  return { ...common, recordFlags: extended.flags, recordBytes: recordBytesOf(extended.flags) };
}
