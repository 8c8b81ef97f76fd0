import { EmFileError } from './errors.ts';
import { formatMrcHeader, type MrcHeader, mrcHeaderBytes, parseMrcHeader } from './mrcHeader.ts';
import {
  areBytesSigned,
  decodePixels,
  encodePixels,
  type MrcPixels,
  type PixelLayout,
  type PixelMode,
  sectionBytesOf,
  supportedMode,
} from './mrcPixels.ts';
import { encodeRecord, recordLayoutOf, type SectionRecord, wrongLength } from './mrcRecord.ts';
import { pixelStatistics, type RunningStatistics, withSectionAdded, withSectionReplaced } from './mrcStatistics.ts';
import { type RandomAccess, readFully, readFullyInto } from './randomAccess.ts';

/** One image of a stack. */
export interface MrcSection {
  readonly width: number;
  readonly height: number;
  readonly mode: PixelMode;
  /** Row by row from the row that SerialEM shows at the bottom; see `MrcPixels` for the types. */
  readonly data: MrcPixels;
  /** The section's part of SerialEM's extended header, for `decodeRecord`; null if there is none. */
  readonly record: Uint8Array | null;
}

/** What is written beside the pixels of a section: the bytes of a record, or what it is to say. */
export interface SectionExtras {
  readonly record?: Uint8Array | Partial<SectionRecord>;
}

/** What became of an appended section. */
export interface Appended {
  /** Its number in the stack, from 0. */
  readonly z: number;
  /** False if a record was given but the extended header is full or of another kind: the pixels come first. */
  readonly recordStored: boolean;
}

/** A stack as `openMrc` or `createMrc` found or made it. */
export interface MrcStackState {
  readonly header: MrcHeader;
  readonly extendedHeader: Uint8Array;
  readonly sectionCount: number;
  readonly defects: readonly string[];
  readonly flushEachSection: boolean;
}

/**
 * An open MRC file. Sections are read and written one at a time, so a stack of many gigabytes never lies in memory.
 *
 * A section is appended as SerialEM does it: pixels, then the extended record, then the header that counts it. A
 * program that is killed in between leaves a stack that opens, without the section.
 */
export class MrcStack {
  readonly #file: RandomAccess;
  readonly #layout: PixelLayout;
  readonly #sectionBytes: number;
  readonly #extended: Uint8Array;
  readonly #flushEachSection: boolean;
  #header: MrcHeader;
  #statistics: RunningStatistics;
  #sectionCount: number;
  #writing = false;
  /** What was irregular when the stack was opened, in sentences; empty for a sound file. */
  readonly defects: readonly string[];

  constructor(file: RandomAccess, state: MrcStackState) {
    const { header } = state;
    const mode = supportedMode(header.mode);
    const { width, height, byteOrder } = header;
    this.#file = file;
    this.#layout = { width, height, mode, byteOrder, signedBytes: areBytesSigned(header) };
    this.#sectionBytes = sectionBytesOf(width, height, mode);
    this.#extended = state.extendedHeader;
    this.#flushEachSection = state.flushEachSection;
    this.#header = header;
    this.#statistics = { min: header.min, max: header.max, mean: header.mean };
    this.#sectionCount = state.sectionCount;
    this.defects = state.defects;
  }

  /** The header as it stands in the file. */
  get header(): MrcHeader {
    return this.#header;
  }

  /** A copy of the extended header, all of it, whatever its type. */
  get extendedHeader(): Uint8Array {
    return this.#extended.slice();
  }

  /** Sections that can be read: those that the header counts and the file has whole. */
  get sectionCount(): number {
    return this.#sectionCount;
  }

  /** Pixels and record of a section, counted from 0. Throws `mrc-section` for one that is not there. */
  async readSection(z: number): Promise<MrcSection> {
    this.#refuseAbsent(z);
    const bytes = await readFully(this.#file, this.#dataOffset(z), this.#sectionBytes);
    const { width, height, mode } = this.#layout;
    return { width, height, mode, data: decodePixels(bytes, this.#layout), record: this.readRecord(z) };
  }

  /**
   * The pixels of some rows of a section, counted from the row that SerialEM shows at the bottom: a large section need not
   * lie in memory whole. With `memory` as long as the rows they may be put there, and are good until it is used again.
   * Throws `mrc-section` for a section that is not there, a plain error for rows that are not.
   */
  async readRows(z: number, first: number, count: number, memory?: Uint8Array): Promise<MrcPixels> {
    this.#refuseAbsent(z);
    const { width, height, mode } = this.#layout;
    const isThere = Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 0;
    if (!isThere || first + count > height)
      throw new Error(`Rows ${first} to ${first + count - 1} are not in ${height}.`);
    const rowBytes = sectionBytesOf(width, 1, mode);
    const [offset, length] = [this.#dataOffset(z) + first * rowBytes, count * rowBytes];
    const bytes =
      memory === undefined
        ? await readFully(this.#file, offset, length)
        : await readFullyInto(this.#file, offset, memory.subarray(0, length));
    return decodePixels(bytes, this.#layout);
  }

  /** The record of a section in SerialEM's extended header, or null if there is none. */
  readRecord(z: number): Uint8Array | null {
    const place = z < this.#header.sections ? this.#recordPlace(z) : null;
    return place && this.#extended.slice(place.offset, place.offset + place.bytes);
  }

  /**
   * Adds a section at the end. Throws `mrc-pixels` for pixels of another type or size and `mrc-record` for a record of
   * another length, before anything is written; `mrc-size` if the file ends before its header says.
   */
  async appendSection(data: MrcPixels, extras: SectionExtras = {}): Promise<Appended> {
    const z = this.#header.sections;
    if (this.#sectionCount !== z) {
      throw new EmFileError(
        'mrc-size',
        null,
        `Section ${z} cannot be appended: of ${z} sections the file has ${this.#sectionCount}.`,
      );
    }
    const place = this.#recordPlace(z);
    const record = this.#encodedRecord(extras);
    const pixels = encodePixels(data, this.#layout);
    const added = pixelStatistics(data, this.#layout.mode);
    return this.#alone(async () => {
      await this.#file.write(this.#dataOffset(z), pixels);
      if (place && record) await this.#writeRecord(place.offset, record);
      if (this.#flushEachSection) await this.#file.flush();
      const { width, height } = this.#layout;
      const statistics = withSectionAdded(this.#statistics, z * width * height, added);
      await this.#writeHeader({ ...grown(this.#header), ...statistics });
      this.#statistics = statistics;
      this.#sectionCount = z + 1;
      return { z, recordStored: extras.record === undefined || place !== null };
    });
  }

  /**
   * Replaces a section. The extremes in the header only widen, for the other sections are not read. Throws as
   * `appendSection` does, and `mrc-section` for a section that is not there.
   */
  async writeSection(z: number, data: MrcPixels, extras: SectionExtras = {}): Promise<void> {
    this.#refuseAbsent(z);
    const place = this.#recordPlace(z);
    const record = this.#encodedRecord(extras);
    if (record && !place)
      throw new EmFileError('mrc-record', null, `The stack has no room for a record of section ${z}.`);
    const pixels = encodePixels(data, this.#layout);
    await this.#alone(async () => {
      const { width, height, mode } = this.#layout;
      const old = pixelStatistics((await this.readSection(z)).data, mode);
      const total = this.#header.sections * width * height;
      const statistics = withSectionReplaced(this.#statistics, total, old, pixelStatistics(data, mode));
      await this.#file.write(this.#dataOffset(z), pixels);
      if (place && record) await this.#writeRecord(place.offset, record);
      await this.#writeHeader({ ...this.#header, ...statistics, rms: -1 });
      this.#statistics = statistics;
    });
  }

  /** Replaces the titles: at most ten of at most 80 characters. Throws `unwritable`. */
  async setLabels(labels: readonly string[]): Promise<void> {
    await this.#alone(() => this.#writeHeader({ ...this.#header, labels }));
  }

  /** Resolves when everything appended so far would survive a power cut. */
  async flush(): Promise<void> {
    await this.#file.flush();
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  #dataOffset(z: number): number {
    return mrcHeaderBytes + this.#header.extendedBytes + z * this.#sectionBytes;
  }

  #refuseAbsent(z: number): void {
    if (Number.isInteger(z) && z >= 0 && z < this.#sectionCount) return;
    throw new EmFileError('mrc-section', null, `The stack has no section ${z}; it has ${this.#sectionCount}, from 0.`);
  }

  #recordPlace(z: number): { readonly offset: number; readonly bytes: number } | null {
    const layout = recordLayoutOf(this.#header);
    if (!layout || !Number.isInteger(z) || z < 0 || (z + 1) * layout.bytes > this.#extended.length) return null;
    return { offset: z * layout.bytes, bytes: layout.bytes };
  }

  #encodedRecord({ record }: SectionExtras): Uint8Array | null {
    const layout = recordLayoutOf(this.#header);
    if (record === undefined || !layout) return null;
    if (!(record instanceof Uint8Array)) return encodeRecord(record, layout.flags, this.#header.byteOrder);
    if (record.length !== layout.bytes) throw wrongLength(record.length, layout.flags);
    return record;
  }

  async #writeRecord(offset: number, record: Uint8Array): Promise<void> {
    await this.#file.write(mrcHeaderBytes + offset, record);
    this.#extended.set(record, offset);
  }

  async #writeHeader(header: MrcHeader): Promise<void> {
    const raw = formatMrcHeader(header);
    await this.#file.write(0, raw);
    this.#header = parseMrcHeader(raw);
  }

  /** Two sections written at once would end up in the same place: a forgotten `await` shall be heard of. */
  async #alone<Result>(write: () => Promise<Result>): Promise<Result> {
    if (this.#writing) throw new Error('The stack is still being written to: an await is missing.');
    this.#writing = true;
    try {
      return await write();
    } finally {
      this.#writing = false;
    }
  }
}

/** The header with one section more; the standard deviation is not followed. Where the grid counts sections, as in tilt series, the cell grows with it. */
function grown(header: MrcHeader): MrcHeader {
  const sections = header.sections + 1;
  if (header.gridZ !== header.sections) return { ...header, sections, rms: -1 };
  const spacingA = header.sections > 0 ? header.cellZA / header.sections : header.cellXA / header.gridX;
  return { ...header, sections, gridZ: sections, cellZA: spacingA * sections, rms: -1 };
}
