import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Alignment, autoAlign } from '../../src/alignment/autoAlign.ts';
import { commonBinning } from '../../src/alignment/binning.ts';
import { correlate } from '../../src/alignment/correlate.ts';
import { keyedRandom } from '../../src/random/keyedRandom.ts';
import { imageOf, movedBy, strewn } from './blobs.ts';

const blobs = strewn(3, 420, 420);
const reference = imageOf(blobs);

function shiftOf(alignment: Alignment) {
  if (!alignment.aligned) throw new Error(alignment.reason);
  return alignment.shiftPx;
}

describe('the alignment shift', () => {
  test('is minus what the content has moved by, to a few hundredths of a pixel', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -45, max: 45, noNaN: true }),
        (dx, dy) => {
          const shift = shiftOf(autoAlign(imageOf(movedBy(blobs, dx, dy)), reference));
          expect(Math.hypot(shift.x + dx, shift.y + dy)).toBeLessThan(0.08);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('of the worked example: content 46.14 right and 3.79 down gives (−46.14, −3.79)', () => {
    const shift = shiftOf(
      autoAlign(imageOf(movedBy(blobs, 46.14, 3.79), { binning: 4 }), imageOf(blobs, { binning: 4 })),
    );
    expect(shift.x).toBeCloseTo(-46.14, 1);
    expect(shift.y).toBeCloseTo(-3.79, 1);
  });

  test('is not drawn towards whole pixels', () => {
    const errors = Array.from({ length: 21 }, (_, i) => i / 20).map(
      (part) => shiftOf(autoAlign(imageOf(movedBy(blobs, 7 + part, -11 - part)), reference)).x + 7 + part,
    );
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.05);
  });

  test('is not drawn towards zero, however far the images are apart', () => {
    // The plain correlation of the whole images is off by 0.09 px at 60 px and by 0.13 px at 140 px.
    for (const far of [20, 60, 100, 140]) {
      const errors = Array.from({ length: 12 }, (_, seed) => {
        const content = strewn(seed, 420, 420);
        return shiftOf(autoAlign(imageOf(movedBy(content, far + 0.3, 0)), imageOf(content))).x + far + 0.3;
      });
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.abs(mean)).toBeLessThan(0.03);
    }
  });

  test('carries the reference’s own shift', () => {
    const shifted = { ...reference, shiftPx: { x: 13.5, y: -4.25 } };
    const shift = shiftOf(autoAlign(imageOf(movedBy(blobs, 21, 17)), shifted));
    expect(shift.x).toBeCloseTo(-21 + 13.5, 1);
    expect(shift.y).toBeCloseTo(-17 - 4.25, 1);
  });

  test('is in pixels of the image when the reference is binned differently', () => {
    const fine = blobs.map((blob) => ({ ...blob, x: 2 * blob.x, y: 2 * blob.y, sigma: 2 * blob.sigma }));
    const image = imageOf(movedBy(fine, 31, -18), { widthPx: 800, heightPx: 600, binning: 2 });
    const shift = shiftOf(autoAlign(image, { ...imageOf(blobs), binning: 4, shiftPx: { x: 3, y: 5 } }));
    expect(Math.abs(shift.x - (-31 + 6))).toBeLessThan(0.15);
    expect(Math.abs(shift.y - (18 + 10))).toBeLessThan(0.15);
  });

  test('is found between images of different size, by their centres', () => {
    const small = imageOf(movedBy(blobs, -9.4, 6.2), { widthPx: 301, heightPx: 223 });
    const shift = shiftOf(autoAlign(small, reference));
    expect(Math.hypot(shift.x - 9.4, shift.y + 6.2)).toBeLessThan(0.1);
  });

  test('is measured from the centres though binning drops columns and rows, one more here than there', () => {
    const coarse = blobs.map((blob) => ({ ...blob, x: 3 * blob.x, y: 3 * blob.y, sigma: 3 * blob.sigma }));
    const image = imageOf(movedBy(coarse, 28.5, -16.7), { widthPx: 1535, heightPx: 1151 });
    const shift = shiftOf(autoAlign(image, imageOf(coarse, { widthPx: 1536, heightPx: 1152 })));
    expect(Math.hypot(shift.x + 28.5, shift.y - 16.7)).toBeLessThan(0.2);
  });

  test('has a coefficient near 1 for equal images and near 0 for strangers', () => {
    const same = autoAlign(reference, reference);
    const stranger = autoAlign(imageOf(strewn(77, 420, 420)), reference);
    expect(same).toMatchObject({ aligned: true, shiftPx: { x: expect.closeTo(0, 2), y: expect.closeTo(0, 2) } });
    expect(same.aligned && same.coefficient).toBeGreaterThan(0.999);
    expect(same.aligned && same.peak).toBeCloseTo(1, 1);
    expect(stranger.aligned && stranger.coefficient).toBeLessThan(0.4);
  });
});

describe('between two tilts', () => {
  const AXIS_DEG = 72;
  /** Blobs of a flat specimen seen at a tilt: narrowed across the axis. */
  const at = (tiltDeg: number) => {
    const turn = (AXIS_DEG * Math.PI) / 180;
    const [ax, ay] = [Math.cos(turn), -Math.sin(turn)]; // the axis on the image, y down
    return blobs.map((blob) => {
      const [along, across] = [
        blob.x * ax + blob.y * ay,
        (blob.y * ax - blob.x * ay) * Math.cos((tiltDeg * Math.PI) / 180),
      ];
      return { ...blob, x: along * ax - across * ay, y: along * ay + across * ax };
    });
  };
  const seen = (tiltDeg: number, dx = 0, dy = 0) =>
    imageOf(movedBy(at(tiltDeg), dx, dy), { tiltDeg, tiltAxisDeg: AXIS_DEG });

  test.each([
    [51, 54],
    [-54, -51],
    [57, 60],
    [0, -30],
  ])('of %d° and %d° the more tilted image is stretched across the axis', (from, to) => {
    const shift = shiftOf(autoAlign(seen(to, 23.6, -14.2), seen(from)));
    expect(Math.hypot(shift.x + 23.6, shift.y - 14.2)).toBeLessThan(0.25);
  });

  test('the stretch is what makes them fit', () => {
    const [image, target] = [seen(60, 23.6, -14.2), seen(54)];
    const stretched = autoAlign(image, target);
    const unknown = autoAlign({ ...image, tiltDeg: null }, target);
    expect(stretched.aligned && stretched.coefficient).toBeGreaterThan(0.85);
    expect(unknown.aligned && unknown.coefficient).toBeLessThan(0.6);
  });

  test('the reference’s own shift is foreshortened with its content', () => {
    // 20 px across the axis at 30° are 20 · cos 60° / cos 30° at 60°.
    const turn = (AXIS_DEG * Math.PI) / 180;
    const across = { x: 20 * Math.sin(turn), y: 20 * Math.cos(turn) };
    const factor = Math.cos(Math.PI / 3) / Math.cos(Math.PI / 6);
    const shift = shiftOf(autoAlign(seen(60), { ...seen(30), shiftPx: across }));
    expect(Math.abs(shift.x - across.x * factor)).toBeLessThan(0.3);
    expect(Math.abs(shift.y - across.y * factor)).toBeLessThan(0.3);
  });
});

describe('which peak is taken', () => {
  test('none when no peak lies within the limit', () => {
    const image = imageOf(movedBy(blobs, 37, 0));
    expect(autoAlign(image, reference, { limitUm: 0.002 })).toEqual({ aligned: false, reason: 'no-peak-in-limit' });
    expect(autoAlign(image, reference, { limitUm: 0.16 })).toMatchObject({ aligned: true });
  });

  test('the limit is one of the whole shift, the reference’s own included', () => {
    const image = imageOf(movedBy(blobs, 12, 0));
    const shifted = { ...reference, shiftPx: { x: -90, y: 0 } };
    const wholeUm = 102 * reference.pixelSizeUm;
    expect(shiftOf(autoAlign(image, shifted, { limitUm: 1.1 * wholeUm })).x).toBeCloseTo(-102, 1);
    const refused = autoAlign(image, shifted, { limitUm: 0.5 * wholeUm });
    expect(refused.aligned && Math.abs(refused.shiftPx.x + 102) < 5).toBe(false);
    const whole = shiftOf(
      autoAlign(image, { ...reference, shiftPx: { x: 11, y: 0 } }, { limitUm: 5 * reference.pixelSizeUm }),
    );
    expect(whole.x).toBeCloseTo(-1, 1);
  });

  test('with a lattice, the one that is expected', () => {
    const lattice = Array.from({ length: 40 * 30 }, (_, i) => ({
      x: 30 * ((i % 40) - 20),
      y: 30 * (Math.floor(i / 40) - 15),
      sigma: 4,
      strength: 70,
    }));
    const [image, target] = [imageOf(movedBy(lattice, 8, 5)), imageOf(lattice)];
    const expectedShiftPx = { x: 52, y: -65 };
    const shift = shiftOf(autoAlign(image, target, { expectedShiftPx, sigmaPx: 12 }));
    expect(shift.x).toBeCloseTo(-8 + 60, 0);
    expect(shift.y).toBeCloseTo(-5 - 60, 0);
    expect(Math.hypot(shiftOf(autoAlign(image, target)).x + 8, shiftOf(autoAlign(image, target)).y + 5)).toBeLessThan(
      1,
    );
  });

  test('a shift beyond half of the field is understood as one, not as its wrapped counterpart', () => {
    const shift = shiftOf(autoAlign(imageOf(movedBy(blobs, -236, 0)), reference));
    expect(Math.abs(shift.x - 236)).toBeLessThan(0.3);
  });

  test('the one that fits over its overlap, though another correlates more strongly', () => {
    // A lump that did not move with the specimen (it floats before it), beside content of which only half is still in the field.
    const lump = [{ x: 100, y: -30, sigma: 9, strength: 260 }];
    const [image, target] = [imageOf([...movedBy(blobs, 180, 22), ...lump]), imageOf([...blobs, ...lump])];
    const grey = ({ pixels }: typeof image) => ({
      values: Float32Array.from(pixels),
      widthPx: 400,
      heightPx: 300,
      centre: { x: 200, y: 150 },
    });
    const { values, widthPx, heightPx } = correlate(grey(image), grey(target));
    expect(values[0]).toBeGreaterThan(values[(heightPx - 22) * widthPx + widthPx - 180]!);
    const shift = shiftOf(autoAlign(image, target));
    expect(Math.hypot(shift.x + 180, shift.y + 22)).toBeLessThan(0.5);
  });
});

describe('the edge of the beam', () => {
  /** The image where a disc of light falls on it. */
  const lit = (image: ReturnType<typeof imageOf>, cx: number, cy: number, radius: number) => {
    const pixels = Float32Array.from(image.pixels, (counts, i) => {
      const inside = radius - Math.hypot((i % image.widthPx) + 0.5 - cx, Math.floor(i / image.widthPx) + 0.5 - cy);
      return counts * Math.max(0.005, Math.min(1, inside / 8));
    });
    return { ...image, pixels };
  };

  test('is trimmed off, so that the specimen is followed and not the beam', () => {
    const weak = blobs.map((blob) => ({ ...blob, strength: blob.strength / 6 }));
    const [image, target] = [imageOf(movedBy(weak, 17.3, -9.1)), imageOf(weak)].map((taken) =>
      lit(taken, 170, 190, 210),
    );
    const trimmed = shiftOf(autoAlign(image!, target!));
    expect(Math.hypot(trimmed.x + 17.3, trimmed.y - 9.1)).toBeLessThan(1.5);
    const untrimmed = shiftOf(autoAlign(image!, target!, { trim: false }));
    expect(Math.hypot(untrimmed.x, untrimmed.y)).toBeLessThan(2); // the beam's edge stayed where it was
  });
});

describe('the binning for the correlation', () => {
  const sized = (widthPx: number, heightPx: number, binning = 1) => ({
    pixels: new Uint8Array(0),
    widthPx,
    heightPx,
    binning,
  });

  test.each([
    [sized(5760, 4092), sized(5760, 4092), 12],
    [sized(1440, 1024), sized(1440, 1024), 3],
    [sized(720, 512, 2), sized(720, 512, 2), 4],
    [sized(400, 300), sized(400, 300), 1],
    [sized(1440, 1023, 4), sized(2880, 2046, 2), 12],
    [sized(11_520, 8184), sized(11_520, 8184), 23],
    [sized(11_520, 9184), sized(11_520, 9184), 12],
  ])('%# is the smallest common one that gives 512 px, or 1024 px for images above 10⁸ px', (a, b, expected) => {
    expect(commonBinning(a, b)).toBe(expected);
  });
});

test('16-bit and 8-bit images align as floats do', () => {
  const random = keyedRandom(9, 'noise');
  const noisy = (image: ReturnType<typeof imageOf>) =>
    Float32Array.from(image.pixels, (counts) => counts + 12 * random.normal());
  const [a, b] = [noisy(imageOf(movedBy(blobs, -33.3, 8.8))), noisy(reference)];
  const eighth = (values: Float32Array) => values.map((counts) => counts / 8);
  const shifts = [
    [Int16Array.from(a), Int16Array.from(b)],
    [Uint16Array.from(a), Uint16Array.from(b)],
    [Uint8Array.from(eighth(a)), Uint8Array.from(eighth(b))],
  ].map(([image, target]) => shiftOf(autoAlign({ ...reference, pixels: image! }, { ...reference, pixels: target! })));
  for (const shift of shifts) expect(Math.hypot(shift.x - 33.3, shift.y + 8.8)).toBeLessThan(0.25);
});
