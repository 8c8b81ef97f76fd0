import { readFileSync } from 'node:fs';
import {
  appendParallelTs,
  createNavigator,
  formatNavigator,
  freeNavigatorId,
  type NewParallelTs,
  navigatorItems,
  parseNavigator,
  readParallelTs,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

// Written by hand from what SerialEM's NavAdocPuts.h puts out; no SerialEM has seen it.
const exampleText = readFileSync(new URL('./parallelTs.nav', import.meta.url), 'utf8');
const example = parseNavigator(exampleText);

const newArea: NewParallelTs = {
  label: 'L05',
  note: '3 TS targets',
  stage: { xUm: 12.5, yUm: -340.25, zUm: 8.75 },
  registration: 2,
  drawnOnMapId: 48215507,
  mapId: 611,
  targets: [
    { x: 0, y: 0 },
    { x: 3.125, y: -2.0625 },
    { x: -1.5, y: 4.25 },
  ],
  magnificationIndex: 29,
  param: {
    levellingTiltDeg: 11.25,
    xPitchDeg: -1.5,
    mappingTiltDeg: 3,
    maxTiltFromStartDeg: 57,
    navId: 612,
    references: { kind: 'none' },
  },
};

describe('areas of SerialEM’s own parallel tilt series', () => {
  const { areas, problems } = readParallelTs(example);

  test('are found with their parameters', () => {
    expect(problems).toEqual([]);
    expect(
      areas.map(({ item, targets, magnificationIndex, param }) => ({
        name: item.name,
        targets,
        magnificationIndex,
        param,
      })),
    ).toEqual([
      {
        name: '5',
        targets: [
          { x: 0, y: 0 },
          { x: 2.13704, y: -1.90613 },
          { x: -3.31885, y: 0.742519 },
          { x: 1.04422, y: 4.61707 },
        ],
        magnificationIndex: 31,
        param: {
          levellingTiltDeg: 9.31,
          xPitchDeg: -2.06,
          mappingTiltDeg: 9.5,
          maxTiltFromStartDeg: 60,
          navId: 1733004513,
          references: {
            kind: 'previews',
            firstMapId: 48215601,
            sections: [0, 1, 3, 4],
            shiftsPx: [
              { x: 0, y: 0 },
              { x: 12.5, y: -8.25 },
              { x: -3, y: 4 },
              { x: 0, y: 0 },
            ],
          },
        },
      },
      {
        name: '6',
        targets: [
          { x: 0, y: 0 },
          { x: 1.5, y: 0.25 },
          { x: -1.75, y: 0.5 },
        ],
        magnificationIndex: 31,
        param: {
          levellingTiltDeg: -7.25,
          xPitchDeg: 0.9,
          mappingTiltDeg: 0,
          maxTiltFromStartDeg: 0,
          navId: 1733004512,
          references: {
            kind: 'area-map',
            placesPx: [
              { x: 1440, y: 1023 },
              { x: 1702.25, y: 1066.75 },
              { x: 1138.5, y: 1110.5 },
            ],
          },
        },
      },
    ]);
  });

  test.each([
    ['ParallelTSIndex = 1', 'ParallelTSIndex = 2', /refers to parallel tilt series 2, but the file has 2/],
    ['PreTilt = 9.31', 'PreTilt = steep', /without a number for PreTilt/],
    ['TargetMag = 31', 'Target = 31', /no TargetMag/],
    ['IStargets = 0 0 2.13', 'IStargets = 0.5 0 2.13', /first target at 0\.5, 0/],
    ['IStargets = 0 0 2.13704 -1.90613 -3.31885 0.742519 1.04422 4.61707', 'IStargets = 0 0', /fewer than two/],
    ['PrevSectNums = 0 1 3 4', 'PrevSectNums = 0 1', /4 targets but 2 Previews/],
  ])('that SerialEM would refuse are said: %s → %s', (from, to, problem) => {
    const read = readParallelTs(parseNavigator(exampleText.replace(from, to)));
    expect(read.problems).toEqual([expect.stringMatching(problem)]);
    expect(read.areas).toHaveLength(1);
  });

  test('are absent from other navigator files', () => {
    expect(readParallelTs(createNavigator('nav.nav'))).toEqual({ areas: [], problems: [] });
  });
});

test('the range of tilts is that of the item, if it says one', () => {
  const { areas } = readParallelTs(example);
  expect(areas.map(({ tiltRangeDeg }) => tiltRangeDeg)).toEqual([{ lowest: -52, highest: 70 }, null]);
});

describe('a new area', () => {
  test('is written in SerialEM’s order, and nothing else is touched', () => {
    const text = formatNavigator(appendParallelTs(example, newArea));
    expect(text.startsWith(exampleText)).toBe(true);
    expect(text.slice(exampleText.length).trim().split('\n')).toEqual([
      '[Item = L05]',
      'Color = 0',
      'StageXYZ = 12.5 -340.25 8.75',
      'NumPts = 1',
      'Regis = 2',
      'Type = 0',
      'Note = 3 TS targets',
      'DrawnID = 48215507',
      'MapID = 611',
      'ParallelTSIndex = 2',
      'PtsX = 12.5',
      'PtsY = -340.25',
      'IStargets = 0 0 3.125 -2.0625 -1.5 4.25',
      'TargetMag = 29',
      '',
      '[ParallelTSParam = 2]',
      'PreTilt = 11.25',
      'XPitchAngle = -1.5',
      'MappingTilt = 3',
      'MaxTilt = 57',
      'NavID = 612',
    ]);
  });

  test.each(['text', 'xml'] as const)('comes back from a %s file', (form) => {
    const number = fc.double({ min: -30, max: 30, noNaN: true }).map((value) => Math.round(value * 1000) / 1000 + 0);
    const point = fc.record({ x: number, y: number });
    const references = fc.oneof(
      fc.constant({ kind: 'none' } as const),
      fc.record({ kind: fc.constant('area-map' as const), placesPx: fc.array(point, { minLength: 5, maxLength: 5 }) }),
      fc.record({
        kind: fc.constant('previews' as const),
        firstMapId: fc.integer({ min: 1, max: 9e8 }),
        sections: fc.array(fc.nat(40), { minLength: 5, maxLength: 7 }),
        shiftsPx: fc.array(point, { minLength: 5, maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 4 }),
        references,
        number,
        number,
        (others, refs, preTilt, pitch) => {
          const targets = [{ x: 0, y: 0 }, ...others];
          const param = { ...newArea.param, levellingTiltDeg: preTilt, xPitchDeg: pitch, references: refs };
          const nav = appendParallelTs(createNavigator('a.nav', { form }), { ...newArea, targets, param });
          const { areas, problems } = readParallelTs(parseNavigator(formatNavigator(nav)));
          expect(problems).toEqual([]);
          expect(areas[0]).toMatchObject({ targets, param, magnificationIndex: 29 });
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['one target', { targets: [{ x: 0, y: 0 }] }, /needs two targets/],
    [
      'a first target that is not at zero',
      {
        targets: [
          { x: 1, y: 0 },
          { x: 2, y: 3 },
        ],
      },
      /has to be at 0, 0/,
    ],
    ['an ID that is taken', { mapId: 90718223 }, /not both free/],
    ['a NavID that is taken', { param: { ...newArea.param, navId: 1733004512 } }, /not both free/],
  ])('is refused with %s', (_, change, reason) => {
    expect(() => appendParallelTs(example, { ...newArea, ...change })).toThrow(reason);
  });
});

test('free IDs are those that no item, map or parameter has', () => {
  expect(freeNavigatorId(example, 90718223)).toBe(90718225);
  expect(freeNavigatorId(example, 1733004512)).toBe(1733004514);
  expect(freeNavigatorId(example, 0)).toBe(1);
});

test('a navigator file with parallel tilt series is written again byte for byte', () => {
  expect(formatNavigator(example)).toBe(exampleText);
  expect(navigatorItems(example)).toHaveLength(3);
});
