import { EmFileError } from './errors.ts';
import { type MrcHeader, mrcHeaderBytes, mrcHeaderDefects, parseMrcHeader } from './mrcHeader.ts';
import { sectionBytesOf, supportedMode } from './mrcPixels.ts';
import { MrcStack } from './mrcStack.ts';
import { type RandomAccess, readFully } from './randomAccess.ts';

/** How a stack is opened. */
export interface OpenMrcOptions {
  /** Open a file that ends too early, with the whole sections that it has and a list of what is wrong. */
  readonly permissive?: boolean;
  /** Before the header counts a new section, make sure that its pixels would survive a power cut. Costs time. */
  readonly flushEachSection?: boolean;
}

/** No extended header in hand has more than 1 MB; one that is read into memory must have a limit. */
const longestExtendedHeader = 256 * 1024 * 1024;

/**
 * Opens an MRC file for reading, and for appending if `file` can be written. Only the headers are read.
 *
 * Throws `not-mrc`, `mrc-mode`, and `mrc-size` if the file is shorter than its header says, unless `permissive`. A file
 * that is longer opens in either case: so does a program end that is killed while it appends a section.
 */
export async function openMrc(file: RandomAccess, options: OpenMrcOptions = {}): Promise<MrcStack> {
  const size = await file.size();
  const start = await file.read(0, mrcHeaderBytes);
  if (start[0] === 0x1f && start[1] === 0x8b) {
    throw new EmFileError('not-mrc', { byte: 0 }, 'The file is compressed with gzip; decompress it first.');
  }
  const header = parseMrcHeader(start);
  const mode = supportedMode(header.mode);
  const sectionBytes = sectionBytesOf(header.width, header.height, mode);
  const missing = shortage(header, size);
  if (missing !== null && !options.permissive) throw new EmFileError('mrc-size', { byte: size }, missing);
  const extendedBytes = Math.min(header.extendedBytes, size - mrcHeaderBytes);
  if (extendedBytes > longestExtendedHeader) {
    throw new EmFileError('too-large', { byte: 92 }, `The extended header has ${extendedBytes} bytes.`);
  }
  const dataBytes = Math.max(size - mrcHeaderBytes - header.extendedBytes, 0);
  const wholeSections = Math.min(header.sections, Math.floor(dataBytes / sectionBytes));
  const surplus = missing === null ? surplusDefect(dataBytes - header.sections * sectionBytes, sectionBytes) : null;
  return new MrcStack(file, {
    header,
    extendedHeader: await readFully(file, mrcHeaderBytes, extendedBytes),
    sectionCount: wholeSections,
    defects: [...mrcHeaderDefects(header), ...[missing, surplus].filter((defect) => defect !== null)],
    flushEachSection: options.flushEachSection ?? false,
  });
}

/** What is missing at the end of a file, or null. Reckoned in big integers: a header can claim 2⁹³ bytes. */
function shortage(header: MrcHeader, size: number): string | null {
  const { width, height, sections, mode, extendedBytes } = header;
  const section = BigInt(width) * BigInt(height) * BigInt(sectionBytesOf(1, 1, supportedMode(mode)));
  const wanted = BigInt(mrcHeaderBytes) + BigInt(extendedBytes) + BigInt(sections) * section;
  if (wanted <= BigInt(size)) return null;
  const present = BigInt(Math.max(size - mrcHeaderBytes - extendedBytes, 0)) / section;
  return (
    `The header promises ${sections} sections of ${width} × ${height} pixels of type ${mode} after ` +
    `${mrcHeaderBytes + extendedBytes} bytes, ${wanted} bytes in all; the file has ${size}. ` +
    `Sections ${present} to ${sections - 1} (from 0) are missing.`
  );
}

function surplusDefect(surplus: number, sectionBytes: number): string | null {
  if (surplus === 0) return null;
  const whole = Math.floor(surplus / sectionBytes);
  return `After the last section stand ${surplus} bytes more (${whole} whole sections) that the header does not count.`;
}
