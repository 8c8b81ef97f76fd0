import { createMrc, type MrcPixels, type MrcStack, memoryFile } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reducedSection } from '../../src/quality/reducedSection.ts';
import { thumbnailsOf } from '../../src/quality/thumbnail.ts';

async function stackOf(width: number, mode: 0 | 1 | 2 | 6 | 16, ...sections: readonly MrcPixels[]): Promise<MrcStack> {
  const height = sections[0]!.length / width / (mode === 16 ? 3 : 1);
  const stack = await createMrc(memoryFile(), { width, height, mode, pixelSizeA: 1.4 });
  for (const pixels of sections) await stack.appendSection(pixels);
  return stack;
}

async function all(stack: MrcStack, tiltsDeg: readonly number[], longestPx: number) {
  const thumbnails = [];
  const images = tiltsDeg.map((tiltDeg, section) => ({ tiltDeg, section }));
  for await (const thumbnail of thumbnailsOf(stack, images, longestPx)) thumbnails.push(thumbnail);
  return thumbnails;
}

describe('a reduced section', () => {
  const sizes = fc.record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 90 }),
    longestPx: fc.integer({ min: 1, max: 40 }),
  });

  test('of one brightness has that brightness everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: -3000, max: 3000 }), async ({ width, height, longestPx }, value) => {
        const stack = await stackOf(width, 1, new Int16Array(width * height).fill(value));
        const { widthPx, heightPx, counts } = await reducedSection(stack, 0, longestPx);
        expect(Math.max(widthPx, heightPx)).toBeLessThanOrEqual(longestPx);
        expect(counts).toEqual(new Float32Array(widthPx * heightPx).fill(value));
      }),
      { numRuns: 100 },
    );
  });

  test('has the mean of four pixels in each, the upper row first', async () => {
    const pixels = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80);
    const { widthPx, counts } = await reducedSection(await stackOf(4, 2, pixels), 0, 2);
    expect(widthPx).toBe(2);
    expect([...counts]).toEqual([35, 55, 3.5, 5.5]);
  });

  test('is the same from bytes, whole numbers and fractions, however many strips it is read in', async () => {
    const [width, height] = [1500, 700];
    const values = Array.from({ length: width * height }, (_, at) => (at * 7 + ((at / width) | 0) * 3) % 120);
    const stacks = [
      await stackOf(width, 0, Uint8Array.from(values)),
      await stackOf(width, 1, Int16Array.from(values)),
      await stackOf(width, 2, Float32Array.from(values)),
      await stackOf(width, 6, Uint16Array.from(values)),
    ];
    const reduced = await Promise.all(stacks.map((stack) => reducedSection(stack, 0, 300)));
    for (const one of reduced) expect(one).toEqual(reduced[1]);
    const square = (x: number, y: number) => {
      const rows = [0, 1, 2, 3, 4].flatMap((row) =>
        [0, 1, 2, 3, 4].map((column) => values[(y + row) * width + x + column]!),
      );
      return rows.reduce((sum, value) => sum + value, 0) / 25;
    };
    expect(reduced[0]!.counts[139 * 300 + 7]).toBeCloseTo(square(35, 0), 4); // the lowest row is the last one
    expect(reduced[0]!.counts[299]).toBeCloseTo(square(1495, 695), 4);
  });

  test('cannot be had of colours', async () => {
    await expect(reducedSection(await stackOf(2, 16, new Uint8Array(12)), 0, 9)).rejects.toThrow('type 16');
  });
});

describe('thumbnails', () => {
  test('come in the order of tilt, whatever the order of the sections', async () => {
    const sections = [5, 6, 7].map((value) => new Int16Array(12).fill(value));
    const found = await all(await stackOf(4, 1, ...sections), [1.5, -12, 31], 4);
    expect(found.map(({ section, tiltDeg }) => [section, tiltDeg])).toEqual([
      [1, -12],
      [0, 1.5],
      [2, 31],
    ]);
  });

  test('of one brightness are grey', async () => {
    const [thumbnail] = await all(await stackOf(4, 1, new Int16Array(12).fill(-5)), [0], 4);
    expect(thumbnail).toMatchObject({ widthPx: 4, heightPx: 3, grey: new Uint8Array(12).fill(128) });
  });
});
