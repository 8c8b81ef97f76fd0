import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitTiltAxis, type TiltedReading } from '../../src/geometry/tiltAxisFit.ts';

const tiltsDeg = [-15, -10, -5, 0, 5, 10, 15];
const placesUm = [0, -5, 5];

interface Sample {
  readonly axisUm: number;
  readonly slopeDeg: number;
  /** Of the sample above the eucentric plane, at image shift zero and 0° tilt. */
  readonly heightUm: number;
  readonly gain: number;
}

/** Defocus by turning a line in the plane across the axis, without the formula of the fit. */
function readingsOf({ axisUm, slopeDeg, heightUm, gain }: Sample): TiltedReading[] {
  const slope = (slopeDeg * Math.PI) / 180;
  const distanceUm = heightUm * Math.cos(slope) + axisUm * Math.sin(slope);
  return tiltsDeg.flatMap((tiltDeg) =>
    placesUm.map((acrossUm) => {
      const angle = ((tiltDeg + slopeDeg) * Math.PI) / 180;
      // a point of the line, and its direction, after the turn about the axis
      const [y, z] = [-distanceUm * Math.sin(angle), distanceUm * Math.cos(angle)];
      const along = (acrossUm - axisUm - y) / Math.cos(angle);
      return { acrossUm, tiltDeg, defocusUm: -4.7 + gain * (z + along * Math.sin(angle)) };
    }),
  );
}

function fitOf(readings: readonly TiltedReading[]) {
  const fit = fitTiltAxis(readings, 0.3);
  if (fit === null) throw new Error('there is no fit');
  return fit;
}

describe('the tilt axis', () => {
  test('is found on every sample at eucentric height, whatever its slope and the scale of autofocus', () => {
    const samples = fc.record({
      axisUm: fc.double({ min: -6, max: 6, noNaN: true }),
      slopeDeg: fc.double({ min: -25, max: 25, noNaN: true }),
      heightUm: fc.constant(0),
      gain: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
    });
    fc.assert(
      fc.property(samples, (sample) => {
        const fit = fitOf(readingsOf(sample));
        expect(fit.axisUm).toBeCloseTo(sample.axisUm, 4);
        expect(fit.slopeDeg).toBeCloseTo(sample.slopeDeg, 3);
        expect(fit.gain).toBeCloseTo(sample.gain, 4);
      }),
    );
  });

  test('is where the places say that defocus does not follow the tilt: positive y rises with positive tilt', () => {
    const fit = fitOf(readingsOf({ axisUm: 1.3, slopeDeg: 0, heightUm: 0, gain: 1 }));
    expect(fit.axisUm).toBeCloseTo(1.3, 6);
    expect(fit.perPlace.map(({ acrossUm }) => acrossUm)).toEqual([-5, 0, 5]);
    for (const { axisUm } of fit.perPlace) expect(axisUm).toBeCloseTo(1.3, 5);
  });

  test('moves by the height times the slope where the sample is not at eucentric height', () => {
    const fit = fitOf(readingsOf({ axisUm: 0.8, slopeDeg: -10, heightUm: 0.5, gain: 1 }));
    expect(Math.abs(fit.axisUm - 0.8)).toBeLessThan(0.5 * 0.2);
    expect(Math.abs(fit.axisUm - 0.8)).toBeGreaterThan(0.05);
  });

  test('does not move by what the stage does alike on both sides', () => {
    const readings = readingsOf({ axisUm: -2.1, slopeDeg: 4, heightUm: 0, gain: 1.03 }).map((reading) => ({
      ...reading,
      defocusUm: reading.defocusUm + 0.4 * (1 / Math.cos((reading.tiltDeg * Math.PI) / 180) - 1),
    }));
    expect(fitOf(readings).axisUm).toBeCloseTo(-2.1, 4);
  });

  test('has an error that says how well it is known', () => {
    let state = 99;
    const random = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647 - 0.5;
    };
    const missesUm: number[] = [];
    const statedUm: number[] = [];
    for (let i = 0; i < 200; i++) {
      const noisy = readingsOf({ axisUm: 0.6, slopeDeg: -8, heightUm: 0, gain: 1 }).map((r) => ({
        ...r,
        defocusUm: r.defocusUm + 0.1 * (random() + random() + random()) * 2,
      }));
      const fit = fitTiltAxis(noisy, 9);
      missesUm.push(fit!.axisUm - 0.6);
      statedUm.push(fit!.errorUm!);
    }
    const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);
    expect(rms(missesUm) / rms(statedUm)).toBeCloseTo(1, 0.7);
  });
});

describe('an autofocus that is nonsense', () => {
  test('is left out, wherever it happens', () => {
    const sound = readingsOf({ axisUm: 1.9, slopeDeg: -10, heightUm: 0, gain: 1.02 });
    for (const wrong of sound.keys()) {
      const readings = sound.map((reading, i) => (i === wrong ? { ...reading, defocusUm: 0 } : reading));
      const fit = fitOf(readings);
      expect(fit.kept.map((kept, i) => (kept ? null : i)).filter((i) => i !== null)).toEqual([wrong]);
      expect(fit.axisUm).toBeCloseTo(1.9, 4);
    }
  });

  test('three of them in twenty-one readings do not matter either', () => {
    const sound = readingsOf({ axisUm: -0.7, slopeDeg: 6, heightUm: 0, gain: 1 });
    const readings = sound.map((reading, i) => (i % 8 === 1 ? { ...reading, defocusUm: 3.4 - i } : reading));
    expect(fitOf(readings).axisUm).toBeCloseTo(-0.7, 4);
  });
});

describe('what does not tell where the axis is', () => {
  const sound = readingsOf({ axisUm: 1, slopeDeg: 3, heightUm: 0, gain: 1 });
  test('one place only', () => {
    expect(
      fitTiltAxis(
        sound.filter(({ acrossUm }) => acrossUm === 5),
        0.3,
      ),
    ).toBeNull();
  });
  test('one tilt only', () => {
    expect(
      fitTiltAxis(
        sound.filter(({ tiltDeg }) => tiltDeg === 10),
        0.3,
      ),
    ).toBeNull();
  });
  test('nothing', () => {
    expect(fitTiltAxis([], 0.3)).toBeNull();
  });
});
