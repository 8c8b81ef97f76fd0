import type { BufferImage } from '@pacetomo/serialem-link';
import fc from 'fast-check';

/** Images of all types, up to 9 x 9 pixels. */
export const anyImage: fc.Arbitrary<BufferImage> = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) => {
    const exactly = (count: number) => ({ minLength: count, maxLength: count });
    const size = { width: fc.constant(width), height: fc.constant(height) };
    const pixels = width * height;
    return fc.oneof(
      fc.record({ ...size, type: fc.constant(0 as const), data: fc.uint8Array(exactly(pixels)) }),
      fc.record({ ...size, type: fc.constant(1 as const), data: fc.int16Array(exactly(pixels)) }),
      fc.record({ ...size, type: fc.constant(2 as const), data: fc.float32Array({ ...exactly(pixels), noNaN: true }) }),
      fc.record({ ...size, type: fc.constant(6 as const), data: fc.uint16Array(exactly(pixels)) }),
      fc.record({ ...size, type: fc.constant(16 as const), data: fc.uint8Array(exactly(3 * pixels)) }),
    );
  });
