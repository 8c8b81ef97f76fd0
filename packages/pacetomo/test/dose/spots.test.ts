import { describe, expect, test } from 'vitest';
import { beamFootprint, contains } from '../../src/dose/footprint.ts';
import { onSampleByGrey } from '../../src/dose/greyMap.ts';
import { chooseFocusSpot, chooseGeometrySpots, type SpotWish } from '../../src/dose/spots.ts';
import { fitPlane, liesInALine } from '../../src/geometry/planeFit.ts';
import { planeHeightUm } from '../../src/geometry/sampleTilt.ts';

const sample = { pretiltDeg: -9, rotationDeg: 17 };
const targets = [
  { x: 0, y: 0 },
  { x: 4, y: 1 },
  { x: -3, y: 5 },
  { x: 2, y: -6 },
];
const avoid = targets.flatMap((place) => [-60, 0, 60].map((tilt) => beamFootprint(sample, tilt, place, 1.3)));
const wish: SpotWish = { sample, radiusUm: 1.2, tiltsDeg: [0], reachUm: 11, avoid };

function spotsOf(chosen: ReturnType<typeof chooseGeometrySpots>) {
  if (chosen.kind === 'none') throw new Error(chosen.why);
  return chosen.spots;
}

const distance = (a: { x: number; y: number }, b: { x: number; y: number }): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('spots for the slope', () => {
  test('they lie outside every footprint, within reach, apart from each other and not in a line', () => {
    const spots = spotsOf(chooseGeometrySpots(wish, 5));
    expect(spots).toHaveLength(5);
    for (const spot of spots) {
      expect(Math.hypot(spot.x, spot.y)).toBeLessThanOrEqual(11);
      for (let turn = 0; turn < 360; turn += 5) {
        const edge = {
          x: spot.x + 1.19 * Math.cos((turn * Math.PI) / 180),
          y: spot.y + 1.19 * Math.sin((turn * Math.PI) / 180),
        };
        expect(avoid.some((footprint) => contains(footprint, edge))).toBe(false);
      }
      for (const other of spots) if (other !== spot) expect(distance(spot, other)).toBeGreaterThan(2.4);
    }
    expect(liesInALine(spots)).toBe(false);
  });

  test('the slope is well determined by them in both directions', () => {
    const spots = spotsOf(chooseGeometrySpots(wish, 3));
    const noise = [0.05, -0.05, 0.05];
    const fit = fitPlane(
      spots.map((position, i) => ({ position, heightUm: planeHeightUm(sample, position) + noise[i]! })),
      0.3,
    );
    if (fit.kind !== 'plane') throw new Error(fit.kind);
    expect(Math.abs(fit.pretiltDeg - sample.pretiltDeg)).toBeLessThan(0.7);
  });

  test('the same wish gives the same spots', () => {
    expect(chooseGeometrySpots(wish, 4)).toEqual(chooseGeometrySpots({ ...wish, avoid: [...avoid] }, 4));
  });

  test('none lies where there is no sample', () => {
    const isOnSample = ({ x }: { readonly x: number }): boolean => x > -4;
    for (const { x } of spotsOf(chooseGeometrySpots({ ...wish, isOnSample }, 4))) expect(x).toBeGreaterThan(-2.8);
  });

  test('when there is no place it says why', () => {
    const nowhere = chooseGeometrySpots({ ...wish, isOnSample: () => false }, 3);
    expect(nowhere).toMatchObject({ kind: 'none', why: expect.stringContaining('no place on the sample') });
    const everywhere = [beamFootprint(sample, 0, { x: 0, y: 0 }, 30)];
    const taken = chooseGeometrySpots({ ...wish, avoid: everywhere }, 3);
    expect(taken).toMatchObject({ kind: 'none', why: expect.stringContaining('exposed by the run') });
    const narrow = chooseGeometrySpots({ ...wish, isOnSample: ({ y }) => Math.abs(y - 9) < 1.3 }, 3);
    expect(narrow.kind).toBe('none');
    const bar = { ...wish, avoid: [], isOnSample: ({ y }: { readonly y: number }) => Math.abs(y) < 1.3 };
    expect(chooseGeometrySpots(bar, 3)).toMatchObject({ kind: 'none', why: expect.stringContaining('in a line') });
    const small = { ...wish, reachUm: 4, avoid: avoid.slice(0, 3) };
    expect(chooseGeometrySpots(small, 30)).toMatchObject({
      kind: 'none',
      why: expect.stringContaining('there is room for'),
    });
  });
});

test('the spot for an autofocus lies beside the tracking target, along the tilt axis, and free at all tilts', () => {
  const chosen = chooseFocusSpot({ ...wish, tiltsDeg: [-60, 0, 60] });
  const [spot] = spotsOf(chosen);
  expect(Math.abs(spot!.y)).toBeLessThan(2);
  expect(Math.hypot(spot!.x, spot!.y)).toBeLessThan(5);
  expect(avoid.some((footprint) => contains(footprint, spot!))).toBe(false);
});

describe('a grey map', () => {
  const image = { widthPx: 4, heightPx: 2, data: Float32Array.from([10, 50, 90, 50, 50, 50, 50, 5]) };
  const isOn = onSampleByGrey(image, ({ x, y }) => ({ x, y }), { darkest: 20, brightest: 70 });

  test('holes are too bright, bars and ice too dark, and beside the image nobody knows', () => {
    expect(isOn({ x: 1.5, y: 0.5 })).toBe(true);
    expect(isOn({ x: 2.5, y: 0.5 })).toBe(false);
    expect(isOn({ x: 0.5, y: 0.5 })).toBe(false);
    expect(isOn({ x: 3.5, y: 1.5 })).toBe(false);
    expect(isOn({ x: 4.5, y: 1.5 })).toBe(false);
    expect(isOn({ x: -0.5, y: 1.5 })).toBe(false);
  });
});
