import { expect, test } from 'vitest';
import { reportPanels } from '../../src/report/reportPanels.ts';
import { truthReport } from '../../src/report/truthReport.ts';
import { exposure, lookAt, missing } from './logged.ts';

const noWish = { byFile: new Map<string, number>(), otherwise: null };

test('each target has a curve over the tilts, and the axis is symmetric and ends at a round number', () => {
  const run = [...missing('a.mrc', [5, -7]), ...missing('b.mrc', [21, 12], { x: 7, y: 7, z: 0 })];
  const [along, across] = reportPanels(truthReport(run, noWish)).curves;
  expect(along).toMatchObject({ title: 'Miss along the tilt axis, nm', x: [-2, 8], y: [-30, 30] });
  expect(along.curves.map(({ name, points }) => [name, points.map(([tilt, nm]) => [tilt, Math.round(nm)])])).toEqual([
    [
      'a',
      [
        [0, 0],
        [3, 5],
        [6, -7],
      ],
    ],
    [
      'b',
      [
        [0, 0],
        [3, 21],
        [6, 12],
      ],
    ],
  ]);
  expect(across.y).toEqual([-1, 1]);
});

test('one lost image does not squeeze all others: the axis ends before it, and the title says so', () => {
  const run = missing('a.mrc', [...Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 20 : -19)), 4000]);
  const [along, , , misses] = reportPanels(truthReport(run, noWish)).curves;
  expect(along).toMatchObject({ title: 'Miss along the tilt axis, nm (1 image beyond)', y: [-40, 40] });
  expect(misses.x).toEqual([0, 40]);
});

test('the share of images within a miss grows by one image at a time, target 1 apart from the others', () => {
  const run = [
    ...missing('a.mrc', [8]),
    ...missing('b.mrc', [30, -10], { x: 7, y: 7, z: 0 }),
    ...missing('c.mrc', [20, 40], { x: 1, y: 9, z: 0 }),
  ];
  const [, , , misses] = reportPanels(truthReport(run, noWish)).curves;
  const rounded = misses.curves.map(({ name, points }) => [name, points.map(([nm, share]) => [Math.round(nm), share])]);
  expect(rounded).toEqual([
    [
      'targets 2 to 3',
      [
        [0, 0],
        [10, 25],
        [20, 50],
        [30, 75],
        [40, 100],
        [50, 100],
      ],
    ],
    [
      'target 1',
      [
        [0, 0],
        [8, 100],
        [50, 100],
      ],
    ],
  ]);
});

test('the bars show the dose of each target by source, and once more without its own images', () => {
  const run = [
    exposure({ look: lookAt(1, 2) }),
    exposure({ command: 'V', file: null, section: null, doseEPerA2: 0.25, look: lookAt(1, 2) }),
    exposure({ file: 'b.mrc', doseEPerA2: 3.5, look: lookAt(9, 2), specimenPointUm: { x: 9, y: 2, z: 0 } }),
  ];
  const { bars } = reportPanels(truthReport(run, noWish));
  expect(bars.map(({ targets, parts }) => [targets, parts])).toEqual([
    [
      ['1', '2'],
      [
        { source: 'own', values: [3, 3.5] },
        { source: 'view', values: [0.25, 0] },
      ],
    ],
    [['1', '2'], [{ source: 'view', values: [0.25, 0] }]],
  ]);
});
