import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Area } from '../../src/area/area.ts';
import { areaFrom, targetsFileFrom } from '../../src/area/areaFile.ts';
import { type AreaHistory, edit, historyOf, redo, undo } from '../../src/area/areaHistory.ts';
import { changeTracking } from '../../src/area/changeTracking.ts';
import type { Edited } from '../../src/area/edit.ts';
import {
  addGeometryPoint,
  addSuggestedPoints,
  clearGeometryPoints,
  moveGeometryPoint,
  removeGeometryPoint,
} from '../../src/area/editGeometry.ts';
import {
  addTarget,
  deleteTarget,
  moveTarget,
  nextNumber,
  reorder,
  setSkip,
  skipAllButTracking,
} from '../../src/area/editTargets.ts';
import { newArea, patternOf, patternSettings } from '../../src/area/newArea.ts';
import { sameArea } from '../../src/area/sameArea.ts';
import { specimenToStage } from '../../src/area/stageMatrix.ts';
import { anyArea, exampleArea, exampleTarget, exampleToStage, made, why } from './exampleArea.ts';

const area = exampleArea();
const stacksOf = ({ targets }: Area) => targets.map(({ stack }) => stack.slice(-7, -4));
const skippedOf = ({ targets }: Area) => targets.map(({ skip }) => skip);
const empty = newArea('fresh', 0);

describe('skipping', () => {
  test('a target is left out and taken in again; twice is as once (H68)', () => {
    const left = made(setSkip(area, 1, true));
    expect(skippedOf(left)).toEqual([false, true, false, true, false]);
    expect(made(setSkip(left, 1, true))).toEqual(left);
    expect(sameArea(made(setSkip(left, 1, false)), area)).toBe(true);
  });

  test('the tracking target is never left out, but may be taken in', () => {
    expect(why(setSkip(area, 0, true))).toContain('tracks for all the others and cannot be skipped');
    const [first, ...others] = area.targets;
    const broken = exampleArea({ targets: [{ ...first!, skip: true }, ...others] });
    expect(skippedOf(made(setSkip(broken, 0, false)))[0]).toBe(false);
  });

  test('all but the tracking target at once', () => {
    expect(skippedOf(made(skipAllButTracking(area)))).toEqual([false, true, true, true, true]);
  });

  test('a target that is not there is refused', () => {
    expect(why(setSkip(area, 5, true))).toBe('There is no target 006: lamella has 5 targets.');
    expect(why(deleteTarget(empty, 0))).toBe('There is no target 001: fresh has 0 targets.');
  });
});

describe('the order', () => {
  test('changes, and files stay with their targets', () => {
    const turned = made(reorder(area, [0, 4, 2, 1, 3]));
    expect(stacksOf(turned)).toEqual(['001', '005', '003', '002', '004']);
    expect(turned.targets[1]).toBe(area.targets[4]);
  });

  test.each([
    [[0, 4, 2, 1], 'each of the 5 targets once'],
    [[0, 4, 2, 1, 1], 'each of the 5 targets once'],
    [[0, 4, 2, 1, 5], 'each of the 5 targets once'],
    [[2, 0, 1, 3, 4], 'To let 003 track'],
  ])('%j is refused', (order, sentence) => expect(why(reorder(area, order))).toContain(sentence));

  test('of no targets is that of none', () => expect(made(reorder(empty, [])).targets).toEqual([]));
});

test('a pattern with a target more or fewer has no size, by which PACEtomo.py would number it anew', () => {
  const settings = patternSettings({ size: 2, a: { x: 2.5, y: 0.1 }, b: { x: -0.1, y: 2.5 } });
  const whole = exampleArea({ settings });
  expect(made(deleteTarget(whole, 3)).settings).toEqual(settings.slice(1));
  expect(made(addTarget(whole, { position: { x: 1, y: 3 }, stage: null })).settings).toEqual(settings.slice(1));
});

describe('adding', () => {
  test('a target gets the next free number, also when an earlier one was deleted', () => {
    const fewer = made(deleteTarget(area, 2));
    const more = made(addTarget(fewer, { position: { x: 6.5, y: -2.25 }, stage: { x: 209.1, y: -93.2 } }));
    expect(stacksOf(more)).toEqual(['001', '002', '004', '005', '006']);
    expect(more.targets[4]).toMatchObject({
      position: { x: 6.5, y: -2.25 },
      stage: { x: 209.1, y: -93.2 },
      skip: false,
    });
  });

  test('it keeps off files that others have left in the folder', () => {
    expect(
      nextNumber(area, ['lamella_ts_007.mrc.mdoc', 'LAMELLA_tgt_011.mrc', 'lamella2_tgt_044.mrc', 'notes.txt']),
    ).toBe(12);
    expect(nextNumber(empty)).toBe(1);
  });

  test('the first target of an area is its tracking target, at 0, 0 (H64)', () => {
    const first = made(addTarget(empty, { position: { x: 3, y: 4.5 }, stage: { x: -55.1, y: 31 }, skip: true }));
    expect(first.targets).toMatchObject([
      { position: { x: 0, y: 0 }, stage: { x: -55.1, y: 31 }, stack: 'fresh_ts_001.mrc', skip: false },
    ]);
  });

  test.each([
    [{ position: null, stage: null }, 'needs a position'],
    [{ position: { x: Number.NaN, y: 2 }, stage: null }, 'two numbers'],
    [
      { position: { x: 1, y: 2 }, stage: null, stack: 'LAMELLA_ts_003.mrc' },
      'has the stack LAMELLA_ts_003.mrc already',
    ],
  ])('%j is refused', (target, sentence) => expect(why(addTarget(area, target))).toContain(sentence));

  test('a file begins with the tilt its targets are chosen at, to a tenth of a degree (H67)', () => {
    const tilts = [0, 0.04, 0.4, 8.6, -12.345].map((tiltDeg) => newArea('a', tiltDeg).settings[0]?.text);
    expect(tilts).toEqual(['0', '0', '0.4', '8.6', '-12.3']);
  });
});

describe('moving', () => {
  test('the stage position goes along, and maps of the old place are forgotten', () => {
    const moved = made(moveTarget(area, 2, { x: -3.8, y: 1.1 }, exampleToStage));
    const { position, stage } = exampleTarget(3, -3.8, 1.1);
    expect(moved.targets[2]).toMatchObject({
      position,
      previewMap: null,
      viewMap: null,
      stack: 'lamella_ts_003.mrc',
      score: 0.61,
    });
    expect(moved.targets[2]?.stage?.x).toBeCloseTo(stage!.x, 9);
    expect(moved.targets[2]?.stage?.y).toBeCloseTo(stage!.y, 9);
    expect(moved.targets.filter((_, i) => i !== 2)).toEqual(area.targets.filter((_, i) => i !== 2));
  });

  test('where the stage would be is not known without a matrix', () => {
    expect(made(moveTarget(area, 2, { x: -3.8, y: 1.1 }, null)).targets[2]?.stage).toBeNull();
  });

  test.each([
    [0, { x: 1, y: 2 }, 'make that the tracking target'],
    [3, { x: 1, y: Number.POSITIVE_INFINITY }, 'two numbers'],
    [9, { x: 1, y: 2 }, 'no target 010'],
  ])('target index %i to %j is refused', (index, to, sentence) =>
    expect(why(moveTarget(area, index, to, exampleToStage))).toContain(sentence),
  );

  test('the area’s own targets tell how the stage moves', () => {
    const found = specimenToStage(area)!;
    for (const part of ['xx', 'xy', 'yx', 'yy'] as const) expect(found[part]).toBeCloseTo(exampleToStage[part], 6);
  });

  test('too few targets, targets in a line and contradicting ones tell nothing', () => {
    const some = (targets: readonly Area['targets'][number][]) => specimenToStage(exampleArea({ targets }));
    expect(some(area.targets.slice(0, 3))).toBeNull();
    expect(some([0, 1, 2, 3, 4].map((i) => exampleTarget(i + 1, 1.5 * i, 2 * i)))).toBeNull();
    const asIfMillimetres = ({ x, y }: { x: number; y: number }) => ({ x: 5.5 * x, y: -5.5 * y });
    expect(some(area.targets.map((target) => ({ ...target, stage: asIfMillimetres(target.position!) })))).toBeNull();
    const offBy = [0, 1.5, -1.25, 1.75, -0.9];
    const scattered = area.targets.map((target, i) => {
      const { x, y } = target.stage!;
      return { ...target, stage: { x: x + offBy[i]!, y: y - offBy[i]! * offBy[i]! } };
    });
    expect(some(scattered)).toBeNull();
  });
});

describe('another tracking target', () => {
  test('moves to the front, and everything is counted from it, geometry points too', () => {
    const outcome = changeTracking(area, 3, 'lamella_tgts.txt');
    const now = made(outcome);
    expect(stacksOf(now)).toEqual(['004', '001', '002', '003', '005']);
    expect(now.targets.map(({ position }) => [position!.x, position!.y].map((um) => Number(um.toFixed(6))))).toEqual([
      [0, 0],
      [-3.35, 6.2],
      [-1.213, 11.284],
      [-7.65, 7.9],
      [-4.6, 2.3],
    ]);
    expect(now.geometryPoints[0]).toEqual({ x: 6.41 - 3.35, y: -3.255 + 6.2 });
    expect(skippedOf(now)[0]).toBe(false);
    expect(now.targets.map(({ stage }) => stage)).toEqual([3, 0, 1, 2, 4].map((i) => area.targets[i]!.stage));
    expect(now.targets[0]?.otherKeys.get('LDArea')).toBe('V');
  });

  test('says which items of the Navigator change: first the old one, then the new one', () => {
    const outcome = changeTracking(area, 2, 'lamella_tgts.txt');
    expect(outcome).toMatchObject({
      navigator: [
        { find: [{ by: 'note', note: 'lamella_tgts.txt' }], note: 'lamella_tgt_001.mrc', acquire: false, orAdd: null },
        {
          find: [{ by: 'note', note: 'lamella_tgt_003.mrc' }, { by: 'place' }],
          note: 'lamella_tgts.txt',
          acquire: true,
        },
      ],
    });
  });

  test('of a pattern is found by its place, and the old point has no Note then', () => {
    const targets = area.targets.map((target) => ({ ...target, previewMap: null }));
    const outcome = changeTracking(exampleArea({ targets }), 1, 'lamella_tgts.txt');
    expect(outcome).toMatchObject({
      navigator: [
        { note: '', noteOfMap: 'lamella_tgt_001_view.mrc' },
        { find: [{ by: 'place', stage: targets[1]!.stage }], orAdd: { label: '002', stage: targets[1]!.stage } },
      ],
    });
  });

  test('an unknown stage position follows from those of the others', () => {
    const targets = [...area.targets, exampleTarget(6, 4.75, 0.5, { stage: null })];
    const expected = exampleTarget(6, 4.75, 0.5).stage!;
    const found = made(changeTracking(exampleArea({ targets }), 5, 't')).targets[0]!.stage!;
    expect(found.x).toBeCloseTo(expected.x, 6);
    expect(found.y).toBeCloseTo(expected.y, 6);
  });

  test('where only stage positions are known, they say it all', () => {
    const targets = area.targets.map((target) => ({ ...target, position: null }));
    const now = made(changeTracking(exampleArea({ targets, geometryPoints: [] }), 2, 't'));
    expect(now.targets.map(({ position }) => position)).toEqual([null, null, null, null, null]);
    expect(stacksOf(now)).toEqual(['003', '001', '002', '004', '005']);
  });

  test.each([
    ['the tracking target itself', area, 0, 'is the tracking target already'],
    ['one that is not there', area, 7, 'no target 008'],
    ['one in an empty area', empty, 0, 'no target 001'],
    [
      'one of which only the stage position is known, among others',
      exampleArea({ targets: area.targets.map((target, i) => (i === 2 ? { ...target, position: null } : target)) }),
      2,
      'target 003 on the specimen is not known',
    ],
    [
      'one that would not be found again',
      exampleArea({ targets: [area.targets[0]!, { ...area.targets[1]!, stage: null }] }),
      1,
      'stage position of target 002 is not known',
    ],
  ])('%s is refused', (_, before, index, sentence) =>
    expect(why(changeTracking(before, index, 't'))).toContain(sentence),
  );

  test('and back again changes no place by more than rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), (index) => {
        const there = made(changeTracking(area, index, 't'));
        const back = made(changeTracking(there, 1, 't'));
        for (const { stack, position } of back.targets) {
          const before = area.targets.find((target) => target.stack === stack)!.position!;
          expect(Math.hypot(position!.x - before.x, position!.y - before.y)).toBeLessThan(1e-12);
        }
      }),
    );
  });
});

const pattern = { size: 3, a: { x: 0.1184, y: 2.4973 }, b: { x: 2.4951, y: -0.1202 } };
const grid = exampleArea({ settings: patternSettings(pattern), geometryPoints: [] });

describe('geometry points', () => {
  test('are added to a nanometre, moved, removed and cleared', () => {
    const four = made(addGeometryPoint(area, { x: 1.23456, y: -7.00049 }));
    expect(four.geometryPoints[3]).toEqual({ x: 1.235, y: -7 });
    expect(made(moveGeometryPoint(four, 3, { x: 2.5, y: 8.1 })).geometryPoints[3]).toEqual({ x: 2.5, y: 8.1 });
    expect(made(removeGeometryPoint(four, 0)).geometryPoints).toEqual(four.geometryPoints.slice(1));
    expect(made(clearGeometryPoints(four)).geometryPoints).toEqual([]);
  });

  test.each([
    ['a point that is there', addGeometryPoint(area, { x: 6.4102, y: -3.255 }), 'already'],
    ['no numbers', addGeometryPoint(area, { x: Number.NaN, y: 1 }), 'two numbers'],
    ['moving what is not there', moveGeometryPoint(area, 3, { x: 2, y: 1 }), 'no geometry point 4'],
    ['removing what is not there', removeGeometryPoint(area, -1), 'no geometry point 0'],
    ['suggestions for no pattern', addSuggestedPoints(area, 15), 'no size and no vectors'],
  ])('%s is refused', (_, outcome, sentence) => expect(why(outcome)).toContain(sentence));

  test('suggested ones lie between the holes at the corners and in the middle mesh', () => {
    const { geometryPoints } = made(addSuggestedPoints(grid, 15));
    expect(geometryPoints).toEqual([
      { x: 1.307, y: 1.189 },
      { x: 6.534, y: 5.943 },
      { x: -5.942, y: 6.544 },
      { x: 5.942, y: -6.544 },
      { x: -6.534, y: -5.943 },
    ]);
  });

  test('suggestions are added once, however often they are asked for (H60), and none that image shift does not reach', () => {
    const once = made(addSuggestedPoints(grid, 15));
    expect(made(addSuggestedPoints(once, 15))).toEqual(once);
    const fewer = made(removeGeometryPoint(once, 2));
    expect(made(addSuggestedPoints(fewer, 15)).geometryPoints).toHaveLength(5);
    expect(made(addSuggestedPoints(grid, 8.835)).geometryPoints).toHaveLength(3);
  });

  test('a pattern of 3 × 3 holes has no mesh in the middle to measure, a filled polygon no size', () => {
    const small = exampleArea({ settings: patternSettings({ ...pattern, size: 1 }), geometryPoints: [] });
    expect(made(addSuggestedPoints(small, 15)).geometryPoints).toHaveLength(4);
    const filled = patternSettings({ ...pattern, size: null });
    expect(patternOf(exampleArea({ settings: filled }))).toEqual({ ...pattern, size: null });
    expect(filled.map(({ name }) => name)).toEqual(['vecA0', 'vecA1', 'vecB0', 'vecB1']);
  });
});

/** Any edit, with numbers that may or may not make sense. */
const anyEdit: fc.Arbitrary<(area: Area) => Edited> = fc.oneof(
  fc.tuple(fc.nat(9), fc.boolean()).map(
    ([i, skip]) =>
      (now: Area) =>
        setSkip(now, i, skip),
  ),
  fc.constant(skipAllButTracking),
  fc.nat(9).map((i) => (now: Area) => deleteTarget(now, i)),
  fc.nat(9).map((i) => (now: Area) => changeTracking(now, i, 'lamella_tgts.txt')),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([i, j]) =>
      (now: Area) =>
        reorder(now, swapped(now.targets.length, i, j)),
  ),
  fc.tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: -20, max: 20 })).map(
    ([x, y]) =>
      (now: Area) =>
        addTarget(now, { position: { x, y }, stage: null }),
  ),
  fc.tuple(fc.nat(9), fc.double({ min: -20, max: 20, noNaN: true })).map(
    ([i, x]) =>
      (now: Area) =>
        moveTarget(now, i, { x, y: 2 * x }, exampleToStage),
  ),
  fc.double({ min: -9, max: 9 }).map((x) => (now: Area) => addGeometryPoint(now, { x, y: 1 - x })),
  fc.nat(4).map((i) => (now: Area) => removeGeometryPoint(now, i)),
);

function swapped(count: number, i: number, j: number): readonly number[] {
  return Array.from({ length: count }, (_, k) => (k === i ? j : k === j ? i : k));
}

describe('any edits in any order', () => {
  test('leave the tracking target at 0, 0 and in, all stacks different, and a file that says the same', () => {
    fc.assert(
      fc.property(anyArea, fc.array(anyEdit, { maxLength: 12 }), (before, edits) => {
        const source = targetsFileFrom(before);
        let now = before;
        for (const wanted of edits) {
          const outcome = wanted(now);
          if (outcome.kind === 'edited') now = outcome.area;
          else expect(outcome.why).toMatch(/\.$/);
          const [first] = now.targets;
          expect(first?.position === null || (first?.position.x === 0 && first.position.y === 0)).toBe(true);
          expect(first?.skip).toBe(false);
          const stacks = now.targets.map(({ stack }) => stack.toLowerCase());
          expect(new Set(stacks).size).toBe(stacks.length);
        }
        const file = targetsFileFrom(now, source);
        expect(sameArea(areaFrom(file, 'lamella'), now)).toBe(true);
        expect(file.targets.map(({ label }) => Number(label))).toEqual(file.targets.map((_, i) => i + 1));
      }),
      { numRuns: 100 },
    );
  });

  test('but for moves and new targets keep how targets lie to each other', () => {
    const rigid = (index: number) => [
      (now: Area) => setSkip(now, index, true),
      (now: Area) => changeTracking(now, index, 't'),
      (now: Area) => reorder(now, swapped(5, 1, index)),
    ];
    fc.assert(
      fc.property(
        fc.array(
          fc.nat(4).chain((i) => fc.constantFrom(...rigid(i))),
          { maxLength: 9 },
        ),
        (edits) => {
          const now = edits.reduce((one, wanted) => {
            const outcome = wanted(one);
            return outcome.kind === 'edited' ? outcome.area : one;
          }, area);
          const at = (one: Area, stack: string) => one.targets.find((target) => target.stack === stack)!.position!;
          const [a, b] = [now.targets[0]!.stack, now.targets[4]!.stack];
          expect(at(now, b).x - at(now, a).x).toBeCloseTo(at(area, b).x - at(area, a).x, 9);
          expect(at(now, b).y - at(now, a).y).toBeCloseTo(at(area, b).y - at(area, a).y, 9);
          const geometry = now.geometryPoints[1]!;
          expect(geometry.x - at(now, b).x).toBeCloseTo(area.geometryPoints[1]!.x - at(area, b).x, 9);
        },
      ),
    );
  });

  test('are undone exactly, one after the other, and done again', () => {
    fc.assert(
      fc.property(anyArea, fc.array(anyEdit, { maxLength: 12 }), (before, edits) => {
        const states: AreaHistory[] = [historyOf(before)];
        for (const wanted of edits) {
          const outcome = wanted(states.at(-1)!.now);
          if (outcome.kind === 'edited') states.push(edit(states.at(-1)!, outcome.area));
        }
        const distinct = states.filter((state, i) => state !== states[i - 1]);
        let now = distinct.at(-1)!;
        for (const state of distinct.toReversed().slice(1)) {
          now = undo(now);
          expect(now.now).toBe(state.now);
        }
        expect(undo(now)).toBe(now);
        for (const state of distinct.slice(1)) {
          now = redo(now);
          expect(now.now).toBe(state.now);
        }
        expect(now.future).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('what was undone is forgotten by the next edit, and an edit that changes nothing leaves no trace', () => {
    const one = edit(historyOf(area), made(setSkip(area, 1, true)));
    expect(edit(one, made(setSkip(one.now, 1, true)))).toBe(one);
    const other = edit(undo(one), made(setSkip(area, 2, true)));
    expect(redo(other).now).toBe(other.now);
    expect(undo(other).now).toBe(area);
  });
});

describe('whether an area was changed', () => {
  test.each([
    ['a setting', { settings: [{ kind: 'number', name: 'pretilt', text: '-9.3' }] }],
    ['a geometry point (H60)', { geometryPoints: [{ x: 6.41, y: -3.256 }, ...area.geometryPoints.slice(1)] }],
    ['a score', { targets: area.targets.map((target) => ({ ...target, score: 0.61 })) }],
    [
      'an unknown key',
      {
        targets: area.targets.map((target, i) =>
          i === 3 ? { ...target, otherKeys: new Map([['LDArea', 'R']]) } : target,
        ),
      },
    ],
    ['a target fewer', { targets: area.targets.slice(0, 4) }],
  ] as const)('%s tells', (_, more) => {
    expect(sameArea(exampleArea(more), area)).toBe(false);
    expect(sameArea(exampleArea(), area)).toBe(true);
  });
});
