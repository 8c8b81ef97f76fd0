import { describe, expect, test } from 'vitest';
import { specimenSchema } from '../../src/specimen/schema.ts';
import { makeSpecimen } from '../../src/specimen/specimen.ts';

const tan = (deg: number) => Math.tan((deg * Math.PI) / 180);
const smooth = { bendUm: 0, roughnessUm: 0, curtainingFraction: 0, wedgeFraction: 0 };
const lamella = (settings: object, seed = 11) => makeSpecimen(specimenSchema.parse({ lamella: settings }), seed);

describe('the lamella', () => {
  test('carries targets at ±12 µm by default, and slopes down towards the front by 10°', () => {
    const specimen = makeSpecimen(specimenSchema.parse({}), 4);
    for (const [x, y] of [
      [-11.9, -12],
      [11.9, 12],
      [0, 12],
      [-11.9, 12],
    ] as const) {
      expect(specimen.contentNm(x, y)).toBeGreaterThan(120);
      expect(specimen.heightUm(x, y) / (tan(-10) * y)).toBeGreaterThan(0.75);
      expect(specimen.heightUm(x, y) / (tan(-10) * y)).toBeLessThan(1.25);
    }
  });

  test('has the height tan(pretilt)·(cos ρ·y − sin ρ·x) when it is flat', () => {
    const specimen = lamella({ ...smooth, pretiltDeg: 11, rotationDeg: 15 });
    const [x, y] = [-3.7, 5.2];
    const rotation = (15 * Math.PI) / 180;
    const expected = tan(11) * (Math.cos(rotation) * y - Math.sin(rotation) * x);
    expect(specimen.heightUm(x, y)).toBeCloseTo(expected, 9);
  });

  test('lies where the scenario puts it, at height 0 in its centre', () => {
    const centreUm = { x: 31, y: -18 };
    const specimen = makeSpecimen(specimenSchema.parse({ centreUm, gridBarWidthUm: 0 }), 6);
    expect(specimen.heightUm(31, -18)).toBeCloseTo(0, 9);
    expect(specimen.contentNm(31 + 11.5, -18 + 13.5)).toBeGreaterThan(100);
    expect(specimen.contentNm(31 + 12.5, -18)).toBe(0);
  });

  test('bends by about the given amount at 12 µm, differently for every seed', () => {
    const heights = Array.from({ length: 200 }, (_, seed) =>
      lamella({ ...smooth, pretiltDeg: 0, bendUm: 0.1 }, seed).heightUm(0, 12),
    );
    const rms = Math.sqrt(heights.reduce((sum, h) => sum + h * h, 0) / heights.length);
    // b1·(x² + y²) and −b2·y² add up: √2 · 0.1
    expect(rms).toBeGreaterThan(0.12);
    expect(rms).toBeLessThan(0.165);
  });

  test('is rough by the given amount', () => {
    let [sum, count] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const specimen = lamella({ ...smooth, pretiltDeg: 0, roughnessUm: 0.08 }, seed);
      for (let x = -11; x < 12; x += 3) {
        // against a point so far that the two are independent: twice the variance
        sum += (specimen.heightUm(x, 9) - specimen.heightUm(x, -13)) ** 2 / 2;
        count += 1;
      }
    }
    expect(Math.sqrt(sum / count)).toBeGreaterThan(0.065);
    expect(Math.sqrt(sum / count)).toBeLessThan(0.095);
  });

  test('is thicker at the back than at the front by the wedge, and striped along the milling direction only', () => {
    const wedge = lamella({ ...smooth, thicknessNm: 170, wedgeFraction: 0.3 });
    expect(wedge.thicknessNm(2, -14) - wedge.thicknessNm(2, 14)).toBeCloseTo(0.3 * 170, 6);
    const striped = lamella({ ...smooth, thicknessNm: 170, curtainingFraction: 0.1 });
    const across = Array.from({ length: 60 }, (_, i) => striped.thicknessNm(-6 + 0.2 * i, 3));
    expect(Math.max(...across) - Math.min(...across)).toBeGreaterThan(10);
    expect(striped.thicknessNm(1.3, -9)).toBeCloseTo(striped.thicknessNm(1.3, 8), 9);
    expect(Math.max(...across.map((t) => Math.abs(t - 170)))).toBeLessThan(17.001);
  });

  test('is open at its sides and in front of a dark lip, and dark behind', () => {
    const specimen = makeSpecimen(specimenSchema.parse({}), 4);
    expect(specimen.thicknessNm(12.8, 1)).toBe(0);
    expect(specimen.thicknessNm(1, 14.5)).toBeGreaterThan(1000);
    expect(specimen.thicknessNm(1, 17)).toBe(0);
    expect(specimen.thicknessNm(1, -14.5)).toBeGreaterThan(1000);
    expect(specimen.thicknessNm(40, 2)).toBeGreaterThan(10_000); // a grid bar
    expect(specimen.contentNm(1, 14.5)).toBe(0);
  });
});

describe('the holey film', () => {
  const film = (settings: object, seed = 12) =>
    makeSpecimen(specimenSchema.parse({ kind: 'holeyFilm', film: settings }), seed);

  test('has holes of the given size in the given pattern, with the thinnest ice in their middle', () => {
    const specimen = film({ rotationDeg: 9, pitchUm: 3, holeDiameterUm: 2 });
    const [u, v] = [Math.cos((9 * Math.PI) / 180), Math.sin((9 * Math.PI) / 180)];
    const at = (right: number, up: number) => [3 * (right * u - up * v), 3 * (right * v + up * u)] as const;
    const [x, y] = at(2, -1);
    expect(specimen.thicknessNm(x, y)).toBeCloseTo(60, 6);
    expect(specimen.thicknessNm(x + 0.999, y)).toBeCloseTo(120, 0);
    expect(specimen.thicknessNm(x, y - 1.01)).toBeGreaterThan(125);
    expect(specimen.thicknessNm(...at(0.5, 0.5))).toBeGreaterThan(125);
  });

  test('sags by 0.8 µm at 12 µm on average, and slopes as it is told', () => {
    const level = { slopeDeg: 0, wavinessUm: 0 };
    const sags = Array.from({ length: 200 }, (_, seed) => film(level, seed).heightUm(-12, 0));
    const mean = sags.reduce((sum, h) => sum + h, 0) / sags.length;
    expect(Math.abs(mean - 0.8)).toBeLessThan(0.1);
    const sloping = film({ slopeDeg: 2, slopeDirectionDeg: 90, sagUm: 0, sagSpreadUm: 0, wavinessUm: 0 });
    expect(sloping.heightUm(7, 5)).toBeCloseTo(5 * tan(2), 9);
  });

  test('turns its holes and its slope for each seed within the spread', () => {
    const level = { sagUm: 0, sagSpreadUm: 0, wavinessUm: 0, slopeDeg: 2, slopeDirectionDeg: 30 };
    const directionsDeg = Array.from({ length: 60 }, (_, seed) => {
      const specimen = film({ ...level, slopeDirectionSpreadDeg: 20, rotationSpreadDeg: 11 }, seed);
      return (Math.atan2(specimen.heightUm(0, 6), specimen.heightUm(6, 0)) * 180) / Math.PI;
    });
    expect(Math.min(...directionsDeg)).toBeGreaterThanOrEqual(10);
    expect(Math.min(...directionsDeg)).toBeLessThan(14);
    expect(Math.max(...directionsDeg)).toBeLessThanOrEqual(50);
    expect(Math.max(...directionsDeg)).toBeGreaterThan(46);
  });

  test('carries ice that varies over the square by the given fraction, and never vanishes', () => {
    const middles = Array.from({ length: 40 }, (_, seed) => {
      const specimen = film({ iceCentreNm: 80, iceVariationFraction: 0.2, rotationDeg: 0 }, seed);
      const far = specimen.contentNm(15, -12);
      expect(specimen.thickestContentNm).toBeGreaterThanOrEqual(far);
      return far / 80 - 1;
    });
    const rms = Math.sqrt(middles.reduce((sum, v) => sum + v * v, 0) / middles.length);
    // Zero in the centre by definition, hence up to √2 larger far away.
    expect(rms).toBeGreaterThan(0.15);
    expect(rms).toBeLessThan(0.36);
    expect(Math.min(...middles)).toBeGreaterThan(-0.61);
  });
});
