import type { RunSummary } from 'pacetomo/page';
import { expect, test } from 'vitest';
import { csvOf } from '../src/pages/history/csv.ts';
import { spanWords, withUnit } from '../src/pages/history/numberWords.ts';
import { clicked, foundRuns, minutesOf, sortedRuns, usualOrder } from '../src/pages/history/runTable.ts';
import { RunFigures, type SlotFigures } from '../src/runs/figures.ts';

const run = (name: string, more: Partial<RunSummary>): RunSummary => ({
  run: name,
  area: name.replace(/_run\d+$/, ''),
  standing: 'complete',
  reason: null,
  targets: 3,
  taken: 27,
  due: 0,
  lost: 0,
  skipped: 0,
  minutesLeft: null,
  beganAt: '2026-03-01T10:00:00.000Z',
  lastAt: '2026-03-01T10:30:00.000Z',
  batch: null,
  ...more,
});

const runs = [
  run('a_run01', { beganAt: '2026-03-02T10:00:00.000Z', lastAt: '2026-03-02T10:05:00.000Z' }),
  run('b_run01', { standing: 'suspended', reason: 'The disk is full.', lost: 2 }),
  run('c_run01', { standing: 'empty', beganAt: null, lastAt: null, taken: 0 }),
];

test('the newest run comes first, one that has not begun last', () => {
  expect(sortedRuns(runs, usualOrder).map(({ area }) => area)).toEqual(['a', 'b', 'c']);
  expect(sortedRuns(runs, { column: 'minutes', isUp: true }).map(({ area }) => area)).toEqual(['a', 'b', 'c']);
  expect(sortedRuns(runs, { column: 'minutes', isUp: false }).map(({ area }) => area)).toEqual(['b', 'a', 'c']);
});

test('a second click on a head turns the order round', () => {
  const once = clicked(usualOrder, 'lost');
  expect(once).toEqual({ column: 'lost', isUp: false });
  expect(clicked(once, 'lost')).toEqual({ column: 'lost', isUp: true });
  expect(sortedRuns(runs, once)[0]?.area).toBe('b');
});

test('runs are found by area, standing, day and reason', () => {
  expect(foundRuns(runs, 'suspended').map(({ area }) => area)).toEqual(['b']);
  expect(foundRuns(runs, 'disk full')).toHaveLength(1);
  expect(foundRuns(runs, '2026-03-02')).toHaveLength(1);
  expect(foundRuns(runs, '')).toHaveLength(3);
});

test('a run lasts from its first line to its last', () => {
  expect(runs.map(minutesOf)).toEqual([5, 30, null]);
  expect([spanWords(0.3), spanWords(30), spanWords(125)]).toEqual(['18 s', '30 min', '2 h 05 min']);
});

test('numbers have a true minus and their unit', () => {
  expect([withUnit(-3.456, 2, 'µm'), withUnit(null, 0, 'nm'), withUnit(12.4, 0, '')]).toEqual(['−3.46 µm', '–', '12']);
});

test('figures become a table that no spreadsheet takes for formulas', () => {
  const figures = new RunFigures();
  const slot: SlotFigures = {
    target: '001',
    step: 1,
    kind: 'skipped',
    why: '=HYPERLINK("x"), or so',
    section: null,
    readTiltDeg: null,
    doseEPerA2: 0,
    accumulatedEPerA2: 3,
    meanCounts: null,
    aimUm: null,
    aimDefocusUm: null,
    offUm: { x: 0.01234, y: -0.2 },
    driftUm: null,
    defocusUm: null,
    resolutionA: null,
    at: '2026-03-01T10:00:00.000Z',
    tookS: null,
  };
  figures.slots.set('001@1', slot);
  figures.slots.set('001@0', { ...slot, step: 0, kind: 'taken', why: null, section: 0 });
  const schedule = [0, 3].map((deg) => ({ deg, branch: 'plus', startsGroup: false }) as const);
  const [head, first, second, end] = csvOf({ schedule }, figures).split('\r\n');
  expect(head).toMatch(/^target,turn,tilt_deg,outcome,section,/);
  expect(first).toMatch(/^001,1,0,taken,0,,,,12.3,-200,/);
  expect(second).toContain('"\'=HYPERLINK(""x""), or so"');
  expect(second).toMatch(/^001,2,3,skipped,,/);
  expect(end).toBe('');
});
