import { createHash } from 'node:crypto';
import { EmFileError, formatMrcHeader, type MrcHeader, openMrc, type RandomAccess } from '@pacetomo/em-files';

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
  readSection(z: number): Promise<Uint8Array>;
  readUncounted(): Promise<Uint8Array>;
}

/** Opens a stack. Throws as `openMrc` does. */
export async function openRawStack(file: RandomAccess): Promise<RawStack> {
  const stack = await openMrc(file);
  const { header, extendedHeader: extended, sectionCount: sections } = stack;
  const sectionBytes = sections === 0 ? 0 : storedBytes(await stack.readSection(0));
  const head = headOf(header, extended);
  const end = head.length + sections * sectionBytes;
  const uncountedBytes = (await file.size()) - end;
  return {
    header,
    extended,
    sections,
    sectionBytes,
    uncountedBytes,
    head,
    readSection: (z) => readAll(file, head.length + z * sectionBytes, sectionBytes),
    readUncounted: () => readAll(file, end, uncountedBytes),
  };
}

/** Type 12, float16, is read as float32. */
function storedBytes({ data, mode }: { readonly data: ArrayBufferView; readonly mode: number }): number {
  return mode === 12 ? data.byteLength / 2 : data.byteLength;
}

/** Header and extended header as they stand at the beginning of a file. */
export function headOf(header: MrcHeader, extended: Uint8Array): Uint8Array {
  const start = formatMrcHeader(header);
  const head = new Uint8Array(start.length + extended.length);
  head.set(start);
  head.set(extended, start.length);
  return head;
}

async function readAll(file: RandomAccess, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await file.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new EmFileError('mrc-size', { byte: offset }, `The file has become shorter while it was read.`);
}

/** A stack in pieces, one in hand at a time: a new head, the sections in an order, and what stands behind them. */
export async function* piecesOf(
  stack: RawStack,
  { head, order }: { readonly head: Uint8Array; readonly order: readonly number[] },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield head;
  for (const z of order) {
    signal?.throwIfAborted();
    yield await stack.readSection(z);
  }
  yield await stack.readUncounted();
}

/** The stack as it is, in pieces. */
export const ownPiecesOf = (stack: RawStack, signal?: AbortSignal): AsyncGenerator<Uint8Array> =>
  piecesOf(stack, { head: stack.head, order: Array.from({ length: stack.sections }, (_, z) => z) }, signal);

/** The checksum of each piece; on the way each is written to a file, if one is given. */
export async function checksumsOf(pieces: AsyncIterable<Uint8Array>, copy?: RandomAccess): Promise<readonly string[]> {
  const checksums: string[] = [];
  let offset = 0;
  for await (const piece of pieces) {
    checksums.push(checksumOf(piece));
    await copy?.write(offset, piece);
    offset += piece.length;
  }
  return checksums;
}

export const checksumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whether two lists of checksums are the same. */
export const sameChecksums = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((checksum, at) => checksum === other[at]);
