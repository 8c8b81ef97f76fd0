import {
  areBytesSigned,
  decodePixels,
  encodePixels,
  type MrcHeader,
  type PixelLayout,
  pixelStatistics,
  type ReadableInto,
  sectionBytesOf,
  supportedMode,
} from '@pacetomo/em-files';
import { binnedSize, binPixels } from './binPixels.ts';
import { binnedHeader } from './binPlan.ts';
import { checkedCopy } from './checkedCopy.ts';
import { type Chunking, eachChunk, type Stretch, usualChunkBytes } from './chunks.ts';
import type { FinishFiles } from './finishFiles.ts';
import { headOf } from './rawStack.ts';
import { notAsWritten, sameBytes, withFile } from './wholeFiles.ts';

/** A stack that is to be binned. */
interface Source {
  readonly file: ReadableInto;
  readonly header: MrcHeader;
  readonly extended: Uint8Array;
}

/**
 * Writes the binned images of a stack under a name, band of rows by band of rows, with the extended header of the stack:
 * its records are those of the images. Throws `Trouble` where what was written cannot be read back.
 */
export async function writeBinned(
  files: FinishFiles,
  { file, header, extended }: Source,
  path: string,
  binning: Chunking & { readonly factor: number },
): Promise<void> {
  const { factor } = binning;
  const begun = binnedHeader(header, factor);
  const rows = bandRows(header, binning);
  const statistics = runningStatistics();
  await withFile(files, path, 'create', async (target) => {
    const copy = checkedCopy(target, path);
    await copy.append(headOf(begun, extended));
    await eachChunk(
      file,
      bandsOf(header, rows, factor),
      { ...binning, chunkBytes: rows * rowBytesOf(header) },
      (chunk) => {
        const height = chunk.length / rowBytesOf(header);
        const pixels = decodePixels(chunk, layoutOf(header, height));
        const binned = binPixels(pixels, { width: header.width, height }, factor);
        statistics.add(binned, begun.mode);
        return copy.append(encodePixels(binned, layoutOf(begun, height / factor)));
      },
    );
    const head = headOf({ ...begun, ...statistics.all() }, extended);
    await target.write(0, head);
    await copy.finish();
    if (!sameBytes(await target.read(0, head.length), head)) throw notAsWritten(path);
  });
}

const layoutOf = (header: MrcHeader, height: number): PixelLayout => ({
  width: header.width,
  height,
  mode: supportedMode(header.mode),
  byteOrder: header.byteOrder,
  signedBytes: areBytesSigned(header),
});

const rowBytesOf = ({ width, mode }: MrcHeader): number => sectionBytesOf(width, 1, supportedMode(mode));

/** Rows that are in hand at once, as many as become whole rows of the copy. */
function bandRows(header: MrcHeader, { factor, chunkBytes = usualChunkBytes }: Chunking & { readonly factor: number }) {
  return factor * Math.max(1, Math.floor(chunkBytes / (factor * rowBytesOf(header))));
}

/** The bands of all sections, without the rows that are cut off. */
function bandsOf(header: MrcHeader, rows: number, factor: number): readonly Stretch[] {
  const rowBytes = rowBytesOf(header);
  const keptRows = factor * binnedSize(header, factor).height;
  const firstRow = Math.floor((header.height - keptRows) / 2);
  const start = 1024 + header.extendedBytes + firstRow * rowBytes;
  const bands: Stretch[] = [];
  for (let z = 0; z < header.sections; z++) {
    for (let row = 0; row < keptRows; row += rows) {
      const offset = start + (z * header.height + row) * rowBytes;
      bands.push({ offset, bytes: Math.min(rows, keptRows - row) * rowBytes });
    }
  }
  return bands;
}

/** Extremes and mean of all pixels that are numbers; none has a maximum below its minimum, as MRC2014 says it. */
function runningStatistics() {
  let [min, max, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  return {
    add: (pixels: Parameters<typeof pixelStatistics>[0], mode: number): void => {
      const found = pixelStatistics(pixels, supportedMode(mode));
      if (found === null) return;
      min = Math.min(min, found.min);
      max = Math.max(max, found.max);
      sum += found.sum;
      count += found.count;
    },
    all: () => (count === 0 ? { min: 0, max: -1, mean: -2 } : { min, max, mean: sum / count }),
  };
}
