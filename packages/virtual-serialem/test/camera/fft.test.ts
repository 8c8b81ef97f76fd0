import { describe, expect, test } from 'vitest';
import { isTransformable, realFft, transformableHeightPx, transformableWidthPx } from '../../src/camera/fft.ts';
import { keyedRandom } from '../../src/random/keyedRandom.ts';

function randomImage(width: number, height: number): Float32Array {
  const random = keyedRandom(3, 'image', width, height);
  return Float32Array.from({ length: width * height }, () => random.normal() + 0.3);
}

/** The definition, in double precision. */
function naive(image: Float32Array, width: number, height: number, kx: number, ky: number): [number, number] {
  let [re, im] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const phase = -2 * Math.PI * ((kx * x) / width + (ky * y) / height);
      re += image[y * width + x]! * Math.cos(phase);
      im += image[y * width + x]! * Math.sin(phase);
    }
  }
  return [re, im];
}

describe('the two-dimensional Fourier transform', () => {
  test.each([
    [32, 16],
    [64, 48],
    [96, 80],
    [160, 32],
  ])('of a %d × %d image is the sum that defines it, at every frequency', (width, height) => {
    const fft = realFft(width, height);
    const image = randomImage(width, height);
    fft.image().set(image);
    fft.forward();
    const spectrum = fft.spectrum();
    const scale = Math.sqrt(width * height);
    for (let kx = 0; kx < width / 2; kx += width > 64 ? 7 : 1) {
      for (let ky = 0; ky < height; ky += 3) {
        const [re, im] = naive(image, width, height, kx, ky);
        expect(spectrum[2 * (kx * height + ky)]! / scale).toBeCloseTo(re / scale, 4);
        expect(spectrum[2 * (kx * height + ky) + 1]! / scale).toBeCloseTo(im / scale, 4);
      }
    }
  });

  test('and back gives the image without its highest horizontal frequency, times the number of pixels', () => {
    const [width, height] = [192, 144];
    const image = randomImage(width, height);
    const fft = realFft(width, height);
    fft.image().set(image);
    fft.forward();
    fft.inverse();
    const back = fft.image();
    for (let y = 0; y < height; y += 11) {
      let highest = 0;
      for (let x = 0; x < width; x++) highest += ((x % 2 === 0 ? 1 : -1) * image[y * width + x]!) / width;
      for (let x = 0; x < width; x++) {
        const expected = image[y * width + x]! - (x % 2 === 0 ? 1 : -1) * highest;
        expect(back[y * width + x]! / (width * height)).toBeCloseTo(expected, 4);
      }
    }
  });

  test('keeps the plans of different sizes apart', () => {
    const [large, small] = [realFft(128, 64), realFft(32, 32)];
    large.image().fill(0);
    large.image()[0] = 2;
    small.image().fill(5);
    small.forward();
    large.forward();
    expect(large.spectrum()[2 * 700]).toBeCloseTo(2, 5);
    expect(small.spectrum()[0]).toBeCloseTo(5 * 32 * 32, 0);
  });

  test('takes widths of 32 · 2^a 3^b 5^c and heights of 16 · 2^a 3^b 5^c only, and says so', () => {
    expect(isTransformable(1536, 1152)).toBe(true);
    expect(isTransformable(1440, 1024)).toBe(true);
    expect(isTransformable(720, 512)).toBe(false);
    expect(isTransformable(448, 512)).toBe(false);
    expect(() => realFft(720, 512)).toThrow(/720 × 512 px cannot be transformed/);
  });

  test('the next size up is transformable and not far', () => {
    for (let px = 33; px < 6000; px += 131) {
      const [width, height] = [transformableWidthPx(px), transformableHeightPx(px)];
      expect(isTransformable(width, height)).toBe(true);
      expect(width).toBeGreaterThanOrEqual(px);
      expect(width).toBeLessThan(px * 1.25 + 32);
      expect(height).toBeLessThan(px * 1.25 + 16);
    }
    expect(transformableWidthPx(1440)).toBe(1440);
  });
});
