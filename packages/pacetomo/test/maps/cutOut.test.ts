import {
  formatNavigator,
  memoryFile,
  navigatorItems,
  numberOf,
  numbersOf,
  openMrc,
  parseMdoc,
  parseNavigator,
  textOf,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vec } from '../../src/geometry/frames.ts';
import { type CutFacts, cutMdoc, imageRotationDeg, rangeOf, writeCut } from '../../src/maps/cutFile.ts';
import { navigatorOfCuts } from '../../src/maps/cutItems.ts';
import { type Cut, cutOut } from '../../src/maps/cutOut.ts';
import { cutShape, kindOfPixelSize } from '../../src/maps/imageKind.ts';
import { mapItemOf } from '../../src/maps/mapItem.ts';
import { mapOfImage, type StageMap } from '../../src/maps/stageMap.ts';
import { centredAt } from '../../src/maps/stageToImage.ts';

/** A map of 120 × 90 pixels of 50 nm whose value tells the place: 3·x + 7·y in pixels. */
const size = { widthPx: 120, heightPx: 90 };
const fromStage = centredAt({ xx: 20, xy: 0, yx: 0, yy: -20 }, { x: 31, y: -12 }, size);
const data = Float32Array.from({ length: 120 * 90 }, (_, i) => 3 * ((i % 120) + 0.5) + 7 * (Math.floor(i / 120) + 0.5));
const ramp: StageMap = mapOfImage('ramp', { ...size, data }, { fromStage, pixelSizeNm: 50, tiltDeg: 0 });

async function cutAt(map: StageMap, at: Vec<'stage'>, shape: ReturnType<typeof shapeOf>): Promise<Cut> {
  const cuts: (Cut | null)[] = [];
  await cutOut(map, [{ at, piece: null, shape }], async (cut) => void cuts.push(cut));
  expect(cuts).toHaveLength(1);
  return cuts[0]!;
}

const shapeOf = (pixelSizeNm: number, widthPx: number, heightPx: number, binning: number | null = null) =>
  cutShape(kindOfPixelSize('view', pixelSizeNm, { widthPx, heightPx }, ramp), ramp, binning);

describe('a cut', () => {
  test.each([
    ['finer than the map', 20, 30, 22],
    ['as fine', 50, 24, 18],
    ['coarser by a ratio that is no whole number', 130, 16, 10],
    ['much coarser', 200, 8, 6],
  ])('%s shows what lies around the place', async (_, pixelSizeNm, width, height) => {
    const shape = shapeOf(pixelSizeNm, width, height, 1);
    const { image, beyondFraction } = await cutAt(ramp, { x: 31.4, y: -11.7 }, shape);
    expect(beyondFraction).toBe(0);
    // 0.4 µm right of the middle and 0.3 µm above it: 8 and 6 pixels of the map
    const middle = { x: 68, y: 39 };
    const step = pixelSizeNm / 50;
    image.data.forEach((value, i) => {
      const x = middle.x + step * ((i % width) + 0.5 - width / 2);
      const y = middle.y + step * (Math.floor(i / width) + 0.5 - height / 2);
      expect(value).toBeCloseTo(3 * x + 7 * y, 2);
    });
  });

  test('has the mean of the rest where it lies beyond the map, on both sides at once', async () => {
    const shape = shapeOf(50, 200, 10, 1);
    const { image, beyondFraction } = await cutAt(ramp, { x: 31, y: -12 }, shape);
    expect(beyondFraction).toBeCloseTo(80 / 200, 6);
    const row = image.data.slice(0, 200);
    const mean = 3 * 60 + 7 * 45;
    expect([...row.slice(0, 40), ...row.slice(160)].every((value) => Math.abs(value - mean) < 1e-3)).toBe(true);
    expect(row[40]).toBeCloseTo(3 * 0.5 + 7 * 40.5, 3);
  });

  test('is nothing where no part of it lies on the map', async () => {
    let taken: Cut | null | undefined;
    await cutOut(ramp, [{ at: { x: 99, y: -12 }, piece: null, shape: shapeOf(50, 20, 10) }], async (cut) => {
      taken = cut;
    });
    expect(taken).toBeNull();
  });

  test('stays within the counts of the map, however it lies', async () => {
    const [least, largest] = rangeOf(data);
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 28, max: 34, noNaN: true }),
        fc.double({ min: -14, max: -10, noNaN: true }),
        fc.double({ min: 11, max: 333, noNaN: true }),
        async (x, y, pixelSizeNm) => {
          const [low, high] = rangeOf((await cutAt(ramp, { x, y }, shapeOf(pixelSizeNm, 21, 13, 1))).image.data);
          expect(low).toBeGreaterThanOrEqual(least - 1e-3);
          expect(high).toBeLessThanOrEqual(largest + 1e-3);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('averages what is finer than its pixels instead of picking some of it', async () => {
    const stripes = Float32Array.from({ length: 120 * 90 }, (_, i) => ((i % 120) % 2 === 0 ? 10 : 30));
    const map = mapOfImage('stripes', { ...size, data: stripes }, { fromStage, pixelSizeNm: 50, tiltDeg: 0 });
    const { image } = await cutAt(map, { x: 31, y: -12 }, shapeOf(200, 12, 8, 1));
    for (const value of image.data) expect(value).toBeCloseTo(20, 3);
  });
});

describe('its binning', () => {
  test.each([
    [50, 1],
    [40, 1],
    [25.2, 2], // short of the double by rounding only
    [12.4, 4],
    [7, 4],
    [3, 8],
    [70, 1],
  ])('for unbinned pixels of %s nm on a map of 50 nm is %s', (pixelSizeNm, binning) => {
    expect(shapeOf(pixelSizeNm, 600, 440).binning).toBe(binning);
  });

  test('grows until no alignment would bin it again', () => {
    expect(shapeOf(50, 5760, 4092)).toMatchObject({ binning: 8, widthPx: 720, heightPx: 511 });
  });
});

describe('a montage', () => {
  /** Two pieces side by side; SerialEM has found the second one 4 pixels further right than it was meant to be. */
  const pieces = [
    { section: 0, corner: { x: 0, y: 0 }, alignedCorner: { x: 0, y: 0 } },
    { section: 1, corner: { x: 50, y: 0 }, alignedCorner: { x: 54, y: 0 } },
  ];
  const tileSize = { widthPx: 60, heightPx: 90 };
  const read: number[] = [];
  const montage: StageMap = {
    ...ramp,
    widthPx: 110,
    heightPx: 90,
    fromStage: centredAt({ xx: 20, xy: 0, yx: 0, yy: -20 }, { x: 31, y: -12 }, { widthPx: 110, heightPx: 90 }),
    tileSize,
    tiles: pieces,
    readTile: async ({ section }) => {
      read.push(section);
      const tile = Float32Array.from({ length: 60 * 90 }, (_, i) => 1000 * section + (i % 60) + 0.5);
      return { ...tileSize, data: tile, isBottomFirst: true };
    },
  };

  test('shows a place in the piece it was drawn on, and the neighbour where it fits that piece', async () => {
    const shape = shapeOf(50, 20, 6, 1);
    const cuts: Cut[] = [];
    const at = { x: 31 + (56 - 55) / 20, y: -12 }; // pixel 56, which both pieces show
    const wishes = [0, 1].map((piece) => ({ at, piece, shape }));
    await cutOut(montage, wishes, async (cut) => void cuts.push(cut!));
    const rows = cuts.map(({ image }) => [...image.data.slice(0, 20)]);
    // on the first piece: its pixels 46 … 59, then the second one, which lies 4 further right than meant: from its own 6 on
    expect(rows[0]!.slice(0, 14)).toEqual(Array.from({ length: 14 }, (_, i) => 46.5 + i));
    expect(rows[0]!.slice(14)).toEqual(Array.from({ length: 6 }, (_, i) => 1006.5 + i));
    // on the second one: the first fills what lies left of it, at 46 + 4
    expect(rows[1]!.slice(4)).toEqual(Array.from({ length: 16 }, (_, i) => 1000.5 + i));
    expect(rows[1]!.slice(0, 4)).toEqual([50.5, 51.5, 52.5, 53.5]);
  });

  test('is read piece by piece, each once, and none that no cut touches', async () => {
    read.length = 0;
    const shape = shapeOf(50, 8, 6, 1);
    const wishes = [27.5, 28.2, 29].map((x) => ({ at: { x, y: -12 }, piece: null, shape }));
    await cutOut(montage, wishes, async () => {});
    expect(read).toEqual([0]);
  });
});

describe('the files of a cut', () => {
  const shape = {
    ...shapeOf(50, 12, 8, 1),
    kind: { ...shapeOf(50, 12, 8).kind, conditions: { magIndex: 17, exposureS: 1.5, spotSize: 6 } },
  };
  const facts: CutFacts = {
    shape,
    at: { x: 30.25, y: -11.5 },
    readOut: { x: 30.25, y: -9.1 },
    zUm: 12.5,
    tiltDeg: 0.3,
    from: 'square 4',
    navigatorBinningFactor: 1,
  };

  test('hold the pixels, lowest row first, with their statistics and size', async () => {
    const { image } = await cutAt(ramp, facts.at, shape);
    const file = memoryFile();
    await writeCut(file, image, facts);
    const stack = await openMrc(file);
    const { data: pixels } = await stack.readSection(0);
    expect(pixels).toBeInstanceOf(Int16Array);
    expect([...pixels.slice(0, 12)]).toEqual([...image.data.slice(7 * 12)].map(Math.round));
    expect(stack.header.min).toBe(Math.min(...pixels));
    expect(stack.header.max).toBe(Math.max(...pixels));
    expect(stack.header.cellXA / stack.header.gridX).toBeCloseTo(500, 3);
    expect(stack.header.labels[1]).toContain('binning = 1  spot = 6');
  });

  test('keep counts that 16 bits have no room for', async () => {
    const file = memoryFile();
    await writeCut(file, { widthPx: 2, heightPx: 1, data: Float32Array.of(-3.5, 40_000) }, facts);
    expect([...(await (await openMrc(file)).readSection(0)).data]).toEqual([-3.5, 40_000]);
  });

  test('tell SerialEM how such an image would have been taken, if that is known', () => {
    const mdoc = parseMdoc(cutMdoc('cut.mrc', facts)!);
    const [section] = mdoc.sections.filter(({ type }) => type === 'ZValue');
    expect(numberOf(section!, 'MagIndex')).toBe(17);
    expect(numbersOf(section!, 'StagePosition')).toEqual([30.25, -9.1]);
    expect(numberOf(section!, 'RotationAngle')).toBeCloseTo(imageRotationDeg(shape), 3);
    const unknown = { ...shape.kind, conditions: { ...shape.kind.conditions, magIndex: null } };
    expect(cutMdoc('cut.mrc', { ...facts, shape: { ...shape, kind: unknown } })).toBeNull();
  });

  test('have an item like the one of such images, with their own place, size, scale and history', () => {
    const text =
      'AdocVersion = 2.00\n\n[Item = 9]\nStageXYZ = 31 -12 44\nRegis = 3\nType = 2\nNote = x\nRawStageXY = 31 -9.6\nMapFile = a.mrc\nMapID = 55\nMapScaleMat = 20 0 0 -20\nMapWidthHeight = 120 90\nMapBinning = 1\nMapIntensity = 0.43\nSamePosId = 7\nMapTiltAngle = 0\n';
    const source = mapItemOf(navigatorItems(parseNavigator(text))[0]!)!;
    const kind = { ...shape.kind, template: source };
    const cut = {
      label: 'v01',
      note: 'a_tgts.txt',
      acquire: true,
      file: 'D:\\x\\a_tgt_001_view.mrc',
      shape: { ...shape, kind },
      at: facts.at,
      range: [3, 977] as const,
      mapId: 4711,
      viewMapId: null,
    };
    const again = parseNavigator(formatNavigator(navigatorOfCuts('D:\\x\\a_maps.nav', source, [cut])));
    const [item] = navigatorItems(again);
    const map = mapItemOf(item!)!;
    expect(map).toMatchObject({
      label: 'v01',
      mapId: 4711,
      registration: 3,
      zUm: 44,
      shown: { widthPx: 12, heightPx: 8 },
      lowDoseSet: 0,
    });
    expect(map.stage).toEqual(facts.at);
    expect(numberOf(item!, 'MapIntensity')).toBe(0.43);
    expect(numbersOf(item!, 'MapMinMaxScale')).toEqual([3, 977]);
    expect(numberOf(item!, 'RealignedID')).toBe(55);
    expect(numbersOf(item!, 'PtsX')).toEqual([29.95, 30.55, 30.55, 29.95, 29.95]);
    expect(textOf(item!, 'RawStageXY') ?? textOf(item!, 'SamePosId')).toBeNull();
    expect(numberOf(item!, 'Acquire')).toBe(1);
  });
});
