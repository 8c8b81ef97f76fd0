import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormedImage, Shot } from '../../src/camera/formImage.ts';
import { footprint, projectionOf, projectPoint } from '../../src/camera/projection.ts';
import { cameraOf, emptyContent, evenLamella, labPoint, shotOf, specimenOf, tilted } from './exposures.ts';

/** Where the dark spot near a guess is, px from the centre of the image, x right and y down. There has to be one. */
function spotNear(image: FormedImage, guess: { x: number; y: number }, radiusPx = 14) {
  const { widthPx, heightPx, pixels } = image;
  const [cx, cy] = [widthPx / 2 + guess.x, heightPx / 2 + guess.y];
  const around = [...pixels.keys()].map((i) => ({
    x: (i % widthPx) + 0.5,
    y: Math.floor(i / widthPx) + 0.5,
    counts: pixels[i]!,
  }));
  const distance = ({ x, y }: { x: number; y: number }) => Math.hypot(x - cx, y - cy);
  const ring = around.filter((pixel) => distance(pixel) > radiusPx && distance(pixel) < 1.3 * radiusPx);
  const background = ring.reduce((sum, { counts }) => sum + counts, 0) / ring.length;
  let [sum, sx, sy] = [0, 0, 0];
  for (const pixel of around.filter((near) => distance(near) <= radiusPx)) {
    const weight = background - pixel.counts;
    sum += weight;
    sx += weight * (pixel.x - widthPx / 2);
    sy += weight * (pixel.y - heightPx / 2);
  }
  expect(sum / background).toBeGreaterThan(5); // as dark as five black pixels
  return { x: sx / sum, y: sy / sum };
}

/** A camera that shows a gold bead with next to no noise. */
const clear = cameraOf({
  countsPerElectron: 1,
  gainErrorFraction: 0,
  hotPixelFraction: 0,
  sensorPixels: 1,
  coincidenceLossS: 0,
});
const clearShot = (given: Parameters<typeof shotOf>[0]): Shot => shotOf({ doseEPerA2: 300, defocusUm: 0, ...given });
const withBead = (xUm: number, yUm: number, lamella: object = {}) =>
  specimenOf({ content: emptyContent, lamella: { ...evenLamella, ...lamella }, markers: [{ kind: 'gold', xUm, yUm }] });

describe('where things fall on the image', () => {
  test('the worked example: 50 nm asked too far across the axis is 46.14 px to the right and 3.79 px down', () => {
    // Target 4 µm along and 3 µm across the axis, pretilt 10°, stage at 30°: it lies at y = 2.3336 µm; asked for is 2.3836.
    const specimen = withBead(4, 3, { pretiltDeg: 10 });
    const shot = clearShot({
      pose: tilted(30),
      centreUm: { x: 4, y: 2.3836 },
      pixelNm: 0.27,
      axisDeg: 85.3,
      binning: 4,
    });
    const spot = spotNear(clear.form(specimen, shot), { x: 44, y: 6 });
    expect(spot.x).toBeCloseTo(46.14, 1);
    expect(spot.y).toBeCloseTo(3.79, 1);
  });

  test('a bead is found where rotation matrix, stage, calibration and binning put it, to a tenth of a pixel', () => {
    const specimen = withBead(-2.1, 5.3, { pretiltDeg: -8, rotationDeg: 12 });
    const bead = { x: -2.1, y: 5.3, z: specimen.heightUm(-2.1, 5.3) };
    for (const [tiltDeg, axisDeg, binning, dx, dy] of [
      [0, 85.3, 1, 0.03, -0.05],
      [-41, 12, 1, -0.061, 0.02],
      [33, 178, 2, 0.037, 0.041],
      [57, -96.4, 2, -0.02, -0.047],
    ] as const) {
      const pose = tilted(tiltDeg, { x: 1.7, y: -4.4, z: 0.6 });
      const lab = labPoint(pose, bead);
      const size = { widthPx: 400, heightPx: 320 };
      const shot = clearShot({
        ...size,
        pose,
        centreUm: { x: lab.x - dx, y: lab.y - dy },
        axisDeg,
        binning,
        pixelNm: 0.54,
      });
      const turn = (axisDeg * Math.PI) / 180;
      const px = 1000 / 0.54 / binning;
      // image y points down
      const expected = {
        x: px * (Math.cos(turn) * dx - Math.sin(turn) * dy),
        y: -px * (Math.sin(turn) * dx + Math.cos(turn) * dy),
      };
      const spot = spotNear(clear.form(specimen, shot), { x: expected.x + 2, y: expected.y - 1 }, 28 / binning);
      expect(Math.hypot(spot.x - expected.x, spot.y - expected.y)).toBeLessThan(0.1);
    }
  });

  test('an image read out beside the centre of the camera shows what lies there', () => {
    const specimen = withBead(0.12, 0.07);
    const shot = clearShot({ axisDeg: 0, pixelNm: 1, binning: 2, doseEPerA2: 100, offsetPx: { x: 104, y: 58 } });
    // 120 px right and 70 px up on the camera, 16 and 12 of them beyond the centre of this image
    const spot = spotNear(clear.form(specimen, shot), { x: 7, y: -4 }, 10);
    expect(Math.hypot(spot.x - 8, spot.y + 6)).toBeLessThan(0.15);
  });

  test('the depth of a bead shows as a shift across the axis when the stage tilts', () => {
    const markers = [{ kind: 'gold', xUm: 0, yUm: 0, depthNm: 80 }];
    const specimen = specimenOf({ content: emptyContent, lamella: evenLamella, markers });
    const spot = spotNear(clear.form(specimen, clearShot({ pose: tilted(50), axisDeg: 0, pixelNm: 0.8 })), {
      x: 0,
      y: 77,
    });
    // y = −z sin α in the laboratory, so downwards on the image: 80 nm · sin 50° / 0.8 nm
    expect(spot.x).toBeCloseTo(0, 1);
    expect(spot.y).toBeCloseTo((80 * Math.sin((50 * Math.PI) / 180)) / 0.8, 1);
  });

  test('the footprint of an image position is the point of the surface that is projected there', () => {
    const specimen = specimenOf({ lamella: { rotationDeg: 15, bendUm: 0.15, roughnessUm: 0.1 } });
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 256, noNaN: true }),
        fc.double({ min: 0, max: 192, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (tiltDeg, imageX, imageY, centre) => {
          const shot = shotOf({
            pose: tilted(tiltDeg, { x: 1, y: centre, z: 0.4 }),
            pixelNm: 9,
            centreUm: { x: centre, y: -1 },
          });
          const projection = projectionOf(shot);
          const { x, y, labZUm } = footprint(projection, specimen, imageX, imageY);
          const seen = projectPoint(projection, { x, y, z: specimen.heightUm(x, y) });
          expect(seen.x).toBeCloseTo(imageX, 3);
          expect(seen.y).toBeCloseTo(imageY, 3);
          expect(seen.labZUm).toBeCloseTo(labZUm, 9);
        },
      ),
    );
  });

  test('a camera matrix without an inverse is refused', () => {
    expect(() => projectionOf(shotOf({ cameraFromLab: [300, 600, 150, 300] }))).toThrow(/no inverse/);
  });
});
