import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { encodePng, type Palette } from '../../src/quality/png.ts';

describe('a PNG', () => {
  test('shows another program the pixels that were written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 37 }),
        fc.integer({ min: 1, max: 23 }),
        fc.infiniteStream(fc.nat(255)),
        (width, height, values) => {
          const grey = Uint8Array.from(values.take(width * height));
          const read = PNG.sync.read(Buffer.from(encodePng(width, height, grey)));
          expect([read.width, read.height]).toEqual([width, height]);
          expect(Array.from(grey.keys(), (i) => read.data[4 * i])).toEqual([...grey]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('of a palette shows its colours', () => {
    const palette: Palette = [
      [1, 2, 3],
      [250, 0, 7],
    ];
    const { data } = PNG.sync.read(Buffer.from(encodePng(3, 1, Uint8Array.of(1, 0, 1), palette)));
    expect([...data]).toEqual([250, 0, 7, 255, 1, 2, 3, 255, 250, 0, 7, 255]);
  });

  test('of another size than said is a bug', () => {
    expect(() => encodePng(4, 3, new Uint8Array(11))).toThrow('11 values');
  });
});
