import { expect, test } from 'vitest';
import { levellingTiltDeg, planeHeightUm } from '../../src/geometry/sampleTilt.ts';

test.each([
  [-9.2, 1.6, 9],
  [12, 0, -12],
  [8, 20, -8],
])('a sample with pretilt %d° and rotation %d° lies level at %d° (appendix 2)', (pretiltDeg, rotationDeg, levelDeg) => {
  expect(levellingTiltDeg({ pretiltDeg, rotationDeg })).toBe(levelDeg);
});

test('a lamella that is thinnest at +10° falls towards the front', () => {
  expect(planeHeightUm({ pretiltDeg: -10, rotationDeg: 0 }, { x: 7, y: 5 })).toBeCloseTo(-0.881635, 6);
});
