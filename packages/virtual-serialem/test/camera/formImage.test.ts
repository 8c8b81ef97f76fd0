import { describe, expect, test } from 'vitest';
import type { FormedImage } from '../../src/camera/formImage.ts';
import { cameraOf, emptyContent, evenLamella, shotOf, specimenOf, tilted } from './exposures.ts';

const plain = { gainErrorFraction: 0, hotPixelFraction: 0 };
const bare = (lamella: object = {}) => specimenOf({ content: emptyContent, lamella: { ...evenLamella, ...lamella } });
const variance = (values: ArrayLike<number>, mean: number) =>
  Array.prototype.reduce.call(values, (sum: unknown, value: number) => Number(sum) + (value - mean) ** 2, 0) as number;
const radians = (deg: number) => (deg * Math.PI) / 180;

/** Expected counts of a pixel behind a layer, from the physics document: dose · area · 0.85 · exp(−path/395), coincidence, 32 counts. */
function expectedCounts(doseEPerA2: number, pixelNm: number, pathNm: number, exposureS: number): number {
  const electrons = doseEPerA2 * (10 * pixelNm) ** 2 * 0.85 * Math.exp(-pathNm / 395);
  const perSensorPixelAndS = electrons / 16 / exposureS;
  return 32 * (electrons / (1 + 0.0025 * perSensorPixelAndS) + 0.3);
}

describe('the counts of an image', () => {
  test.each([
    [0, 3, 1.46],
    [37, 3, 1.46],
    [60, 3, 1.46],
    [-52, 1.2, 0.7],
  ])('at %d° and %d e/Å² are what dose and path through the layer leave', (tiltDeg, doseEPerA2, exposureS) => {
    const image = cameraOf(plain).form(bare(), shotOf({ pose: tilted(tiltDeg), doseEPerA2, exposureS }));
    const expected = expectedCounts(doseEPerA2, 1.08, 180 / Math.cos(radians(tiltDeg)), exposureS);
    expect(Math.abs(image.meanCounts / expected - 1)).toBeLessThan(0.002);
  });

  test('are highest where the tilt levels a lamella of −10° pretilt: at +10°', () => {
    const mean = (tiltDeg: number) =>
      cameraOf(plain).form(bare({ pretiltDeg: -10 }), shotOf({ pose: tilted(tiltDeg) })).meanCounts;
    expect(Math.abs(mean(10) / expectedCounts(3, 1.08, 180, 1.46) - 1)).toBeLessThan(0.002);
    expect(Math.abs(mean(-50) / expectedCounts(3, 1.08, 180 / Math.cos(radians(60)), 1.46) - 1)).toBeLessThan(0.002);
  });

  test('keep their mean when the layer is full of objects', () => {
    const full = specimenOf({ lamella: evenLamella });
    const image = cameraOf(plain).form(full, shotOf({ pose: tilted(21), widthPx: 720, heightPx: 512 }));
    expect(Math.abs(image.meanCounts / expectedCounts(3, 1.08, 180 / Math.cos(radians(21)), 1.46) - 1)).toBeLessThan(
      0.01,
    );
  });

  test('grow with the area of the pixel, and with the slit out', () => {
    const shot = shotOf({ widthPx: 128, heightPx: 96 });
    const camera = cameraOf({ ...plain, coincidenceLossS: 0, darkElectronsPerPx: 0 });
    const mean = (more: object) => camera.form(bare(), { ...shot, ...more }).meanCounts;
    expect(mean({ binning: 2, widthPx: 64, heightPx: 48 }) / mean({})).toBeCloseTo(4, 1);
    expect(mean({ slitIn: false }) / mean({})).toBeCloseTo(Math.exp(180 / 395 - 180 / 1000), 1);
  });

  test('are Poisson numbers times 32: variance equal to the mean, neighbours independent', () => {
    const { pixels, widthPx, meanCounts } = cameraOf(plain).form(bare(), shotOf({ widthPx: 512, heightPx: 384 }));
    expect(pixels.every((counts) => counts % 32 === 0)).toBe(true);
    const electrons = Array.from(pixels, (counts) => counts / 32);
    const mean = meanCounts / 32;
    const n = electrons.length;
    const noise = variance(electrons, mean) / n;
    expect(Math.abs(noise / mean - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    for (const step of [1, widthPx, widthPx + 1]) {
      let covariance = 0;
      for (let i = step; i < n; i++) covariance += ((electrons[i]! - mean) * (electrons[i - step]! - mean)) / n;
      expect(Math.abs(covariance / noise)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  test('of a dark image come from the camera alone and stay below 3 %', () => {
    const camera = cameraOf();
    const [dark, light] = [0, 1].map(
      (transmissionFactor) => camera.form(specimenOf(), shotOf({ transmissionFactor })).meanCounts,
    );
    expect(dark! / 32).toBeGreaterThan(0.25);
    expect(dark! / 32).toBeLessThan(0.5);
    expect(dark! / light!).toBeLessThan(0.03);
  });

  test('end at 32767, and the image tells how many pixels do', () => {
    const image = cameraOf(plain).form(bare(), shotOf({ doseEPerA2: 40 }));
    expect(image.saturatedPx).toBe(256 * 192);
    expect(image.pixels.every((counts) => counts === 32767)).toBe(true);
    expect(cameraOf(plain).form(bare(), shotOf()).saturatedPx).toBe(0);
  });
});

describe('the camera itself', () => {
  test('has the same gain error in every image, of the rms that is set, averaged by binning', () => {
    const camera = cameraOf({ ...plain, gainErrorFraction: 0.02, countsPerElectron: 0.05, coincidenceLossS: 0 });
    const pattern = (shot: object, frames: number) => {
      let sum: Float64Array | null = null;
      for (let counter = 0; counter < frames; counter++) {
        const image = camera.form(bare(), shotOf({ doseEPerA2: 3000, counter, widthPx: 192, heightPx: 128, ...shot }));
        sum ??= new Float64Array(image.pixels.length);
        for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + image.pixels[i]! / frames;
      }
      const mean = sum!.reduce((total, value) => total + value, 0) / sum!.length;
      return sum!.map((value) => value / mean - 1);
    };
    const rms = (values: Float64Array) =>
      Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const unbinned = pattern({}, 4);
    expect(rms(unbinned)).toBeGreaterThan(0.0185);
    expect(rms(unbinned)).toBeLessThan(0.0215);
    const binned = pattern({ binning: 2, widthPx: 96, heightPx: 64, doseEPerA2: 750 }, 4);
    expect(rms(binned)).toBeGreaterThan(0.0088);
    expect(rms(binned)).toBeLessThan(0.0115);
    const averaged = binned.map((_, i) => {
      const at = 2 * Math.floor(i / 96) * 192 + 2 * (i % 96);
      return (unbinned[at]! + unbinned[at + 1]! + unbinned[at + 192]! + unbinned[at + 193]!) / 4;
    });
    const product = binned.reduce((sum, value, i) => sum + value * averaged[i]!, 0) / binned.length;
    expect(product / (rms(binned) * rms(averaged))).toBeGreaterThan(0.9);
  });

  test('has hot pixels at fixed places', () => {
    const camera = cameraOf({ hotPixelFraction: 4e-4, hotPixelElectronsPerS: 5000, gainErrorFraction: 0 });
    const hot = (counter: number) => {
      const { pixels, meanCounts } = camera.form(bare(), shotOf({ counter }));
      return [...pixels.keys()].filter((i) => pixels[i]! > 2 * meanCounts);
    };
    expect(hot(1).length).toBeGreaterThan(5);
    expect(hot(1).length).toBeLessThan(40);
    expect(hot(2)).toEqual(hot(1));
  });

  test('loses electrons to coincidence the more, the faster they come', () => {
    const mean = (exposureS: number) => cameraOf(plain).form(bare(), shotOf({ exposureS })).meanCounts;
    const electronsPerS = expectedCounts(3, 1.08, 180, 1e9) / 32 / 16;
    expect(mean(10) / mean(0.5)).toBeCloseTo((1 + 0.0025 * 2 * electronsPerS) / (1 + 0.00025 * electronsPerS), 2);
  });
});

describe('one exposure and the next', () => {
  const specimen = specimenOf();
  const shot = shotOf({ pose: tilted(-12, { x: 2, y: -3, z: 0.2 }), counter: 41 });
  const difference = (a: FormedImage, b: FormedImage) =>
    Float64Array.from(a.pixels, (counts, i) => (counts - b.pixels[i]!) / 32);

  test('with the same key are the same bit for bit, whatever was taken in between and before', () => {
    const camera = cameraOf();
    const first = camera.form(specimen, shot);
    camera.form(specimenOf({}, 99), shotOf({ pixelNm: 8, counter: 3, defocusUm: -50, widthPx: 300, heightPx: 200 }));
    camera.form(specimen, shotOf({ pose: tilted(40), centreUm: { x: 5, y: 5 }, counter: 42 }));
    const freshly = cameraOf().form(specimenOf(), shot);
    expect(Buffer.from(camera.form(specimen, shot).pixels.buffer).equals(Buffer.from(first.pixels.buffer))).toBe(true);
    expect(Buffer.from(freshly.pixels.buffer).equals(Buffer.from(first.pixels.buffer))).toBe(true);
  });

  test('with another counter differ by noise alone', () => {
    const camera = cameraOf(plain);
    const [a, b] = [camera.form(specimen, shot), camera.form(specimen, { ...shot, counter: 42 })];
    const noise = difference(a, b);
    const mean = a.meanCounts / 32;
    const n = noise.length;
    // The specimen cancels: what is left has the variance of two Poisson numbers, and none of the specimen's correlation.
    expect(Math.abs(variance(noise, 0) / n / (2 * mean) - 1)).toBeLessThan(5 * Math.sqrt(2 / n) + 0.002);
    let neighbours = 0;
    for (let i = 1; i < n; i++) neighbours += (noise[i]! * noise[i - 1]!) / n / (2 * mean);
    expect(Math.abs(neighbours)).toBeLessThan(5 / Math.sqrt(n));
    // There is a specimen: single images vary by more than their noise.
    expect(
      variance(
        Array.from(a.pixels, (counts) => counts / 32),
        mean,
      ) /
        n /
        mean,
    ).toBeGreaterThan(1.1);
  });

  test('of another specimen differ by more than noise', () => {
    const camera = cameraOf(plain);
    const [a, b] = [camera.form(specimen, shot), camera.form(specimenOf({}, 73), { ...shot, counter: 42 })];
    expect(variance(difference(a, b), 0) / a.pixels.length / (2 * (a.meanCounts / 32))).toBeGreaterThan(1.1);
  });
});

describe('the beam', () => {
  const column = (image: FormedImage, x: number) =>
    Array.from({ length: image.heightPx }, (_, y) => image.pixels[y * image.widthPx + x]!).reduce((a, b) => a + b) /
    image.heightPx;

  test('is a disc with an edge of 50 nm', () => {
    const centreUm = { x: -1.05, y: 0 };
    const shot = shotOf({ axisDeg: 0, pixelNm: 1, heightPx: 32, widthPx: 320, beam: { centreUm, diameterUm: 2.2 } });
    const image = cameraOf(plain).form(bare(), shot);
    // the edge crosses 50 nm right of the middle, at column 210
    const full = column(image, 20);
    expect(column(image, 180) / full).toBeCloseTo(1, 1);
    expect(column(image, 210) / full).toBeCloseTo(0.5, 1);
    expect(column(image, 240) / full).toBeLessThan(0.01);
    expect(column(image, 200) / full).toBeGreaterThan(0.6);
    expect(column(image, 220) / full).toBeLessThan(0.4);
  });

  test('is darkened by a lump where the lump is', () => {
    const shot = shotOf({ axisDeg: 0, pixelNm: 1, heightPx: 32, widthPx: 320 });
    const lumps = [{ labUm: { x: 0.1, y: 0 }, radiusUm: 0.04, opacity: 0.9 }];
    const image = cameraOf(plain).form(bare(), { ...shot, lumps });
    expect(column(image, 260) / column(image, 60)).toBeLessThan(0.2);
    expect(column(image, 160) / column(image, 60)).toBeCloseTo(1, 1);
  });

  test('is stopped by the lip of the lamella and passes its open side', () => {
    const specimen = specimenOf({ lamella: { pretiltDeg: 0 } });
    const mean = (x: number, y: number) => cameraOf(plain).form(specimen, shotOf({ centreUm: { x, y } })).meanCounts;
    expect(mean(0, 14.5) / mean(12.8, 0)).toBeLessThan(0.05);
    expect(mean(12.8, 0) / expectedCounts(3, 1.08, 0, 1.46)).toBeCloseTo(1, 2);
  });
});

describe('movement during the exposure', () => {
  test('draws a bead out along the drift by the length of the movement', () => {
    const specimen = specimenOf({
      content: emptyContent,
      lamella: evenLamella,
      markers: [{ kind: 'gold', xUm: 0, yUm: 0 }],
    });
    const camera = cameraOf({ ...plain, countsPerElectron: 1, coincidenceLossS: 0 });
    const spread = (driftNmPerS: { x: number; y: number }) => {
      const image = camera.form(
        specimen,
        shotOf({ driftNmPerS, exposureS: 2, doseEPerA2: 150, defocusUm: 0, axisDeg: 0, pixelNm: 1 }),
      );
      // Away from the bead: its own darkness is part of the mean of the image.
      const around = image.pixels.filter((_, i) => Math.abs((i % 256) - 128) > 30 || Math.abs(i / 256 - 96) > 30);
      const background = around.reduce((total, counts) => total + counts, 0) / around.length;
      let [sum, xx, yy] = [0, 0, 0];
      for (let y = 66; y < 126; y++) {
        for (let x = 98; x < 158; x++) {
          const weight = background - image.pixels[y * 256 + x]!;
          sum += weight;
          xx += weight * (x + 0.5 - 128) ** 2;
          yy += weight * (y + 0.5 - 96) ** 2;
        }
      }
      return { xx: xx / sum, yy: yy / sum };
    };
    const [still, moved] = [spread({ x: 0, y: 0 }), spread({ x: 0, y: 9 })];
    // a bar of 18 nm has the variance 18²/12
    expect(Math.abs(moved.yy - still.yy - 18 ** 2 / 12)).toBeLessThan(4);
    expect(Math.abs(moved.xx - still.xx)).toBeLessThan(4);
  });
});

describe('flat images', () => {
  test('have the mean of the middle of the field, counting noise of their own, and cost next to nothing', () => {
    const [formed, flat] = ['formed', 'flat'].map((images) => cameraOf({ ...plain, images }));
    const shot = shotOf({ pose: tilted(45), widthPx: 720, heightPx: 512 });
    const specimen = specimenOf({ lamella: evenLamella });
    const image = flat!.form(specimen, shot);
    expect(image.meanCounts / formed!.form(specimen, shot).meanCounts).toBeCloseTo(1, 1);
    expect(variance(image.pixels, image.meanCounts) / image.pixels.length / (32 * image.meanCounts)).toBeCloseTo(1, 0);
    expect(flat!.form(specimen, shot).pixels).toEqual(image.pixels);
    expect(flat!.form(specimen, { ...shot, counter: 2 }).pixels).not.toEqual(image.pixels);
    expect(flat!.form(specimen, { ...shot, transmissionFactor: 0 }).meanCounts).toBeLessThan(20);
  });
});
