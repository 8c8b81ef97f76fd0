import { decodeRecord, encodeRecord, recordLayoutOf } from '@pacetomo/em-files';
import { headOf, type RawStack } from './rawStack.ts';
import { type Refused, refused } from './results.ts';
import { imagesOf, type MdocFile, mdocBytes, reorderedMdoc, tiltsOf } from './seriesMdoc.ts';

/** What a sorted stack and its mdoc will be. */
export interface SortPlan {
  readonly kind: 'to-sort';
  /** At each place of the sorted stack, the section that comes there. */
  readonly order: readonly number[];
  readonly head: Uint8Array;
  readonly mdoc: Uint8Array;
}

export type Planned = SortPlan | Refused | { readonly kind: 'already-sorted'; readonly images: number };

/** Decides what sorting a stack by its mdoc comes to. Whatever could lose an image or its name is refused. */
export function planSorting(stack: RawStack, file: MdocFile): Planned {
  const images = imagesOf(file.mdoc, stack.sections);
  if ('reason' in images) return images;
  const tiltsDeg = tiltsOf(images);
  if ('reason' in tiltsDeg) return tiltsDeg;
  if (stack.sections > 0 && stack.uncountedBytes >= stack.sectionBytes)
    return refused('it holds whole images that its header does not count');
  const contradiction = contradictionOf(stack, tiltsDeg);
  if (contradiction !== null) return contradiction;
  const order = ascending(tiltsDeg);
  if (order.every((z, place) => z === place)) return { kind: 'already-sorted', images: images.length };
  const extended = sortedRecords(stack, order, tiltsDeg);
  if ('reason' in extended) return extended;
  const head = headOf({ ...stack.header, extendedBytes: extended.length }, extended);
  return { kind: 'to-sort', order, head, mdoc: mdocBytes(file, reorderedMdoc(file.mdoc, images, order)) };
}

function ascending(tiltsDeg: readonly number[]): readonly number[] {
  const tilts = tiltsDeg.map((tiltDeg, z) => ({ tiltDeg, z }));
  return tilts.sort((one, other) => one.tiltDeg - other.tiltDeg).map(({ z }) => z); // the language's sort is stable
}

/** Records keep 0.01°; a neighbour in a tilt series is far beyond this. */
const recordToleranceDeg = 0.1;

/**
 * PACEtomo.py leaves a sorted stack with an unsorted mdoc when its last rename fails; sorting by it again would give
 * each image the name of another. The stack's own records tell.
 */
function contradictionOf(stack: RawStack, tiltsDeg: readonly number[]): Refused | null {
  const layout = recordLayoutOf(stack.header);
  if (layout === null) return null;
  for (const [z, tiltDeg] of tiltsDeg.slice(0, layout.room).entries()) {
    const record = stack.extended.subarray(z * layout.bytes, (z + 1) * layout.bytes);
    const recordDeg = decodeRecord(record, layout.flags, stack.header.byteOrder).tiltDeg;
    const isEmpty = record.every((byte) => byte === 0);
    if (recordDeg === null || isEmpty || Math.abs(recordDeg - tiltDeg) <= recordToleranceDeg) continue;
    return refused(`image ${z} was taken at ${recordDeg}° by the stack and at ${tiltDeg}° by its mdoc`);
  }
  return null;
}

/**
 * The extended header with its records in another order. Where it had no room for all of them a record
 * could have to move behind its end, so it grows; those that were never stored then name at least the tilt.
 */
function sortedRecords(
  { header, extended, sections }: RawStack,
  order: readonly number[],
  tiltsDeg: readonly number[],
): Uint8Array | Refused {
  const layout = recordLayoutOf(header);
  if (layout === null) {
    const isEmpty = extended.every((byte) => byte === 0);
    return isEmpty
      ? extended
      : refused('it has an extended header of an unknown kind, which could not be sorted along');
  }
  const { bytes, flags, room } = layout;
  if (room === 0) return extended;
  const sorted = new Uint8Array(Math.max(extended.length, sections * bytes));
  sorted.set(extended);
  order.forEach((z, place) => {
    const stored = extended.slice(z * bytes, (z + 1) * bytes);
    const tiltDeg = tiltsDeg[z] ?? null;
    sorted.set(z < room ? stored : encodeRecord({ tiltDeg }, flags, header.byteOrder), place * bytes);
  });
  return sorted;
}
