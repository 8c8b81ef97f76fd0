import { createHash } from 'node:crypto';
import { appendSection, createMdoc, createMrc, formatMdoc, memoryFile, recordFlags } from '@pacetomo/em-files';
import { seeded } from './seeded.ts';

/** A stack as it was acquired, in the order 0, +, -, -, +…, with its mdoc. */
export interface AcquiredStack {
  readonly stack: Uint8Array;
  readonly mdoc: Uint8Array;
  /** SHA-256 of the pixels of each image by its tilt, degrees. */
  readonly imageOfTilt: ReadonlyMap<number, string>;
}

const side = 1120;

/** Images of 2.5 MB each, every one of them different. */
export async function acquiredStack(images: number, seed: number): Promise<AcquiredStack> {
  const random = seeded(seed);
  const file = memoryFile();
  const extended = { type: 'SERI', flags: recordFlags.tilt, reserveSections: images } as const;
  const stack = await createMrc(file, { width: side, height: side, mode: 1, pixelSizeA: 2.3, extended });
  const imageOfTilt = new Map<number, string>();
  let mdoc = createMdoc({
    globals: [
      ['ImageFile', 'kill_ts_001.mrc'],
      ['ImageSize', [side, side]],
      ['DataMode', 1],
    ],
    titles: ['SerialEM: killed', '    Tilt axis angle = 84.3, binning = 1  spot = 6  camera = 0'],
  });
  for (let z = 0; z < images; z++) {
    const tiltDeg = 3 * Math.ceil(z / 2) * (z % 4 === 1 || z % 4 === 2 ? 1 : -1) + 0.01 * z;
    const pixels = Int16Array.from({ length: side * side }, () => 4000 * random());
    imageOfTilt.set(Number(tiltDeg.toFixed(2)), sha256(new Uint8Array(pixels.buffer)));
    await stack.appendSection(pixels, { record: { tiltDeg } });
    const values = [['TiltAngle', tiltDeg.toFixed(2)]] as const;
    mdoc = appendSection(mdoc, { type: 'ZValue', name: String(z), values });
  }
  return { stack: file.bytes(), mdoc: new TextEncoder().encode(formatMdoc(mdoc)), imageOfTilt };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
