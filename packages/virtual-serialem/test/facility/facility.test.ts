import { describe, expect, test } from 'vitest';
import { parseLongOperations } from '../../src/commands/longOperations.ts';
import { Dewars } from '../../src/facility/dewars.ts';
import { EnergyFilter } from '../../src/facility/energyFilter.ts';
import { Gun } from '../../src/facility/gun.ts';
import { facilitySchema } from '../../src/scenario/facilitySchema.ts';
import { inSession, quietWith } from '../session.ts';

const filterWith = (energyFilter: object, seed = 5) =>
  new EnergyFilter(facilitySchema.parse({ energyFilter }).energyFilter, seed);
const hourS = 3600;

describe('the energy filter', () => {
  test('lets everything through until the peak is 7 eV off, and half as much a volt and a quarter later', () => {
    const at = (startEv: number) => filterWith({ startEv, driftEvPerRootH: 0 }).transmission(100);
    expect(at(6.9)).toBe(1);
    expect(at(-6.9)).toBe(1);
    expect(at(8.25)).toBeCloseTo(0.5, 2);
    expect(at(-12)).toBeLessThan(1e-4);
  });

  test('with the slit out no drift matters', () => {
    expect(filterWith({ startEv: 40, slitIn: false }).transmission(3)).toBe(1);
  });

  test('the peak wanders with the root of the time', () => {
    const walks = Array.from({ length: 400 }, (_, seed) =>
      filterWith({ driftEvPerRootH: 0.3 }, seed).driftEv(9 * hourS),
    );
    const rms = Math.hypot(...walks) / Math.sqrt(walks.length);
    expect(rms).toBeGreaterThan(0.81);
    expect(rms).toBeLessThan(0.99);
  });

  test('refining puts it to the middle, from where it wanders on', () => {
    const filter = filterWith({ startEv: 9, settlingEvPerH: 0.5, driftEvPerRootH: 0, refineErrorEv: 0 });
    expect(filter.driftEv(2 * hourS)).toBeCloseTo(10, 9);
    filter.refine(2 * hourS);
    expect(filter.driftEv(2 * hourS)).toBeCloseTo(0, 9);
    expect(filter.driftEv(5 * hourS)).toBeCloseTo(1.5, 9);
  });

  test('images get darker with the drift and RefineZLP takes half a minute to mend it', () =>
    inSession(
      {
        scenario: quietWith({
          camera: { coincidenceLossS: 0 },
          facility: { energyFilter: { startEv: 9, driftEvPerRootH: 0, refineErrorEv: 0 } },
        }),
      },
      async ({ client, virtual }) => {
        await client.call('R');
        const dark = Number(await client.call('ReportMeanCounts'));
        const from = virtual.nowS;
        expect(await client.call('RefineZLP')).toBe(0);
        expect(virtual.nowS - from).toBeCloseTo(30.01, 6);
        await client.call('R');
        const bright = Number(await client.call('ReportMeanCounts'));
        expect(dark / bright).toBeCloseTo(Math.exp(-((2 / 1.5) ** 2)), 1);
        expect(virtual.exposures.map(({ doseEPerA2 }) => doseEPerA2)).toEqual([3.0003, 3.0003]);
        const again = virtual.nowS;
        await client.call('RefineZLP', 20);
        expect(virtual.nowS - again).toBeCloseTo(0.01, 6);
      },
    ));

  test('slit and energy loss are set, asked for, and refused beyond their range', () =>
    inSession({}, async ({ client }) => {
      expect(await client.call('ReportEnergyFilter')).toEqual([20, 0, 1]);
      await client.call('SetSlitWidth', 12);
      await client.call('SetEnergyLoss', 25);
      await client.call('ChangeEnergyLoss', -7);
      await client.call('SetSlitIn', 0);
      expect(await client.call('ReportEnergyFilter')).toEqual([12, 18, 0]);
      await expect(client.call('SetSlitWidth', 130)).rejects.toThrow(/2 to 100 eV/);
      await expect(client.call('SetEnergyLoss', 4000)).rejects.toThrow(/beyond the range/);
    }));
});

describe('the dewars', () => {
  const settings = facilitySchema.parse({ dewars: { firstFillAfterH: 2, driftAfterMin: 4 } }).dewars;

  test('fill every ten to twelve hours for 15 to 25 minutes', () => {
    const dewars = new Dewars(settings, 3);
    const starts: number[] = [];
    let minutes = 0;
    for (let minute = 0; minute < 60 * 48; minute++) {
      const now = dewars.isFilling(60 * minute);
      if (now && !dewars.isFilling(60 * (minute - 1))) starts.push(minute);
      if (now) minutes += 1;
    }
    expect(starts[0]).toBe(120);
    expect(starts.length).toBe(5);
    for (const [i, start] of starts.slice(1).entries()) {
      expect(start - starts[i]!).toBeGreaterThan(10 * 60 + 14);
      expect(start - starts[i]!).toBeLessThan(12 * 60 + 27);
    }
    expect(minutes / starts.length).toBeGreaterThan(15);
    expect(minutes / starts.length).toBeLessThan(26);
  });

  test('shake the stage while they fill and for four minutes after', () => {
    const dewars = new Dewars(
      facilitySchema.parse({ dewars: { firstFillAfterH: 2, driftAfterMin: 4, fillMin: { from: 16, to: 16 } } }).dewars,
      3,
    );
    const minutes = (count: number) => 2 * hourS + 60 * count;
    expect([-1, 1, 15, 19, 21].map((count) => dewars.isShaken(minutes(count)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect([-1, 5, 18, 45].map((count) => dewars.shakenS(minutes(count)) / 60)).toEqual([0, 5, 18, 20]);
  });

  test('tell how long it is until they fill', () => {
    const dewars = new Dewars(settings, 3);
    expect(dewars.remainingS(1.5 * hourS)).toBe(1800);
    expect(dewars.remainingS(2 * hourS + 30)).toBe(0);
    expect(new Dewars(facilitySchema.parse({}).dewars, 3).remainingS(99)).toBeNull();
  });

  test('make the stage drift five times as fast until some minutes after', () =>
    inSession(
      {
        scenario: quietWith({
          stage: { driftNmPerS: 0.2 },
          facility: { dewars: { firstFillAfterH: 0.1, fillMin: { from: 18, to: 18 }, driftAfterMin: 3 } },
        }),
      },
      async ({ client, virtual }) => {
        const moments: { atS: number; x: number; y: number }[] = [];
        for (const waitS of [0, 300, 120, 900, 420, 300]) {
          await client.call('Delay', waitS, 's');
          await client.call('R');
          const { timeS, specimenPointUm } = virtual.exposures.at(-1)!;
          moments.push({ atS: timeS, x: specimenPointUm.x, y: specimenPointUm.y });
        }
        const speed = (i: number) => {
          const [a, b] = [moments[i]!, moments[i + 1]!];
          return Math.hypot(b.x - a.x, b.y - a.y) / (b.atS - a.atS);
        };
        expect(await client.call('AreDewarsFilling')).toBe(0);
        expect(speed(2) / speed(0)).toBeCloseTo(5, 1);
        expect(speed(4) / speed(0)).toBeCloseTo(1, 1);
      },
    ));
});

describe('the gun', () => {
  test('a cold emitter loses current by the hour and gets it back when it is flashed', () => {
    const gun = new Gun(facilitySchema.parse({ gun: { kind: 'cold', lossPerH: 0.04, sinceFlashH: 0 } }).gun);
    expect(gun.currentFraction(5 * hourS)).toBeCloseTo(Math.exp(-0.2), 9);
    expect(gun.isFlashAdvised('low', 7 * hourS)).toBe(false);
    expect(gun.isFlashAdvised('low', 9 * hourS)).toBe(true);
    expect(gun.isFlashAdvised('high', 9 * hourS)).toBe(false);
    gun.flash(9 * hourS);
    expect(gun.isFlashAdvised('low', 9 * hourS)).toBe(false);
    expect(gun.currentFraction(9 * hourS)).toBe(1);
  });

  test('flashing is advised over the wire, done by a long operation, and the dose falls before it without SerialEM knowing', () =>
    inSession(
      { scenario: quietWith({ facility: { gun: { kind: 'cold', sinceFlashH: 10, lossPerH: 0.03, flashS: 70 } } }) },
      async ({ client, virtual }) => {
        expect(await client.call('IsFEGFlashingAdvised', 0)).toBe(1);
        await client.call('R');
        expect(virtual.exposures[0]!.doseEPerA2).toBeCloseTo(3.0003 * Math.exp(-0.3), 3);
        expect((await client.call('ImageConditions', 'A'))[0]).toBeCloseTo(3.0003, 6);
        const from = virtual.nowS;
        expect(await client.call('LongOperation', 'FF', '0')).toEqual([0, 0]);
        expect(virtual.nowS - from).toBeCloseTo(70.01, 6);
        expect(await client.call('IsFEGFlashingAdvised', 0)).toBe(0);
        await client.call('LongOperation', 'FF', '5');
        expect(virtual.nowS - from).toBeLessThan(71);
        await client.call('Delay', 30, 'min');
        expect(await client.call('LongOperation', 'FF', '-2')).toBeCloseTo(0.5, 3);
      },
    ));
});

test('long operations are read as pairs of letters and hours', () => {
  expect(parseLongOperations(['RS', '0', 'Inventory', 'ff', '-1'])).toEqual([
    { letters: 'RS', intervalH: 0, kind: 'do' },
    { letters: 'IN', intervalH: 0, kind: 'do' },
    { letters: 'FF', intervalH: -1, kind: 'note' },
  ]);
  expect(() => parseLongOperations(['FF'])).toThrow(/interval in hours/);
  expect(() => parseLongOperations(['XY', '1'])).toThrow(/not an allowed entry/);
  expect(() => parseLongOperations(['RT', '0', 'RT', '3'])).toThrow(/twice/);
});
