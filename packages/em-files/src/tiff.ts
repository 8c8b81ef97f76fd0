import { EmFileError } from './errors.ts';
import type { RandomAccess } from './randomAccess.ts';

/** More pages than this are a chain in a circle. EER files of long exposures have some thousands. */
const mostPages = 100_000;

/** How a file writes the numbers that lead from one page to the next. */
interface Layout {
  readonly isLittleEndian: boolean;
  /** Bytes of the count of entries, of an entry, and of an offset. */
  readonly countBytes: 2 | 8;
  readonly entryBytes: 12 | 20;
  readonly offsetBytes: 4 | 8;
  /** Where the offset of the first page stands. */
  readonly firstAt: 4 | 8;
}

const classic = { countBytes: 2, entryBytes: 12, offsetBytes: 4, firstAt: 4 } as const;
const big = { countBytes: 8, entryBytes: 20, offsetBytes: 8, firstAt: 8 } as const;

/**
 * How many pages a TIFF file has: the frames, where a camera wrote it. BigTIFF too, which EER files are. Only the directories'
 * first and last bytes are read, whatever the size of the images.
 *
 * Throws `not-tiff` for another file, and for one that ends before the last of its pages.
 *
 * Source: TIFF 6.0 (Adobe, 1992), section 2; BigTIFF: version 43 instead of 42, counts and offsets of 8 bytes.
 */
export async function countTiffPages(file: RandomAccess): Promise<number> {
  const layout = await layoutOf(file);
  const { countBytes, entryBytes, offsetBytes, firstAt } = layout;
  let page = await numberAt(file, firstAt, offsetBytes, layout);
  let pages = 0;
  while (page !== 0) {
    if (pages === mostPages) throw notTiff(page, 'The pages of this TIFF file go in a circle.');
    const entries = await numberAt(file, page, countBytes, layout);
    page = await numberAt(file, page + countBytes + entries * entryBytes, offsetBytes, layout);
    pages += 1;
  }
  return pages;
}

/** Tag 256 of TIFF 6.0, and the type of a number of 2 bytes. */
const [imageWidth, shortType] = [256, 3] as const;

/** Width of the first page of a TIFF or BigTIFF file, pixels. Throws `not-tiff` for a file that does not say. */
export async function tiffWidth(file: RandomAccess): Promise<number> {
  const layout = await layoutOf(file);
  const { countBytes, entryBytes, offsetBytes, firstAt } = layout;
  const page = await numberAt(file, firstAt, offsetBytes, layout);
  const entries = Math.min(await numberAt(file, page, countBytes, layout), 100); // in the order of their tags: it is the second
  const valueAt = entryBytes - offsetBytes;
  for (let entry = 0; entry < entries; entry++) {
    const at = page + countBytes + entry * entryBytes;
    if ((await numberAt(file, at, 2, layout)) !== imageWidth) continue;
    const isShort = (await numberAt(file, at + 2, 2, layout)) === shortType;
    return numberAt(file, at + valueAt, isShort ? 2 : 4, layout);
  }
  throw notTiff(page, 'This TIFF file does not say how wide it is.');
}

async function layoutOf(file: RandomAccess): Promise<Layout> {
  const start = await file.read(0, 8);
  const [first, second] = start;
  const isLittleEndian = first === 0x49;
  if (start.length === 8 && first === second && (isLittleEndian || first === 0x4d)) {
    const version = new DataView(start.buffer, start.byteOffset).getUint16(2, isLittleEndian);
    if (version === 42) return { ...classic, isLittleEndian };
    if (version === 43) return { ...big, isLittleEndian };
  }
  throw notTiff(0, 'This is no TIFF file: it does not begin as one.');
}

async function numberAt(
  file: RandomAccess,
  at: number,
  wanted: 2 | 4 | 8,
  { isLittleEndian }: Layout,
): Promise<number> {
  const bytes = await file.read(at, wanted);
  if (bytes.length < wanted) throw notTiff(at, `This TIFF file ends before byte ${at + wanted}, within its pages.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (wanted === 2) return view.getUint16(0, isLittleEndian);
  if (wanted === 4) return view.getUint32(0, isLittleEndian);
  const number = Number(view.getBigUint64(0, isLittleEndian));
  if (Number.isSafeInteger(number)) return number;
  throw notTiff(at, `An offset of this TIFF file, at byte ${at}, lies beyond any file.`);
}

const notTiff = (byte: number, message: string): EmFileError => new EmFileError('not-tiff', { byte }, message);
