import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beamDisc } from '../../src/alignment/beamEdge.ts';
import { keyedRandom } from '../../src/random/keyedRandom.ts';

const [widthPx, heightPx] = [320, 240];

/** A bright disc beside the centre of a dark image, with noise, px. */
function lit(x: number, y: number, radiusPx: number, inside = 900) {
  const pixels = new Float32Array(widthPx * heightPx);
  const random = keyedRandom(11, 'beam edge');
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const distance = Math.hypot(column + 0.5 - widthPx / 2 - x, row + 0.5 - heightPx / 2 - y);
      pixels[row * widthPx + column] = (distance < radiusPx ? inside : 40) + 6 * random.normal();
    }
  }
  return { widthPx, heightPx, pixels };
}

describe('the edge of the beam', () => {
  test('all inside the image tells centre and radius of the disc, and is seen in four quadrants', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.double({ min: -25, max: 25, noNaN: true }),
        fc.double({ min: 58, max: 85, noNaN: true }),
        (x, y, radiusPx) => {
          const { offsetPx, radiusPx: found, quadrants, errorPx } = beamDisc(lit(x, y, radiusPx))!;
          expect(Math.hypot(offsetPx.x - x, offsetPx.y - y)).toBeLessThan(1.5);
          expect(Math.abs(found - radiusPx)).toBeLessThan(2.5);
          expect(quadrants).toBe(4);
          expect(errorPx).toBeLessThan(1.6);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('cut by the border still tells the circle', () => {
    const { offsetPx, radiusPx } = beamDisc(lit(95, -30, 105))!;
    expect(Math.hypot(offsetPx.x - 95, offsetPx.y + 30)).toBeLessThan(4);
    expect(Math.abs(radiusPx - 105)).toBeLessThan(4);
  });

  test('is in no image that is lit all over, or next to nothing brighter inside', () => {
    expect(beamDisc(lit(3, 5, 999))).toBeNull();
    expect(beamDisc(lit(3, 5, 75, 60))).toBeNull();
  });
});
