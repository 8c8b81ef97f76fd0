import { describe, expect, test } from 'vitest';
import { latticeDifference } from '../../packages/pacetomo/src/geometry/lattice.ts';
import { findHoles } from '../../packages/pacetomo/src/holes/findHoles.ts';
import { budget } from './budget.ts';
import { kindsWithoutLattice, paintWithoutLattice } from './holeLatticeNone.ts';
import { paintFilm } from './holeLatticePainter.ts';
import { viewsOfFilm, viewsOfLamella } from './holeLatticeViews.ts';

/** 99 of 100, and of fewer all. */
const mostMisses = (trials: number): number => Math.floor(trials / 100);

describe('the lattice of holes', () => {
  test('is found within 1 % and 0.5° in painted films of all sorts, or said not to be there', () => {
    const trials = budget(10);
    const misses = Array.from({ length: trials }, (_, seed) => paintFilm(seed)).flatMap((film, seed) => {
      const found = findHoles(film.image);
      if (found.kind === 'none') return [`seed ${seed}: ${film.words}: ${found.why}`];
      const off = latticeDifference({ a: found.a.vector, b: found.b.vector }, film);
      const isRight = off !== null && off.lengthFraction < 0.01 && off.directionDeg < 0.5;
      return isRight ? [] : [`seed ${seed}: ${film.words}: ${JSON.stringify({ a: found.a, b: found.b })}`];
    });
    expect(misses.slice(0, Math.max(1, misses.length - mostMisses(trials)))).toEqual(
      misses.length > mostMisses(trials) ? [] : misses.slice(0, 1),
    );
  });

  test('is found within 1 % in Views of the virtual microscope, tilted too', async () => {
    for (let seed = 0; seed < budget(1); seed++) {
      for (const view of await viewsOfFilm(seed, [0, 17])) {
        const found = findHoles(view.image);
        if (found.kind === 'none') throw new Error(`${view.words}: ${found.why}`);
        const off = latticeDifference({ a: found.a.vector, b: found.b.vector }, view);
        expect(off, view.words).not.toBeNull();
        expect(off!.lengthFraction, view.words).toBeLessThan(0.01);
        expect(off!.directionDeg, view.words).toBeLessThan(0.5);
      }
    }
  });

  test.each(kindsWithoutLattice)('is not seen in a picture of %s', (kind) => {
    for (let seed = 0; seed < budget(1); seed++) expect(findHoles(paintWithoutLattice(kind, seed)).kind).toBe('none');
  });

  test('is not seen on a lamella of the virtual microscope', async () => {
    for (const image of await viewsOfLamella(3)) expect(findHoles(image).kind).toBe('none');
  });
});
