import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copiesOf, pointsToCopyTo, rootForCopies } from '../../src/area/copyArea.ts';
import { changeInWords } from '../../src/area/navigatorChanges.ts';
import { exampleArea, exampleTarget } from './exampleArea.ts';

const area = exampleArea();
const source = { area, root: 'lamella', taken: ['lamella_tgts.txt'], keepSkips: false };
const there = { stage: { x: -41.5, y: 620.25 }, item: 7 };
const elsewhere = { stage: { x: 88.125, y: 14 }, item: null };

describe('a copy of an area', () => {
  const [first, second] = copiesOf(source, [there, elsewhere]);

  test('has a file, a name and stacks of its own, by its number', () => {
    expect([first!.targetsFile, second!.targetsFile]).toEqual(['lamella_tgts_p01.txt', 'lamella_tgts_p02.txt']);
    expect(second!.area.name).toBe('lamella_p02');
    expect(second!.area.targets.map(({ stack }) => stack)).toEqual(
      ['001', '002', '003', '004', '005'].map((number) => `lamella_p02_ts_${number}.mrc`),
    );
  });

  test('has every target where it lies from the new tracking target, on the stage too (H57)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -900, max: 900, noNaN: true }),
        fc.double({ min: -900, max: 900, noNaN: true }),
        (x, y) => {
          const [copy] = copiesOf(source, [{ stage: { x, y }, item: null }]);
          expect(copy!.area.targets[0]!.stage).toEqual({ x: x || 0, y: y || 0 });
          copy!.area.targets.forEach(({ position, stage }, i) => {
            const old = area.targets[i]!;
            expect(position).toEqual(old.position);
            expect(stage!.x - x).toBeCloseTo(old.stage!.x - area.targets[0]!.stage!.x, 9);
            expect(stage!.y - y).toBeCloseTo(old.stage!.y - area.targets[0]!.stage!.y, 9);
          });
        },
      ),
    );
  });

  test('leaves maps, scores and skips behind, which tell of the old place; settings and geometry points go along', () => {
    for (const { previewMap, viewMap, score, skip } of first!.area.targets)
      expect({ previewMap, viewMap, score, skip }).toEqual({
        previewMap: null,
        viewMap: null,
        score: null,
        skip: false,
      });
    expect(first!.area.settings).toEqual(area.settings);
    expect(first!.area.geometryPoints).toEqual(area.geometryPoints);
    const [kept] = copiesOf({ ...source, keepSkips: true }, [there]);
    expect(kept!.area.targets.map(({ skip }) => skip)).toEqual([false, false, false, true, false]);
  });

  test('says what has to change in the Navigator: the marked item, and points for the others in a group', () => {
    const [item, points] = first!.navigator;
    expect(item).toMatchObject({
      find: [{ by: 'number', item: 7 }],
      label: '001',
      note: 'lamella_tgts_p01.txt',
      acquire: true,
      orAdd: null,
    });
    expect(points).toMatchObject({
      kind: 'points',
      points: [{ label: '002' }, { label: '003' }, { label: '004' }, { label: '005' }],
    });
    expect(second!.navigator.map(changeInWords)[0]).toBe(
      'Add a point at 88.125, 14.000 µm: Label 001, Note lamella_tgts_p02.txt, Acquire on.',
    );
  });

  test('a target whose stage position is not known gets the one that the others say, or none', () => {
    const unknown = exampleTarget(6, 4.75, 0.5, { stage: null });
    const [copy] = copiesOf({ ...source, area: exampleArea({ targets: [...area.targets, unknown] }) }, [there]);
    const known = exampleTarget(6, 4.75, 0.5).stage!;
    const tracking = area.targets[0]!.stage!;
    expect(copy!.area.targets[5]!.stage!.x).toBeCloseTo(there.stage.x + known.x - tracking.x, 6);
    expect(copy!.area.targets[5]!.stage!.y).toBeCloseTo(there.stage.y + known.y - tracking.y, 6);
    const [blind] = copiesOf({ ...source, area: exampleArea({ targets: [area.targets[0]!, unknown] }) }, [there]);
    expect(blind!.area.targets[1]!.stage).toBeNull();
    expect(blind!.navigator).toHaveLength(1);
  });

  test('counts on from the highest number among files and Notes (H56, H57)', () => {
    const taken = ['lamella_tgts_p02_run01.txt', 'lamella_p04_ts_003.mrc', 'lamella_tgts_p03.txt', 'grid_tgts_p08.txt'];
    expect(copiesOf({ ...source, taken }, [there, elsewhere]).map(({ targetsFile }) => targetsFile)).toEqual([
      'lamella_tgts_p05.txt',
      'lamella_tgts_p06.txt',
    ]);
  });

  test('of a copy is named after the first area', () => {
    const copied = exampleArea({ name: 'lamella_p02' });
    expect(rootForCopies(copied, 'lamella_tgts_p02.txt')).toBe('lamella');
    expect(rootForCopies(copied, 'targets.txt')).toBe('lamella_p02');
  });
});

test('an area is copied to items that are marked Acquire and lead to no targets file yet', () => {
  const at = { x: 3, y: 4 };
  const items = [
    { item: 1, stage: at, note: 'lamella_tgts.txt', acquire: true },
    { item: 2, stage: at, note: '', acquire: true },
    { item: 3, stage: at, note: '', acquire: false },
    { item: 5, stage: { x: 8, y: 9.5 }, note: 'Sec 3 - grid.st', acquire: true },
    { item: 6, stage: at, note: 'other_tgts_p01.TXT', acquire: true },
  ];
  expect(pointsToCopyTo(items)).toEqual([
    { item: 2, stage: at },
    { item: 5, stage: { x: 8, y: 9.5 } },
  ]);
});
