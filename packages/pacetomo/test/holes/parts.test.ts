import { describe, expect, test } from 'vitest';
import { coarserLattice } from '../../src/holes/coarserLattice.ts';
import { besideFullestRows } from '../../src/holes/latticeRows.ts';
import { significanceOf } from '../../src/holes/significance.ts';
import { fitted, matches } from '../../src/holes/trialLattice.ts';

const lattice = { origin: { x: 7, y: 11 }, a: { x: 50, y: 3 }, b: { x: -4, y: 61 } };
const grid = (columns: number, rows: number) =>
  Array.from({ length: columns * rows }, (_, k) => ({ i: k % columns, j: Math.floor(k / columns) }));

describe('how surprising it is that places lie on a lattice', () => {
  test('grows with their number, and three say nothing', () => {
    expect(significanceOf([true, true, true], 0.02)).toBe(0);
    const seven = significanceOf(Array(7).fill(true), 0.02);
    // four places beyond the three, each with a probability of 1 in 50, and seven ways to end the list
    expect(seven).toBeCloseTo(4 * Math.log10(50) - Math.log10(7), 9);
    expect(significanceOf(Array(12).fill(true), 0.02)).toBeGreaterThan(seven + 7);
  });

  test('does not suffer from what comes after the likely places, but from what comes between', () => {
    const likely = Array(9).fill(true);
    const alone = significanceOf(likely, 0.05);
    expect(significanceOf([...likely, ...Array(300).fill(false)], 0.05)).toBe(alone);
    expect(significanceOf([...Array(20).fill(false), ...likely], 0.05)).toBeLessThan(alone - 5);
  });

  test('is none when as many lie on it as by chance', () => {
    expect(
      significanceOf(
        Array.from({ length: 200 }, (_, k) => k % 20 === 7),
        0.05,
      ),
    ).toBeLessThan(1.2);
  });
});

describe('a lattice through places', () => {
  test('is fitted to those that lie near its points', () => {
    const places = grid(4, 3).map(({ i, j }) => ({ x: 8 + 50.5 * i - 4.4 * j, y: 10 + 2.6 * i + 61.3 * j }));
    const crowd = [...places, { x: 33, y: 40 }];
    const matched = matches(lattice, crowd, 6);
    expect(matched.map(({ place }) => place)).toEqual(places.map((_, k) => k));
    const found = fitted(matched, crowd)!;
    expect([found.a.x, found.a.y, found.b.x, found.b.y].map((value) => Number(value.toFixed(6)))).toEqual([
      50.5, 2.6, -4.4, 61.3,
    ]);
    expect(
      fitted(
        matched.filter(({ j }) => j === 1),
        crowd,
      ),
    ).toBeNull();
  });
});

describe('a lattice that is too dense', () => {
  test('gives way to that of its second, third or fifth points when only those are holes', () => {
    const all = grid(12, 10);
    const cell = (found: typeof lattice | null) =>
      found && Math.abs(found.a.x * found.b.y - found.a.y * found.b.x) / (50 * 61 + 12);
    expect(coarserLattice(lattice, all)).toBeNull();
    expect(
      cell(
        coarserLattice(
          lattice,
          all.filter(({ i, j }) => (i + j) % 2 === 1),
        ),
      ),
    ).toBeCloseTo(2, 9);
    expect(
      cell(
        coarserLattice(
          lattice,
          all.filter(({ j }) => j % 3 === 2),
        ),
      ),
    ).toBeCloseTo(3, 9);
    const fifth = all.filter(({ i, j }) => (i + 2 * j) % 5 === 3);
    const found = coarserLattice<'image'>(lattice, fifth)!;
    expect(cell(found)).toBeCloseTo(5, 9);
    const places = fifth.map(({ i, j }) => ({ x: 7 + 50 * i - 4 * j, y: 11 + 3 * i + 61 * j }));
    expect(matches(found, places, 0.001)).toHaveLength(fifth.length);
  });

  test('stays when so few holes may lie so by chance', () => {
    expect(
      coarserLattice(
        lattice,
        grid(7, 1).map(({ i }) => ({ i: 2 * i, j: i })),
      ),
    ).toBeNull();
  });
});

test('the fullest rows of a pattern are found whichever way they run', () => {
  const diagonals = grid(6, 1).flatMap(({ i }) => [
    { i, j: i },
    { i, j: i + 4 },
  ]);
  const beside = { i: 3, j: -5 };
  expect(besideFullestRows([...diagonals, beside])).toEqual([beside]);
  expect(besideFullestRows(grid(5, 4))).toHaveLength(10);
});
