import { open, rm, truncate } from 'node:fs/promises';
import type { FaultOf } from '../scenario/faultSchema.ts';

/** Bytes of a pixel by the mode of an MRC file. */
const bytesPerPixel: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 4, 6: 2 };

/** Leaves a closed stack as a crash may: whole, without its mdoc, or cut off in the middle of its last section. */
export async function tear(path: string, how: FaultOf<'program-dies'>['file']): Promise<void> {
  if (how === 'whole') return;
  await rm(`${path}.mdoc`, { force: true });
  if (how === 'torn') await cutLastSection(path);
}

/** The header goes on saying that all sections are there. */
async function cutLastSection(path: string): Promise<void> {
  const file = await open(path, 'r');
  const { buffer: header } = await file.read(Buffer.alloc(16), 0, 16, 0);
  const { size } = await file.stat();
  await file.close();
  const [widthPx, heightPx, sections, mode] = [0, 4, 8, 12].map((at) => header.readInt32LE(at));
  const sectionBytes = (widthPx ?? 0) * (heightPx ?? 0) * (bytesPerPixel[mode ?? 0] ?? 0);
  if (size > 0 && (sections ?? 0) > 0) await truncate(path, size - Math.ceil(sectionBytes / 2));
}
