import { describe, expect, test } from 'vitest';
import type { Vec } from '../../packages/pacetomo/src/geometry/frames.ts';
import { latticeDifference } from '../../packages/pacetomo/src/geometry/lattice.ts';
import { findHoles } from '../../packages/pacetomo/src/holes/findHoles.ts';
import type { GreyImage } from '../../packages/pacetomo/src/images/greyImage.ts';
import { budget } from './budget.ts';
import { autocorrelationVectors } from './holeLatticeAutocorrelation.ts';
import { kindsWithoutLattice, paintWithoutLattice } from './holeLatticeNone.ts';
import { paintFilm } from './holeLatticePainter.ts';
import { viewsOfFilm, viewsOfLamella } from './holeLatticeViews.ts';

/** An image of a film with the lattice that it really has. */
interface KnownFilm {
  readonly image: GreyImage;
  readonly a: Vec<'image'>;
  readonly b: Vec<'image'>;
  readonly words: string;
}

/** Says what is wrong with the lattice that is found, or nothing. */
function missOf(film: KnownFilm): readonly string[] {
  const found = findHoles(film.image);
  if (found.kind === 'none') return [`${film.words}: ${found.why}`];
  const off = latticeDifference({ a: found.a.vector, b: found.b.vector }, film);
  if (off !== null && off.lengthFraction < 0.01 && off.directionDeg < 0.5) return [];
  return [`${film.words}: ${JSON.stringify(off ?? { a: found.a.vector, b: found.b.vector })}`];
}

/** One miss in a hundred is allowed, and none among fewer. */
function expectFew(misses: readonly string[], trials: number): void {
  expect(misses.length > trials / 100 ? misses : []).toEqual([]);
}

describe('the lattice of holes', () => {
  test('is found within 1 % and 0.5° in painted films of all sorts', () => {
    const films = Array.from({ length: budget(7) }, (_, seed) => seed);
    const misses = films.flatMap((seed) => missOf(paintFilm(seed)).map((words) => `seed ${seed}: ${words}`));
    expectFew(misses, films.length);
  });

  test('is found in many films in which the original, told the diameter of the holes, finds none or another one', () => {
    const films = Array.from({ length: budget(5) }, (_, seed) => paintFilm(500 + seed));
    const original = films.filter((film) => {
      const found = autocorrelationVectors(film.image, film.diameterPx);
      const off = found && latticeDifference(found, film);
      return off && off.lengthFraction < 0.05;
    });
    expect(original.length).toBeLessThan(0.5 * films.length);
  });

  test('is found within 1 % and 0.5° in Views of the virtual microscope, tilted too', async () => {
    const misses: string[] = [];
    const films = budget(2);
    for (let seed = 0; seed < films; seed++) {
      for (const view of await viewsOfFilm(seed, [(seed % 5) * 2 - 4, seed % 2 === 0 ? 20 : -15]))
        misses.push(...missOf(view));
    }
    expectFew(misses, 2 * films);
  });

  test.each(kindsWithoutLattice)('is not seen in a picture of %s', (kind) => {
    for (let seed = 0; seed < budget(1); seed++)
      expect(findHoles(paintWithoutLattice(kind, seed)), `seed ${seed}`).toMatchObject({ kind: 'none' });
  });

  test('is not seen on a lamella of the virtual microscope', async () => {
    for (const image of await viewsOfLamella(budget(1) + 1)) expect(findHoles(image)).toMatchObject({ kind: 'none' });
  });
});
