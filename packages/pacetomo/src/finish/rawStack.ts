import {
  formatMrcHeader,
  type MrcHeader,
  openMrc,
  type RandomAccess,
  sectionBytesOf,
  supportedMode,
} from '@pacetomo/em-files';
import type { Stretch } from './chunks.ts';

/** A stack as bytes: what is only moved is not decoded. */
export interface RawStack {
  readonly header: MrcHeader;
  readonly extended: Uint8Array;
  readonly sections: number;
  readonly sectionBytes: number;
  /** Bytes after the last section that the header counts, as a program leaves them that ends while it appends. */
  readonly uncountedBytes: number;
  /** Header and extended header. */
  readonly head: Uint8Array;
}

/** Opens a stack. Throws as `openMrc` does. */
export async function openRawStack(file: RandomAccess): Promise<RawStack> {
  const { header, extendedHeader: extended, sectionCount: sections } = await openMrc(file);
  const sectionBytes = sectionBytesOf(header.width, header.height, supportedMode(header.mode));
  const head = headOf(header, extended);
  const uncountedBytes = (await file.size()) - head.length - sections * sectionBytes;
  return { header, extended, sections, sectionBytes, uncountedBytes, head };
}

/** Header and extended header as they stand at the beginning of a file. */
export function headOf(header: MrcHeader, extended: Uint8Array): Uint8Array {
  const start = formatMrcHeader(header);
  const head = new Uint8Array(start.length + extended.length);
  head.set(start);
  head.set(extended, start.length);
  return head;
}

/** Where the sections of a stack lie, in an order, and what stands behind the last of them. */
export function bodyOf(stack: RawStack, order: readonly number[]): readonly Stretch[] {
  const { head, sections, sectionBytes, uncountedBytes } = stack;
  const startOf = (z: number): number => head.length + z * sectionBytes;
  return [
    ...order.map((z) => ({ offset: startOf(z), bytes: sectionBytes })),
    { offset: startOf(sections), bytes: uncountedBytes },
  ];
}
