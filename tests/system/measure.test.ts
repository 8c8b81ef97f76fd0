import { expect, test } from 'vitest';
import { measureGeometry, measureTiltAxis } from '../../packages/pacetomo/src/session/measuring/measure.ts';
import { geometryWords, tiltAxisWords } from '../../packages/pacetomo/src/session/measuring/measurementWords.ts';
import { lamellaWithoutImages, measuringSite, preset, type TestSite } from './measuringSite.ts';

/** The defaults of the command line. */
const usual = {
  tiltsDeg: Array.from({ length: 17 }, (_, i) => (i - 8) * 2.5),
  placesUm: [0, -5, 5],
  repeats: 1,
};
/** Few exposures, for what does not depend on accuracy. */
const short = { tiltsDeg: [-16, -8, 0, 8, 16], placesUm: [-4.5, 4.5], repeats: 1 };

/** Fourteen points over most of the lamella. */
const points = [-8, 0, 7.5].flatMap((x) => [-9.5, -5, 1, 5.5, 10].map((y) => ({ x, y }))).slice(0, 14);
const geometry = { points, repeats: 2 };

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);
const worst = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

async function offsetErrorUm(site: TestSite, wish = usual): Promise<number> {
  const result = await measureTiltAxis(site, wish, false);
  if (result.kind !== 'measured') throw new Error(result.kind);
  return result.offsetUm - site.virtual.scenario.stage.tiltAxisAtUm;
}

async function planeOf(site: TestSite, wish = geometry) {
  const outcome = await measureGeometry(site, wish);
  if (outcome.kind !== 'measured') throw new Error(outcome.kind);
  return outcome.plane;
}

/** Everything that a measurement touches, as SerialEM reports it. */
const standing = (site: TestSite) =>
  site.byHand(async (client) => ({
    area: await client.call('ReportLowDose'),
    defocus: Math.round((await client.call('ReportDefocus')) * 1e6),
    tilt: Math.round(await client.call('ReportTiltAngle')),
    shift: (await client.call('ReportImageShift')).slice(0, 2).map((value) => Math.round(value * 1e5)),
    offset: await client.call('ReportTiltAxisOffset'),
    target: await client.call('ReportTargetDefocus'),
    drift: await client.call('ReportUserSetting', 'DriftProtection'),
    axis: await client.call('ReportUserSetting', 'ShiftToTiltAxis'),
    limit: await client.call('ReportProperty', 'ImageShiftLimit'),
    z: (await client.call('ReportStageXYZ'))[2],
  }));

/** As no measurement leaves it by accident. */
const disarrange = (site: TestSite) =>
  site.byHand(async (client) => {
    await client.call('SetUserSetting', 'ShiftToTiltAxis', 0, 1);
    await client.call('SetUserSetting', 'DriftProtection', 0, 1);
    await client.call('TiltTo', 7);
    await client.call('SetDefocus', -1.7);
    await client.call('SetImageShift', 0.8, -0.6);
    await client.call('GoToLowDoseArea', 'V');
  });

test('where nothing moves by itself both measurements are exact, whatever SerialEM believed before', async () => {
  const quiet = preset('quiet');
  const scenario = {
    ...quiet,
    stage: { ...quiet.stage, tiltAxisAtUm: 0 }, // the middle of the lamella is at eucentric height there
    optics: { ...quiet.optics, tiltAxisOffsetErrorUm: -2.2 },
  };
  const site = await measuringSite(scenario, 3);
  expect(Math.abs(await offsetErrorUm(site))).toBeLessThan(0.002);
  const plane = await planeOf(site);
  expect(plane.pretiltDeg).toBeCloseTo(-10, 2);
  expect(plane.rotationDeg).toBeCloseTo(0, 2);
  await site.end();
});

test('on the good stage the tilt-axis offset is found within 0.2 µm and the pretilt within 1°', async () => {
  const offsetsUm: number[] = [];
  const pretiltsDeg: number[] = [];
  for (let seed = 1; seed <= 8; seed++) {
    const site = await measuringSite(lamellaWithoutImages(), seed);
    offsetsUm.push(await offsetErrorUm(site));
    pretiltsDeg.push((await planeOf(site)).pretiltDeg + 10);
    await site.end();
  }
  console.log(`tilt-axis offset: rms ${rms(offsetsUm).toFixed(3)}, worst ${worst(offsetsUm).toFixed(3)} µm`);
  console.log(`pretilt: rms ${rms(pretiltsDeg).toFixed(2)}, worst ${worst(pretiltsDeg).toFixed(2)}°`);
  expect(worst(offsetsUm)).toBeLessThan(0.2);
  expect(worst(pretiltsDeg)).toBeLessThan(1);
});

test('and also from images', async () => {
  const site = await measuringSite(preset('lamella'), 11);
  const offsetUm = await offsetErrorUm(site);
  const plane = await planeOf(site, { points: points.filter((_, i) => i % 2 === 0), repeats: 1 });
  console.log(
    `from images: offset off by ${offsetUm.toFixed(3)} µm, pretilt by ${(plane.pretiltDeg + 10).toFixed(2)}°`,
  );
  expect(Math.abs(offsetUm)).toBeLessThan(0.2);
  expect(Math.abs(plane.pretiltDeg + 10)).toBeLessThan(1);
  await site.end();
});

test('neither measurement changes anything', async () => {
  const site = await measuringSite(preset('quiet'), 4);
  await disarrange(site);
  const before = await standing(site);
  await measureTiltAxis(site, short, false);
  site.client.close();
  await site.client.closed;
  expect(await standing(site)).toEqual(before);
  await site.end();
  const other = await measuringSite(preset('quiet'), 5);
  await disarrange(other);
  await measureGeometry(other, { points: points.slice(0, 7), repeats: 1 });
  other.client.close();
  await other.client.closed;
  expect(await standing(other)).toEqual(before);
  await other.end();
});

test('each exposure has its intent before it, and nothing is recorded', async () => {
  const site = await measuringSite(preset('quiet'), 6);
  await measureTiltAxis(site, short, false);
  const types = site.record().map(({ type }) => type);
  expect(types.filter((type) => type === 'focus.intent')).toHaveLength(11);
  expect(site.sent.filter((name) => name === 'G')).toHaveLength(11);
  expect(types.at(-1)).toBe('measure.put-back');
  expect(new Set(site.virtual.exposures.map(({ command }) => command))).toEqual(new Set(['G']));
  await site.end();
});

test('an offset is set when that was asked for, and the image stays where it was', async () => {
  const quiet = preset('quiet');
  const site = await measuringSite({ ...quiet, optics: { ...quiet.optics, tiltAxisOffsetErrorUm: 1.4 } }, 7);
  const result = await measureTiltAxis(site, { ...short, repeats: 2 }, true);
  expect(result.isSet).toBe(true);
  expect(tiltAxisWords(result, true).join('\n')).toContain('was set to this value');
  const [offsetUm] = await site.byHand((client) => client.call('ReportTiltAxisOffset'));
  expect(offsetUm).toBeCloseTo(site.virtual.scenario.stage.tiltAxisAtUm, 1);
  await site.end();
});

test('an autofocus that reports nonsense, or none, is left out and named', async () => {
  const lie = (name: string, occurrence: number): unknown => {
    if (name !== 'ReportAutoFocus') return undefined;
    if (occurrence === 5) return [0.004, 0]; // the peak of the fixed pattern
    return occurrence === 9 ? [0, 1] : undefined;
  };
  const site = await measuringSite(preset('quiet'), 8, lie);
  const result = await measureTiltAxis(site, usual, false);
  if (result.kind !== 'measured') throw new Error(result.kind);
  expect(result.offsetUm).toBeCloseTo(site.virtual.scenario.stage.tiltAxisAtUm, 3);
  expect(result.fit.kept.filter((kept) => !kept)).toHaveLength(1);
  const words = tiltAxisWords(result, false).join('\n');
  expect(words).toContain('49 of 51 autofocuses were used, 1 found no focus');
  expect(words).toContain('left out: -17.5°, +0.00 µm');
  await site.end();
  const other = await measuringSite(preset('quiet'), 9, lie);
  const outcome = await measureGeometry(other, { points, repeats: 1 });
  expect(outcome).toMatchObject({ kind: 'measured', failed: 1 });
  expect(geometryWords(outcome).join('\n')).toMatch(/Pretilt: -10\.0 ± 0\.0°[\s\S]*\(left out\)/);
  await other.end();
});

test('when most autofocuses are nonsense nothing is said of the tilt axis, and nothing is set', async () => {
  const site = await measuringSite(preset('quiet'), 10, (name, occurrence) =>
    name === 'ReportAutoFocus' && occurrence % 2 === 0 ? [0, 2] : undefined,
  );
  const result = await measureTiltAxis(site, usual, true);
  expect(result).toMatchObject({ kind: 'unclear', isSet: false, failed: 26 });
  expect(tiltAxisWords(result, true)[0]).toContain('of 51 autofocuses 26 found no focus');
  await site.end();
});

test('after a lost reply the microscope is put back over a new connection, and no autofocus is sent again', async () => {
  const site = await measuringSite(preset('quiet'), 12);
  await disarrange(site);
  const before = await standing(site);
  site.virtual.faults.add({ kind: 'reply-lost', at: { name: 'G', occurrence: 6 } });
  await expect(measureTiltAxis(site, short, true)).rejects.toMatchObject({
    code: 'reply-lost',
    message: expect.stringContaining('Tilt, image shift and focus were put back.'),
  });
  expect(site.sent.filter((name) => name === 'G')).toHaveLength(6);
  expect(await standing(site)).toEqual(before);
  expect(site.record().at(-1)).toMatchObject({ type: 'measure.trouble' });
  await site.end();
});

test('a command that SerialEM refuses ends the measurement with everything put back', async () => {
  const site = await measuringSite(preset('quiet'), 13);
  await disarrange(site);
  const before = await standing(site);
  site.virtual.faults.add({ kind: 'command-fails', at: { name: 'TiltTo', occurrence: 4 }, message: 'Stage not ready' });
  await expect(measureTiltAxis(site, short, false)).rejects.toMatchObject({ code: 'serialem-refused' });
  site.client.close();
  await site.client.closed;
  expect(await standing(site)).toEqual(before);
  await site.end();
});

test('after STOP in SerialEM nothing more is sent, and the message says how things stood', async () => {
  for (const moment of ['before', 'during'] as const) {
    const site = await measuringSite(preset('quiet'), 14);
    await disarrange(site);
    site.virtual.faults.add({ kind: 'user-stop', at: { name: 'G', occurrence: 4 }, moment });
    await expect(measureTiltAxis(site, short, true)).rejects.toMatchObject({
      message: expect.stringMatching(/Nothing was put back\. Before the measurement the tilt was 7\.00°.*area V/),
    });
    expect(site.sent.at(-1)).toBe('G');
    await site.end();
  }
});

test('the operator’s stop lets the autofocus end, exposes nothing more and puts everything back', async () => {
  let stop = (): void => {};
  const site = await measuringSite(preset('quiet'), 15, (name, occurrence) => {
    if (name === 'G' && occurrence === 4) stop();
    return undefined;
  });
  stop = () => site.control.stop('a test');
  await disarrange(site);
  const before = await standing(site);
  const result = await measureTiltAxis(site, short, true);
  expect(result).toMatchObject({ kind: 'stopped', isSet: false });
  expect(site.sent.filter((name) => name === 'G')).toHaveLength(4); // in the middle of a tilt
  site.client.close();
  await site.client.closed;
  expect(await standing(site)).toEqual(before);
  await site.end();
});

test('what the microscope cannot reach is said before anything is exposed', async () => {
  const site = await measuringSite(preset('quiet'), 16);
  await expect(measureTiltAxis(site, { ...short, tiltsDeg: [-68, 0, 68] }, false)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('this stage goes to 69.9°'),
  });
  await expect(measureTiltAxis(site, { ...short, placesUm: [-17, 17] }, false)).rejects.toMatchObject({
    code: 'bad-input',
  });
  for (const bad of [points.slice(0, 2), [-6, 1, 8].map((y) => ({ x: 0.5 * y, y })), [...points, { x: 13, y: 12 }]]) {
    await expect(measureGeometry(site, { points: bad, repeats: 1 })).rejects.toMatchObject({ code: 'bad-input' });
  }
  expect(site.virtual.exposures).toEqual([]);
  await site.end();
});

test('the points of a Navigator group are found by their stage positions', async () => {
  const site = await measuringSite(preset('quiet'), 17);
  await site.byHand(async (client) => {
    await client.call('OpenNavigator');
    const [stageX, stageY, z] = await client.call('ReportStageXYZ');
    for (const { x, y } of points.slice(0, 6))
      await client.call('AddStagePosAsNavPoint', stageX - x, stageY - y, z, 77);
    await client.call('SetSelectedNavItem', 1);
  });
  const outcome = await measureGeometry(site, { points: 'navigator group', repeats: 1 });
  if (outcome.kind !== 'measured') throw new Error(outcome.kind);
  expect(outcome.plane.pretiltDeg).toBeCloseTo(-10, 1);
  expect(outcome.readings.map(({ position }) => Math.round(position.x * 10))).toEqual(
    points.slice(0, 6).map(({ x }) => x * 10),
  );
  await site.end();
});

test('the points of a Navigator group are where the microscopist chose them, although the tilt axis lies beside the optic axis', async () => {
  const quiet = preset('quiet');
  const places = points.slice(0, 6).map(({ x, y }) => ({ xUm: x, yUm: y }));
  const beside = {
    ...quiet,
    stage: { ...quiet.stage, tiltAxisAtUm: 2.4 },
    optics: { ...quiet.optics, tiltAxisOffsetErrorUmSd: 0 },
    area: { targets: { kind: 'list' as const, places }, placeErrorUmSd: 0 },
  };
  const site = await measuringSite(beside, 19);
  await site.byHand((client) => client.call('SetSelectedNavItem', 1));
  const outcome = await measureGeometry(site, { points: 'navigator group', repeats: 1 });
  expect(outcome.kind).toBe('measured');
  const shots = site.virtual.exposures.slice(-3 * places.length).filter((_, i) => i % 3 === 0);
  for (const [i, { specimenPointUm }] of shots.entries()) {
    expect(Math.abs(specimenPointUm.x - places[i]!.xUm)).toBeLessThan(0.2);
    expect(Math.abs(specimenPointUm.y - places[i]!.yUm)).toBeLessThan(0.2);
  }
  expect(shots).toHaveLength(6);
  await site.end();
});
