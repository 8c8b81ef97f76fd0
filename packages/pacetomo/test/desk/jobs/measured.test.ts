import { expect, test } from 'vitest';
import { geometryResult, measuredIn } from '../../../src/desk/jobs/measured.ts';

const reading = (x: number, y: number, heightUm: number) => ({ position: { x, y }, heightUm });
const plane = { pretiltDeg: -9.5, rotationDeg: 2, residualsUm: [0.1, -0.1, 0.1, 5], kept: [true, true, true, false] };

test('heights count from their mean, and what was left out counts for no error', () => {
  const readings = [reading(1, 2, -4), reading(3, 4, -5), reading(5, 6, -6), reading(0, 0, -5)];
  const result = geometryResult({ kind: 'measured', plane, readings, failed: 0 });
  expect(result.rmsUm).toBeCloseTo(0.1);
  expect(result.points).toEqual([
    { x: 1, y: 2, z: 1 },
    { x: 3, y: 4, z: 0 },
    { x: 5, y: 6, z: -1 },
    { x: 0, y: 0, z: 0 },
  ]);
  expect(result.warnings).toEqual(['1 readings were left out.']);
});

test('a steep sample and points that do not lie in a plane are warned of', () => {
  const steep = { ...plane, pretiltDeg: 41, residualsUm: [1.2, -1.2, 1.2], kept: [true, true, true] };
  const { warnings } = geometryResult({ kind: 'measured', plane: steep, readings: [], failed: 2 });
  expect(warnings.join(' ')).toMatch(/scatter by 1\.20 µm.*pretilt of 41\.0° is unusual.*2 autofocuses found no focus/);
});

test('a record that is not there has measured nothing', async () => {
  expect(await measuredIn('/nowhere/geometry_01.jsonl')).toBeNull();
});
