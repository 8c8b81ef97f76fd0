import { describe, expect, test } from 'vitest';
import { wavelengthNm } from '../../src/camera/contrastTransfer.ts';
import { realFft } from '../../src/camera/fft.ts';
import { cameraOf, emptyContent, evenLamella, shotOf, specimenOf, tilted } from './exposures.ts';

const SIDE = 768;
const PIXEL_NM = 0.4;
/** A carbon-like film, exposed long enough for its rings to stand out. */
const thin = specimenOf({
  content: { ...emptyContent, amorphousStrength: 4 },
  lamella: { ...evenLamella, thicknessNm: 40 },
});
const camera = cameraOf({
  countsPerElectron: 1,
  gainErrorFraction: 0,
  hotPixelFraction: 0,
  sensorPixels: 1,
  coincidenceLossS: 0,
});

/** Power against k² in rings, over a sector of directions (degrees counter-clockwise from +x, ± 90 for all). */
function ringPowers(shot: object, directionDeg = 0, halfWidthDeg = 90): Float64Array {
  const { pixels, meanCounts } = camera.form(
    thin,
    shotOf({ widthPx: SIDE, heightPx: SIDE, pixelNm: PIXEL_NM, axisDeg: 0, doseEPerA2: 120, ...shot }),
  );
  const fft = realFft(SIDE, SIDE);
  fft.image().set(Float32Array.from(pixels, (counts) => counts / meanCounts - 1));
  fft.forward();
  const spectrum = fft.spectrum();
  const [sum, count] = [new Float64Array(RINGS), new Float64Array(RINGS)];
  for (let kx = 1; kx < SIDE / 2; kx++) {
    for (let row = 0; row < SIDE; row++) {
      const ky = row <= SIDE / 2 ? row : row - SIDE;
      const ring = Math.floor((kx * kx + ky * ky) / (SIDE / 2) ** 2 / RING_STEP);
      const direction = (Math.atan2(-ky, kx) * 180) / Math.PI; // y up
      const off = Math.abs(((direction - directionDeg + 270) % 180) - 90);
      if (ring >= RINGS || off > halfWidthDeg) continue;
      const at = 2 * (kx * SIDE + row);
      sum[ring] = sum[ring]! + spectrum[at]! ** 2 + spectrum[at + 1]! ** 2;
      count[ring] = count[ring]! + 1;
    }
  }
  return sum.map((power, ring) => power / Math.max(1, count[ring]!));
}

const RINGS = 260;
const RING_STEP = 1 / 280; // of the squared Nyquist frequency
const FROM_RING = 8;

/** The underfocus (µm) whose sin² fits the rings best, apart from a smooth envelope and background. Written for this test alone. */
function fittedUnderfocusUm(powers: Float64Array): number {
  const used = powers.slice(FROM_RING);
  const background = movingMean(used);
  const rings = used.map((power, i) => power / background[i]! - 1);
  const lambda = 0.0019687;
  const merit = (underfocusNm: number) => {
    const model = used.map((_, i) => {
      const k2 = ((FROM_RING + i + 0.5) * RING_STEP) / (2 * PIXEL_NM) ** 2;
      const chi = Math.PI * lambda * underfocusNm * k2 - 0.5 * Math.PI * 2.7e6 * lambda ** 3 * k2 * k2;
      return Math.sin(chi + Math.asin(0.07)) ** 2;
    });
    const mean = movingMean(model);
    return model.reduce((sum, value, i) => sum + (value - mean[i]!) * rings[i]!, 0);
  };
  let [best, bestMerit] = [0, Number.NEGATIVE_INFINITY];
  for (let nm = 600; nm < 8000; nm += 4) {
    const value = merit(nm);
    if (value > bestMerit) [best, bestMerit] = [nm, value];
  }
  return best / 1000;
}

function movingMean(values: Float64Array): Float64Array {
  const half = 24;
  return values.map((_, i) => {
    const window = values.subarray(Math.max(0, i - half), i + half + 1);
    return window.reduce((sum, value) => sum + value, 0) / window.length;
  });
}

describe('the contrast transfer', () => {
  test('belongs to electrons of 1.9687 pm at 300 kV', () => {
    expect(wavelengthNm(300)).toBeCloseTo(0.0019687, 6);
    expect(wavelengthNm(200)).toBeCloseTo(0.0025079, 6);
  });

  test.each([-1.7, -3.2, -4.9, -6.1])('at %d µm gives Thon rings of that defocus, to 3 per cent', (defocusUm) => {
    const fitted = fittedUnderfocusUm(ringPowers({ defocusUm }));
    expect(Math.abs(fitted / -defocusUm - 1)).toBeLessThan(0.03);
  });

  test('a specimen 0.8 µm higher is 0.8 µm less under focus', () => {
    const fitted = fittedUnderfocusUm(ringPowers({ defocusUm: -3.6, pose: tilted(0, { x: 0, y: 0, z: 0.8 }) }));
    expect(Math.abs(fitted - 2.8)).toBeLessThan(0.08);
  });

  test('follows the height of the field when the stage is tilted', () => {
    // 5 µm in front of the axis at +20° the layer is 1.71 µm higher.
    const centreUm = { x: 0, y: 5 * Math.cos((20 * Math.PI) / 180) };
    const fitted = fittedUnderfocusUm(ringPowers({ defocusUm: -5.2, pose: tilted(20), centreUm }));
    expect(Math.abs(fitted - (5.2 - 5 * Math.sin((20 * Math.PI) / 180)))).toBeLessThan(0.12);
  });

  test('is further under focus along the axis of astigmatism, less across it', () => {
    const shot = { defocusUm: -3, astigmatismUm: 0.5, astigmatismDeg: 35 };
    const [along, across] = [35, 125].map((direction) => fittedUnderfocusUm(ringPowers(shot, direction, 14)));
    expect(Math.abs(along! - 3.5)).toBeLessThan(0.12);
    expect(Math.abs(across! - 2.5)).toBeLessThan(0.12);
  });

  test('in strips, gives every part of a tilted field the defocus of its own height', () => {
    const settings = {
      countsPerElectron: 1,
      gainErrorFraction: 0,
      hotPixelFraction: 0,
      coincidenceLossS: 0,
      sensorPixels: 1,
    };
    const specimen = specimenOf({
      content: { ...emptyContent, amorphousStrength: 60 },
      lamella: { ...evenLamella, thicknessNm: 20 },
    });
    const shot = shotOf({
      widthPx: 256,
      heightPx: 640,
      pixelNm: 1.2,
      axisDeg: 0,
      pose: tilted(60),
      doseEPerA2: 40,
      defocusUm: -2.2,
    });
    const band = ({ pixels }: { pixels: Int16Array }, row: number) => pixels.subarray(256 * row, 256 * (row + 96));
    const references = Array.from({ length: 17 }, (_, i) => -3 + 0.1 * i).map((defocusUm) => ({
      defocusUm,
      image: cameraOf(settings).form(specimen, { ...shot, defocusUm, counter: 5 }),
    }));
    const found = (defocusStrips: number, row: number) => {
      const image = cameraOf({ ...settings, defocusStrips }).form(specimen, shot);
      const fits = references.map(({ defocusUm, image: reference }) => ({
        defocusUm,
        fit: correlation(band(image, row), band(reference, row)),
      }));
      return fits.reduce((best, next) => (next.fit > best.fit ? next : best)).defocusUm;
    };
    // The middle of the band from row 32 on is 240 px · 1.2 nm from that of the field: tan 60° · 0.288 µm = 0.50 µm higher.
    expect(found(5, 32)).toBeCloseTo(-2.2 + 0.5, 1);
    expect(found(5, 512)).toBeCloseTo(-2.2 - 0.5, 1);
    expect(found(1, 32)).toBeCloseTo(-2.2, 1);
  });
});

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    sa += a[i]!;
    sb += b[i]!;
    saa += a[i]! ** 2;
    sbb += b[i]! ** 2;
    sab += a[i]! * b[i]!;
  }
  return (sab - (sa * sb) / n) / Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
}
