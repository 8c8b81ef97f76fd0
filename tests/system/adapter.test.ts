import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import type { ExposurePermit, Microscope } from '../../packages/pacetomo/src/microscope/microscope.ts';
import { OperatorControl, StopRequested } from '../../packages/pacetomo/src/run/control.ts';
import { measuringMicroscope, serialEmMicroscope } from '../../packages/pacetomo/src/serialem/serialEmMicroscope.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { preset } from './measuringSite.ts';

/** A microscope of ours on a virtual SerialEM, and the bare client beside it for what an operator would look at. */
interface Site {
  readonly virtual: VirtualSerialEm;
  readonly client: SerialEmClient;
  readonly microscope: Microscope;
  readonly control: OperatorControl;
  /** Lets go of SerialEM and takes control again, as a run that is resumed. */
  readonly reconnect: () => Promise<SerialEmClient>;
}

const freshPermit = (): ExposurePermit => Object.freeze({}) as ExposurePermit;

async function onSite(work: (site: Site) => Promise<void>, scenario: ScenarioInput = preset('quiet')): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'pacetomo-adapter-'));
  const virtual = await createVirtualSerialEm({ scenario, seed: 5, dir });
  const control = new OperatorControl();
  const client = new SerialEmClient(virtual.connect());
  const microscope = serialEmMicroscope(client, fourTargetsNineTilts(), control);
  const reconnect = async (): Promise<SerialEmClient> => {
    client.close();
    await client.closed;
    return new SerialEmClient(virtual.connect());
  };
  try {
    await microscope.prepare(15, 'token of this test', null);
    await microscope.imageShiftToSpecimen();
    await work({ virtual, client, microscope, control, reconnect });
  } finally {
    client.close();
    await virtual.close();
    rmSync(dir, { recursive: true });
  }
}

const plain = { frameName: 'area_ts_002', exposureS: null, compensateBeamTilt: false };

/** A map of View under the present stage position, as the first item. */
async function makeMap({ client, microscope }: Site): Promise<void> {
  await client.call('OpenNewFile', 'map.mrc');
  await microscope.view(freshPermit());
  await client.call('S', 'A');
  await client.call('NewMap', 0, 'lamella_tgts.txt');
  await client.call('CloseFile');
}

/** Where the beam went, µm on the specimen. */
const lastPlace = ({ virtual }: Site) => virtual.exposures.at(-1)!.specimenPointUm;

test('a Record that was prepared twice has its beam tilt and exposure once', () =>
  onSite(async ({ client, microscope, virtual }) => {
    await microscope.setImageShift({ x: 3.25, y: -1.5 });
    const manner = { ...plain, exposureS: 2.25, compensateBeamTilt: true };
    await microscope.prepareRecord(manner);
    const once = await client.call('ReportBeamTilt');
    expect(Math.hypot(...once)).toBeGreaterThan(0.01);
    await microscope.prepareRecord(manner);
    expect(await client.call('ReportBeamTilt')).toEqual(once);
    await microscope.record(freshPermit());
    const usual = virtual.exposures.at(-1)!.doseEPerA2;
    await microscope.afterRecord();
    expect(await client.call('ReportBeamTilt')).toEqual([0, 0]);
    await microscope.prepareRecord(plain);
    await microscope.prepareRecord(plain); // a second RestoreCameraSet would be an error
    await microscope.record(freshPermit());
    const ownS = await microscope.recordExposureS();
    expect(usual / virtual.exposures.at(-1)!.doseEPerA2).toBeCloseTo(2.25 / ownS, 6);
  }));

test('SerialEM puts back by itself what a lost connection leaves changed', () =>
  onSite(async (site) => {
    const { client, microscope, reconnect } = site;
    const before = {
      record: await client.call('ReportExposure', 'R'),
      view: await client.call('ReportExposure', 'V'),
      mag: await client.call('ReportMag'),
    };
    await microscope.record(freshPermit());
    await client.call('Copy', 'A', 'P');
    await microscope.useMagnification(42000);
    await microscope.setImageShift({ x: 3.25, y: -1.5 });
    await microscope.prepareRecord({ ...plain, exposureS: 2.25, compensateBeamTilt: true });
    await microscope.viewLikeTemplate();
    const next = await reconnect();
    expect(await next.call('ReportExposure', 'R')).toEqual(before.record);
    expect(await next.call('ReportExposure', 'V')).toEqual(before.view);
    expect(await next.call('ReportBeamTilt')).toEqual([0, 0]);
    expect(await next.call('ReportMag')).toEqual(before.mag);
    const resumed = serialEmMicroscope(next, fourTargetsNineTilts());
    await resumed.prepareRecord(plain); // nothing is left to be restored, and none of this is an error
    await resumed.afterRecord();
    await resumed.viewAsBefore();
    expect(await resumed.useMagnification(null)).toBe(true);
    next.close();
  }));

test('the Record area changes magnification as often as it has to, and has its own one in the next connection', () =>
  onSite(async ({ client, microscope, reconnect }) => {
    for (let round = 0; round < 3; round++) {
      expect(await microscope.useMagnification(42000)).toBe(true);
      await client.call('GoToLowDoseArea', 'F');
      await microscope.goToRecordArea();
      expect((await client.call('ReportMag'))[0]).toBe(42000);
      expect(await microscope.useMagnification(null)).toBe(true);
      await microscope.goToRecordArea();
      expect((await client.call('ReportMag'))[0]).toBe(33000);
    }
    expect(await microscope.useMagnification(37500)).toBe(false);
    await microscope.useMagnification(42000);
    const next = await reconnect();
    await next.call('GoToLowDoseArea', 'R');
    expect((await next.call('ReportMag'))[0]).toBe(33000);
    next.close();
  }));

test('a place is found again by a reference, and how far it was is told in micrometres', () =>
  onSite(async (site) => {
    const { microscope } = site;
    await microscope.record(freshPermit());
    await microscope.keepAsReference();
    const there = lastPlace(site);
    const away = await microscope.specimenToImageShift();
    await microscope.setImageShift({ x: away.xx * 0.3 + away.xy * 0.4, y: away.yx * 0.3 + away.yy * 0.4 });
    await microscope.record(freshPermit());
    expect(await microscope.centreOnReference(0.2)).toBeNull(); // 0.5 µm are beyond the limit
    expect(await microscope.centreOnReference(0.7)).toBeCloseTo(0.5, 2);
    await microscope.record(freshPermit());
    expect(lastPlace(site).x).toBeCloseTo(there.x, 3);
    expect(lastPlace(site).y).toBeCloseTo(there.y, 3);
  }));

test('a place is found again between View and Preview', () =>
  onSite(async (site) => {
    const { microscope } = site;
    await microscope.view(freshPermit());
    await microscope.keepAsReference();
    const there = lastPlace(site);
    const away = await microscope.specimenToImageShift();
    await microscope.setImageShift({ x: away.xx * -0.2, y: away.yx * -0.2 });
    await microscope.preview(freshPermit());
    expect(await microscope.centreBetweenMagnifications()).toBeCloseTo(0.2, 2);
    await microscope.preview(freshPermit());
    expect(lastPlace(site).x).toBeCloseTo(there.x, 3);
  }));

test('a View like the template is cut to its size and centred on it', () =>
  onSite(async (site) => {
    const { client, microscope } = site;
    expect(await microscope.hasTemplate()).toBe(false);
    await client.call('SetCameraArea', 'V', 'H');
    await microscope.view(freshPermit());
    await client.call('Copy', 'A', 'P');
    await client.call('RestoreCameraSet', 'V');
    expect(await microscope.hasTemplate()).toBe(true);
    const away = await microscope.specimenToImageShift();
    await microscope.setImageShift({ x: away.xy * 0.6, y: away.yy * 0.6 });
    await microscope.viewLikeTemplate();
    await microscope.viewWholeCamera();
    await microscope.view(freshPermit());
    expect(await microscope.centreOnTemplate()).toBeCloseTo(0.6, 2);
    await microscope.viewAsBefore();
    await microscope.viewAsBefore();
  }));

test('items of the Navigator are found, marked, visited and brought up to date', () =>
  onSite(async (site) => {
    const { client, microscope } = site;
    expect(await microscope.currentItem()).toBeNull();
    expect(await microscope.itemWithNote('lamella_tgts.txt')).toBeNull();
    await makeMap(site);
    await client.call('AddStagePosAsNavPoint', 31, -17, 0);
    expect(await microscope.itemWithNote('lamella_tgts.txt')).toBe(1);
    expect(await microscope.currentItem()).toMatchObject({ item: 2, note: '' });
    expect(await microscope.itemsToAcquire()).toEqual([]);
    await microscope.markAcquire(1, true);
    expect(await microscope.itemsToAcquire()).toMatchObject([{ item: 1, note: 'lamella_tgts.txt' }]);
    await microscope.markAcquire(1, false);
    expect(await microscope.itemsToAcquire()).toEqual([]);
    await microscope.moveToItem(2);
    const position = await microscope.position();
    await microscope.returnTo({ x: 2, y: 3 });
    expect(await microscope.position()).toMatchObject({ x: 2, y: 3 });
    await microscope.returnTo(position);
    expect(await microscope.position()).toEqual(position);
    await client.call('MoveStageTo', position.x, position.y, 4.5);
    await microscope.updateItemHeight(2);
    expect((await client.call('ReportOtherItem', 2))[3]).toBeCloseTo(4.5, 3);
  }));

test('the map of an item is loaded and matched, and SerialEM finds the item again', () =>
  onSite(async (site) => {
    const { client, microscope } = site;
    await makeMap(site);
    const there = lastPlace(site);
    await client.call('AddStagePosAsNavPoint', 31, -17, 0);
    expect(await microscope.loadItemMap(2)).toBe(false); // a point has no map
    expect(await microscope.loadItemMap(1)).toBe(true);
    await microscope.matchReference(freshPermit());
    expect(await microscope.centreOnReference(null)).toBeCloseTo(0, 3);
    await microscope.returnTo({ x: 20, y: 10 });
    await microscope.realignToItem(1, freshPermit());
    await microscope.view(freshPermit());
    expect(lastPlace(site).x).toBeCloseTo(there.x, 1);
    expect(lastPlace(site).y).toBeCloseTo(there.y, 1);
  }));

test('both programs fit the defocus of a Record, within where they are told to look', () =>
  onSite(async ({ microscope, virtual }) => {
    await microscope.setDefocus(-4.2);
    await microscope.record(freshPermit());
    const { trueDefocusUm } = virtual.exposures.at(-1)!;
    const search = { fromUm: -7, toUm: -1, pretiltDeg: 9 };
    for (const program of ['ctffind', 'ctfplotter'] as const)
      expect(await microscope.fitCtf(program, search)).toEqual({
        defocusUm: expect.closeTo(trueDefocusUm, 3),
        resolutionA: 9,
      });
    virtual.faults.add({ kind: 'command-fails', at: { name: 'CtfFind', occurrence: 2 } });
    expect(await microscope.fitCtf('ctffind', search)).toBeNull();
  }));

test('eucentric height and the zero-loss peak are found with one permit each', () =>
  onSite(
    async ({ client, microscope, virtual }) => {
      const before = (await client.call('ReportStageXYZ'))[2];
      await microscope.roughEucentricity(freshPermit());
      expect(Math.abs((await client.call('ReportStageXYZ'))[2] - before)).toBeGreaterThan(0.5);
      expect(virtual.exposures.length).toBeGreaterThan(0);
      await microscope.refineSlit(freshPermit());
    },
    { ...preset('quiet'), stage: { ...preset('quiet').stage, eucentricErrorUm: 3 } },
  ));

test('an idle microscope has nothing to wait for', () =>
  onSite(async ({ microscope, virtual }) => {
    expect(await microscope.clockS()).toBeGreaterThan(0);
    expect(await microscope.dewarsFilling()).toBe(false);
    expect(await microscope.columnValvesOpen()).toBe(true);
    expect(await microscope.flashAdvised()).toBeNull();
    expect(await microscope.freeDiskGb()).toBeGreaterThan(0);
    virtual.faults.add({ kind: 'command-fails', at: { name: 'AreDewarsFilling', occurrence: 2 } });
    expect(await microscope.dewarsFilling()).toBe(false);
  }));

test('dewars, gun and valves are seen and looked after', () =>
  onSite(
    async ({ client, microscope }) => {
      await microscope.wait(3601);
      expect(await microscope.dewarsFilling()).toBe(true);
      await microscope.refillDewars();
      expect(await microscope.dewarsFilling()).toBe(false);
      expect(await microscope.flashAdvised()).toBe('high');
      await microscope.flashGun('high');
      expect(await microscope.flashAdvised()).toBeNull();
      const startedS = await microscope.clockS();
      await microscope.flashGunAfter(3); // the last one was a moment ago
      await microscope.flashGunAfter(-1);
      expect(await microscope.clockS()).toBeCloseTo(startedS, 0);
      await microscope.flashGun('low');
      expect(await microscope.clockS()).toBeGreaterThan(startedS + 30);
      await client.call('SetColumnOrGunValve', 0);
      expect(await microscope.columnValvesOpen()).toBe(false);
      await microscope.openColumnValves();
      expect(await microscope.columnValvesOpen()).toBe(true);
    },
    {
      ...preset('quiet'),
      facility: { dewars: { firstFillAfterH: 1 }, gun: { kind: 'cold', sinceFlashH: 500 } },
    },
  ));

test('what SerialEM knows of lenses and camera is told in our frames', () =>
  onSite(async ({ client, microscope, virtual }) => {
    expect(await microscope.viewDefocusOffsetUm()).toBe(-50);
    expect(await microscope.hasBeamTiltCalibration()).toBe(true);
    expect(await microscope.cameraSize()).toEqual({ x: 32, y: 32 });
    const { xx, xy } = await microscope.cameraToSpecimen();
    expect(Math.hypot(xx, xy)).toBeCloseTo(0.05, 4); // 50 nm a pixel
    virtual.faults.add({ kind: 'command-fails', at: { name: 'ReportComaVsISmatrix', occurrence: 2 } });
    expect(await microscope.hasBeamTiltCalibration()).toBe(false);
    await client.call('SetLDDefocusOffset', 'V', -77);
    expect(await microscope.viewDefocusOffsetUm()).toBe(-77);
  }));

test('a microscopist is warned of what SerialEM shows, and not of what is as it should be', () =>
  onSite(async ({ client, microscope, virtual }) => {
    await client.call('SetTiltAxisOffset', 1.2);
    expect(await microscope.warnings()).toEqual([]);
    await client.call('SetTiltAxisOffset', 0);
    await client.call('SetAxisPosition', 'F', 3);
    await client.call('SetCameraProperty', 1, 'K2Type', 3);
    const warnings = await microscope.warnings();
    expect(warnings.slice(0, 2)).toEqual([
      expect.stringContaining('tilt-axis offset is exactly 0'),
      expect.stringContaining('Focus area lies 3 µm'),
    ]);
    expect(virtual.exposures).toEqual([]); // and it costs no dose
  }));

test('after a stop not even a question leaves', () =>
  onSite(async ({ microscope, control, virtual }) => {
    const permit = freshPermit();
    control.stop('operator');
    const sent = virtual.commandCount;
    await expect(microscope.tiltDeg()).rejects.toThrow(StopRequested);
    await expect(microscope.tiltTo(3)).rejects.toThrow(StopRequested);
    await expect(microscope.record(permit)).rejects.toThrow(StopRequested);
    await expect(microscope.warnings()).rejects.toThrow(StopRequested);
    await expect(microscope.dewarsFilling()).rejects.toThrow(StopRequested); // a stop is no refusal
    await expect(microscope.useMagnification(42000)).rejects.toThrow(StopRequested);
    expect(virtual.commandCount).toBe(sent);
    expect(virtual.exposures).toEqual([]);
  }));

test('a stop reaches a measurement too', () =>
  onSite(async ({ virtual, reconnect }) => {
    const control = new OperatorControl();
    const client = await reconnect();
    const microscope = measuringMicroscope(client, control);
    await microscope.prepareToMeasure();
    control.stop('operator');
    const sent = virtual.commandCount;
    await expect(microscope.autofocus(freshPermit())).rejects.toThrow(StopRequested);
    expect(virtual.commandCount).toBe(sent);
    client.close();
  }));
