import { expect, test } from 'vitest';
import { DoseMap } from '../../src/beamEffects/doseMap.ts';

test('a beam that was sent beside the grid, however far, exposes nothing and comes to an end', () => {
  const doses = new DoseMap(0.05);
  for (const x of [1700, -3e9, 1e18, Number.POSITIVE_INFINITY, Number.NaN]) {
    doses.add({ centre: { x, y: 12 }, halfAxes: { x: 0.4, y: 0.7 } }, 3.5);
    expect(doses.at(x, 12)).toBe(0);
  }
});

test('a footprint drawn out without end exposes the grid near its middle only', () => {
  const doses = new DoseMap(0.5);
  doses.add({ centre: { x: 20, y: -30 }, halfAxes: { x: 2, y: 1e300 } }, 1.25);
  expect(doses.at(20, -30)).toBe(1.25);
  expect(doses.at(20, 300)).toBe(1.25);
  expect(doses.at(20, 900)).toBe(0);
});
