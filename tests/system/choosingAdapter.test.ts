import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type DialogInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { add, apply, length, subtract } from '../../packages/pacetomo/src/geometry/frames.ts';
import type { ChoosingMicroscope } from '../../packages/pacetomo/src/microscope/choosing.ts';
import type { ExposurePermit } from '../../packages/pacetomo/src/microscope/microscope.ts';
import { choosingMicroscope } from '../../packages/pacetomo/src/serialem/serialEmMicroscope.ts';
import { preset } from './measuringSite.ts';

interface Site {
  readonly virtual: VirtualSerialEm;
  readonly client: SerialEmClient;
  readonly scope: ChoosingMicroscope;
  readonly dir: string;
}

const freshPermit = (): ExposurePermit => Object.freeze({}) as ExposurePermit;

async function onSite(work: (site: Site) => Promise<void>, answers: DialogInput = {}): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'pacetomo-choosing-'));
  const virtual = await createVirtualSerialEm({ scenario: preset('quiet'), seed: 8, dir, answers });
  const client = new SerialEmClient(virtual.connect());
  const scope = choosingMicroscope(client);
  try {
    await scope.prepareToChoose();
    await scope.imageShiftToSpecimen();
    await work({ virtual, client, scope, dir });
  } finally {
    client.close();
    await virtual.close();
    rmSync(dir, { recursive: true });
  }
}

test('a picture knows where it lies: its middle is the place that the Navigator gives to what is centred', async () => {
  await onSite(async ({ scope }) => {
    await scope.setImageShift({ x: 1.5, y: -2.25 });
    await scope.view(freshPermit());
    const { stage } = await scope.placeNow();
    const picture = (await scope.picture())!;
    const { widthPx, heightPx, data } = picture.image;
    expect(data.length).toBe(widthPx * heightPx);
    const { matrix, offset } = picture.place.fromStage;
    const middle = add(apply(matrix, stage), offset);
    expect(length(subtract(middle, { x: widthPx / 2, y: heightPx / 2 }))).toBeLessThan(0.02);
    const pxPerUm = Math.sqrt(Math.abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx));
    expect(1000 / pxPerUm).toBeCloseTo(picture.place.pixelSizeNm, 1);
  });
});

test('a Navigator is opened when there is none', async () => {
  await onSite(async ({ scope, client }) => {
    expect(await scope.openNavigator()).toBe(false);
    await client.call('CloseNavigator');
    expect(await scope.openNavigator()).toBe(true);
    expect(await scope.items()).toEqual([]);
  });
});

test('an empty buffer is no picture', async () => {
  await onSite(async ({ scope }) => expect(await scope.picture()).toBeNull());
});

test('an image becomes a map with its words and is never written over another', async () => {
  await onSite(async ({ scope, dir }) => {
    await scope.preview(freshPermit());
    const words = { label: '001', note: 'grid_tgts.txt', acquire: true };
    const item = await scope.saveAsMap('grid_tgt_001.mrc', words);
    expect(existsSync(join(dir, 'grid_tgt_001.mrc'))).toBe(true);
    const [map] = (await scope.items()).slice(item - 1);
    expect(map).toMatchObject({ item, kind: 'map', ...words });
    expect(map!.outline.length).toBe(5);
    expect(length(subtract(map!.stage, (await scope.placeNow()).stage))).toBeLessThan(0.01);
    await expect(scope.saveAsMap('grid_tgt_001.mrc', words)).rejects.toThrow(/nothing is overwritten/);
    expect(await scope.showMap(item)).toBe(true);
    expect(await scope.showMap(item + 1)).toBe(false);
  });
});

test('points and polygons are added, found by their words, and deleted although others were deleted before', async () => {
  await onSite(async ({ scope }) => {
    const group = await scope.newGroup();
    const plain = { note: '', acquire: false };
    await scope.addPoint({ stage: { x: 11.25, y: -7.5 }, zUm: 3, group }, { label: '002', ...plain });
    const outline = [
      { x: 1, y: 2 },
      { x: 4, y: 2 },
      { x: 4, y: 7 },
    ];
    await scope.addPolygon(outline, 3, { label: 'beam', note: 'outline of 002', acquire: false });
    await scope.addPoint({ stage: { x: 12, y: -8 }, zUm: 3, group }, { label: '003', ...plain });
    expect(await scope.deleteItem({ label: '002', note: '' })).toBe(true);
    expect(await scope.deleteItem({ label: '002', note: '' })).toBe(false);
    expect(await scope.deleteItem({ label: 'beam', note: 'outline of 002' })).toBe(true);
    const items = await scope.items();
    expect(items.map(({ label, kind }) => [label, kind])).toEqual([['003', 'point']]);
    expect(items[0]!.stage).toEqual({ x: 12, y: -8 });
  });
});

test('image shift is given to the stage by an absolute move that may be done twice', async () => {
  await onSite(async ({ scope, virtual }) => {
    await scope.setImageShift({ x: 2.5, y: 1.75 });
    await scope.preview(freshPermit());
    const before = virtual.exposures.at(-1)!.specimenPointUm;
    await scope.resetImageShift();
    await scope.resetImageShift();
    expect(length(await scope.imageShift())).toBeLessThan(1e-6);
    await scope.preview(freshPermit());
    const after = virtual.exposures.at(-1)!.specimenPointUm;
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(0.3);
  });
});

test('a person at SerialEM is asked in boxes that are really shown', async () => {
  const answers: DialogInput = {
    answers: [
      { contains: 'skip', answer: 'yes' },
      { contains: 'diameter', answer: 1.35 },
      { contains: 'name', answer: 'lamella7' },
      { contains: 'radius', answer: null },
      { contains: 'comment', answer: null },
    ],
    keys: [{ press: 'B', afterPolls: 3 }],
  };
  await onSite(async ({ scope, virtual }) => {
    expect(await scope.askYesNo('Do you want to skip this point?')).toBe(true);
    expect(await scope.askNumber('Hole diameter, µm', 1.2, 2)).toBe(1.35);
    expect(await scope.askNumber('Beam radius, µm', 0.5, 2)).toBeNull();
    expect(await scope.askText('What name shall it have?')).toBe('lamella7');
    expect(await scope.askText('Any comment?')).toBeNull();
    expect([await scope.keyPressed('B'), await scope.keyPressed('B'), await scope.keyPressed('B')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(virtual.dialogs.some(({ answer }) => answer === 'not shown')).toBe(false);
  }, answers);
});

test('dragging far moves image shift, never the stage, whatever the user has set', async () => {
  const answers: DialogInput = { keys: [{ press: 'B', dragUm: { x: 3.25, y: -2.5 } }] };
  await onSite(async ({ scope, client }) => {
    await client.call('SetUserSetting', 'MoveStageOnBigMouseShift', 1);
    await scope.prepareToChoose();
    const before = await scope.position();
    await scope.view(freshPermit());
    expect(await scope.keyPressed('B')).toBe(true);
    expect(await scope.position()).toEqual(before);
    const [x, y] = (await client.call('ReportSpecimenShift'))!;
    expect([x, y]).toEqual([expect.closeTo(3.25, 6), expect.closeTo(-2.5, 6)]);
  }, answers);
});

test('on a tilted stage image shift is given to the stage as SerialEM does it, focus too', async () => {
  const shifted = async (reset: (site: Site) => Promise<unknown>) => {
    let found: readonly number[] = [];
    await onSite(async (site) => {
      const { scope, client } = site;
      await scope.goToRecordArea();
      await scope.tiltTo(-21);
      await scope.setDefocus(-3.5);
      await scope.setImageShift({ x: 1.25, y: 2.75 });
      await reset(site);
      const [x, y] = await client.call('ReportImageShift');
      found = [...(await client.call('ReportStageXYZ')), await client.call('ReportDefocus'), x, y];
    });
    return found;
  };
  const ours = await shifted(({ scope }) => scope.resetImageShift());
  const serialEms = await shifted(({ client }) => client.call('ResetImageShift'));
  expect(Math.abs(ours[3]! + 3.5)).toBeGreaterThan(0.5);
  expect(ours).toEqual(serialEms.map((value) => expect.closeTo(value, 3)));
});

test('a map that was taken on a tilted stage is shown with its tilt and its place', async () => {
  await onSite(async ({ scope }) => {
    await scope.tiltTo(12);
    await scope.goToRecordArea();
    await scope.setImageShift({ x: -0.5, y: 0.75 });
    await scope.preview(freshPermit());
    const taken = (await scope.picture())!;
    const item = await scope.saveAsMap('tilted.mrc', { label: '001', note: '', acquire: false });
    await scope.tiltTo(0);
    await scope.setImageShift({ x: 0, y: 0 });
    await scope.view(freshPermit());
    expect(await scope.showMap(item)).toBe(true);
    const shown = (await scope.picture())!;
    expect(shown.place.tiltDeg).toBeCloseTo(12, 1);
    expect(shown.place.pixelSizeNm).toBeCloseTo(taken.place.pixelSizeNm, 3);
    const { matrix, offset } = taken.place.fromStage;
    expect(shown.place.fromStage.matrix.yy / matrix.yy).toBeCloseTo(1, 4);
    const middle = { x: 1.5, y: -0.25 };
    const [asTaken, asShown] = [taken, shown].map(({ place: { fromStage } }) =>
      add(apply(fromStage.matrix, middle), fromStage.offset),
    );
    expect(length(subtract(asTaken!, asShown!))).toBeLessThan(0.05);
    expect(length(offset)).toBeGreaterThan(1);
    expect(shown.image).toEqual(taken.image);
  });
});

test('a picture of an image is a JPEG beside the maps, and is made once', async () => {
  await onSite(async ({ scope, dir }) => {
    await scope.view(freshPermit());
    await scope.savePicture('grid_tgt_001_view.jpg');
    expect([...readFileSync(join(dir, 'grid_tgt_001_view.jpg')).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    await expect(scope.savePicture('grid_tgt_001_view.jpg')).rejects.toMatchObject({ code: 'needs-person' });
  });
});
