import {
  appendItem,
  createNavigator,
  decodeText,
  encodeText,
  formatNavigator,
  navigatorItems,
  parseNavigator,
  readNavigatorItem,
} from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from './realFiles.ts';

const read = (name: string) => parseNavigator(decodeText(realBytes(`nav/${name}`)).text);
const itemsOf = (name: string) => navigatorItems(read(name)).map(readNavigatorItem);

const point = [
  ['Color', 0],
  ['StageXYZ', [194.8991, -299.9174, 6.91424]],
  ['NumPts', 1],
  ['Regis', 1],
  ['Type', 0],
  ['Note', 'L05_tgts.txt'],
  ['Acquire', 1],
  ['MapID', 193679075],
  ['PtsX', 194.8991],
  ['PtsY', -299.9174],
] as const;

describe('a new navigator file', () => {
  test('as text is laid out as SerialEM does it', () => {
    const nav = appendItem(createNavigator('D:\\data\\nav.nav', { lineEnd: '\r\n' }), '001', point);
    expect(formatNavigator(nav).split('\r\n').slice(0, 6)).toEqual([
      'AdocVersion = 2.00',
      'LastSavedAs = D:\\data\\nav.nav',
      '',
      '[Item = 001]',
      'Color = 0',
      'StageXYZ = 194.899 -299.917 6.91424',
    ]);
    expect(parseNavigator(formatNavigator(nav))).toEqual(nav);
  });

  test('as XML says the same', () => {
    const text = appendItem(createNavigator('nav.nav'), 'x < 1', point);
    const xml = appendItem(createNavigator('nav.nav', { form: 'xml' }), 'x < 1', point);
    expect(formatNavigator(xml)).toContain('\n  <Item name="x &lt; 1">\n    <Color>0</Color>\n');
    const readBack = parseNavigator(formatNavigator(xml));
    expect(navigatorItems(readBack).map(readNavigatorItem)).toEqual(navigatorItems(text).map(readNavigatorItem));
  });

  test('gives its items back typed', () => {
    const nav = appendItem(createNavigator('nav.nav'), '001', point);
    expect(readNavigatorItem(navigatorItems(nav)[0]!)).toEqual({
      label: '001',
      kind: 'point',
      stage: { xUm: 194.899, yUm: -299.917, zUm: 6.91424 },
      rawStage: null,
      note: 'L05_tgts.txt',
      acquire: true,
      mapId: 193679075,
      groupId: null,
      drawnOnMapId: null,
      registration: 1,
      map: null,
      outline: [{ xUm: 194.899, yUm: -299.917 }],
    });
  });
});

test('an item that says nonsense gives null, not nonsense', () => {
  const nav = parseNavigator('[Item = x]\nType = 17\nStageXYZ = 1 2\nPtsX = 1 2\nPtsY = 3\nMapFile = a b.mrc\n');
  expect(readNavigatorItem(navigatorItems(nav)[0]!)).toMatchObject({
    kind: null,
    stage: null,
    outline: [],
    acquire: false,
    map: { file: 'a b.mrc', section: null, scaleMatrix: null, montage: false },
  });
});

test('a text that is no navigator file is refused', () => {
  expect(() => parseNavigator('[ZValue = 0]\nTiltAngle = 3\n')).toThrow(expect.objectContaining({ code: 'bad-line' }));
});

describe(`real navigator files${needsRealFiles}`, () => {
  test.skipIf(!realFilesPresent).each(realNames('nav', '.nav'))('%s is written with the same bytes', (name) => {
    const bytes = realBytes(`nav/${name}`);
    const { text, encoding } = decodeText(bytes);
    expect(encodeText({ text: formatNavigator(parseNavigator(text)), encoding })).toEqual(bytes);
  });

  // Counted with grep, and described in ../shared/data/SOURCES.md.
  test.skipIf(!realFilesPresent).each([
    ['arbitrem_example_navigator.nav', { point: 4, polygon: 0, map: 17 }],
    ['instamatic_nav.nav', { point: 50, polygon: 0, map: 0 }],
    ['pyem_110_hole.nav', { point: 0, polygon: 113, map: 2 }],
    ['pyem_nav1.nav', { point: 20, polygon: 0, map: 1 }],
    ['pyem_sort.nav', { point: 4, polygon: 1, map: 2 }],
    ['pyem_sort_xml.nav', { point: 3, polygon: 1, map: 2 }],
  ])('%s has its points, polygons and maps', (name, wanted) => {
    const kinds = itemsOf(name).map((item) => item.kind);
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    expect({ point: count('point'), polygon: count('polygon'), map: count('map') }).toEqual(wanted);
  });

  test.skipIf(!realFilesPresent)('the XML file says what its text twin says', () => {
    const twin = itemsOf('pyem_sort.nav').filter((item) => item.label !== '175_nopx');
    expect(itemsOf('pyem_sort_xml.nav')).toEqual(twin);
  });

  test.skipIf(!realFilesPresent)('every corner of a map lies at a corner of its image by the scale matrix', () => {
    const item = itemsOf('pyem_nav1.nav')[0]!;
    const { scaleMatrix, widthPixels, heightPixels } = item.map!;
    const [xx, xy, yx, yy] = scaleMatrix!;
    const corners = item.outline.slice(0, 4).map(({ xUm, yUm }) => {
      const dx = xUm - item.stage!.xUm;
      const dy = yUm - item.stage!.yUm;
      return [xx * dx + xy * dy, yx * dx + yy * dy];
    });
    for (const [x, y] of corners) {
      expect(Math.abs(x!) / (widthPixels! / 2)).toBeCloseTo(1, 2);
      expect(Math.abs(y!) / (heightPixels! / 2)).toBeCloseTo(1, 2);
    }
  });
});
