import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

test('a wider beam is a weaker one', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('UpdateLowDoseParams', 'R');
    expect(await client.call('ReportIlluminatedArea')).toBeCloseTo(0.025, 12);
    await client.call('R');
    await client.call('SetIlluminatedArea', 0.05);
    expect((await client.call('ReportPercentC2'))![0]).toBeCloseTo(5, 12);
    await client.call('R');
    const [narrow, wide] = virtual.exposures;
    expect(wide!.doseEPerA2).toBeCloseTo(narrow!.doseEPerA2 / 4, 9);
    expect(wide!.footprintUm.halfAxes.x).toBeCloseTo(2.5, 3);
  }));

test('the beam is made as strong as a mean or a dose rate asks for', () =>
  inSession({}, async ({ client }) => {
    await client.call('UpdateLowDoseParams', 'R');
    await client.call('R');
    const [before] = (await client.call('ImageConditions', 'A'))!;
    await client.call('ChangeIntensityBy', 0.5);
    await client.call('R');
    expect((await client.call('ImageConditions', 'A'))![0]).toBeCloseTo(before! / 2, 9);
    const mean = (await client.call('ReportMeanCounts', 'A')) as number;
    await client.call('SetIntensityForMean', mean * 3);
    await client.call('R');
    expect((await client.call('ImageConditions', 'A'))![0]).toBeCloseTo(before! * 1.5, 6);
    await expect(client.call('ChangeIntensityBy', -2)).rejects.toThrow(/-2 times/);
  }));

test('each spot size halves the current', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('UpdateLowDoseParams', 'R');
    await client.call('R');
    await client.call('SetSpotSize', 7);
    await client.call('R');
    expect(virtual.exposures[1]!.doseEPerA2).toBeCloseTo(virtual.exposures[0]!.doseEPerA2 / 4, 9);
    await expect(client.call('SetSpotSize', 12)).rejects.toThrow(/1 to 11/);
  }));

test('the beam moves over the specimen, and the image does not', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('MoveBeamByMicrons', 0.4, -0.9);
    await client.call('MoveBeamByMicrons', 0.1, 0.2);
    expect((await client.call('ReportBeamShift'))!.map((um) => Number(um.toFixed(9)))).toEqual([0.5, -0.7]);
    await client.call('R');
    const [{ footprintUm, specimenPointUm }] = virtual.exposures as [(typeof virtual.exposures)[0]];
    expect(footprintUm.centre.x - specimenPointUm.x).toBeCloseTo(0.5, 6);
    expect(footprintUm.centre.y - specimenPointUm.y).toBeCloseTo(-0.7, 2);
    await client.call('SetBeamShift', 0, 0);
    await client.call('MoveBeamByFieldFraction', 0.5, 0);
    expect(Math.hypot(...(await client.call('ReportBeamShift'))!)).toBeCloseTo(0.8, 9);
  }));

test('stigmators, probe mode and lenses are there, an alpha is not', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetObjectiveStigmator', 0.12, -0.3);
    expect(await client.call('ReportObjectiveStigmator')).toEqual([0.12, -0.3]);
    await expect(client.call('SetCondenserStigmator', 1.4, 0)).rejects.toThrow(/-1 to 1/);
    await client.call('SetProbeMode', 'nano');
    expect(await client.call('ReportProbeMode')).toBe(0);
    await expect(client.call('SetProbeMode', 'pico')).rejects.toThrow(/not a probe mode/);
    const before = virtual.nowS;
    await client.call('NormalizeLenses', 5);
    expect(virtual.nowS).toBeGreaterThan(before + 1);
    expect(await client.call('ReportAlpha')).toBe(-998);
  }));

const narrowBeam = { camera: { widthPx: 192, heightPx: 144 }, lowDose: { trial: { beamDiameterUm: 0.1 } } } as const;

test('the edge of a narrow beam is measured in an image, and the beam is centred by it', () =>
  inSession({ scenario: narrowBeam, seed: 4 }, async ({ client, virtual }) => {
    await client.call('MoveBeamByMicrons', -0.009, 0.012);
    await client.call('T');
    const [diameterUm, quadrants] = (await client.call('MeasureBeamSize', 'A'))!;
    expect(Math.abs(diameterUm! - 0.1)).toBeLessThan(0.01);
    expect(quadrants).toBe(4);
    const missUm = () => {
      const { footprintUm, specimenPointUm } = virtual.exposures.at(-1)!;
      return Math.hypot(footprintUm.centre.x - specimenPointUm.x, footprintUm.centre.y - specimenPointUm.y);
    };
    expect(missUm()).toBeGreaterThan(0.013);
    await client.call('AutoCenterBeam');
    await client.call('T');
    expect(missUm()).toBeLessThan(0.003);
    const [x, y] = (await client.call('MeasureBeamPosition'))!;
    expect(Math.hypot(x!, y!)).toBeLessThan(3);
    expect(await client.call('CenterBeamFromImage', 0, 0.5)).toBe(0);
  }));

test('a beam wider than the field has no edge to measure', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await expect(client.call('MeasureBeamSize', 'A')).rejects.toThrow(/no edge/);
    expect(await client.call('CenterBeamFromImage')).toBe(-1);
    await expect(client.call('AutoCenterBeam')).rejects.toThrow(/no edge/);
  }));
