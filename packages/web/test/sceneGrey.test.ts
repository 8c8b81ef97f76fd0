import { describe, expect, test } from 'vitest';
import { autoContrast, fullContrast, greyTable } from '../src/scene/grey.ts';
import { viridis } from '../src/scene/viridis.ts';

describe('grey values', () => {
  test('contrast leaves out a few hot pixels and the empty parts of a montage', () => {
    const pixels = new Uint8Array(10_000).map((_, i) => (i < 2000 ? 0 : 90 + (i % 31)));
    pixels.fill(255, 0, 10);
    const { black, white } = autoContrast(pixels);
    expect(black).toBe(90);
    expect(white).toBe(120);
  });

  test('an image of one grey value is shown as it is', () => {
    expect(autoContrast(new Uint8Array(100).fill(77))).toEqual(fullContrast);
  });

  test('what is blacker than black is black, and every pixel is opaque', () => {
    const table = greyTable({ black: 50, white: 200 });
    expect(table[20]).toBe(0xff000000);
    expect(table[50]).toBe(0xff000000);
    expect(table[200]).toBe(0xffffffff);
    expect(table[240]).toBe(0xffffffff);
  });
});

test('colours of scores go from dark violet to yellow', () => {
  expect(viridis(0)).toBe('rgb(68 1 84)');
  expect(viridis(1)).toBe('rgb(253 231 37)');
  expect(viridis(7)).toBe('rgb(253 231 37)');
});
