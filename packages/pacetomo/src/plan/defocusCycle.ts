/**
 * The defocus that each successive target gets, µm: from `firstUm` in steps to the end of the range, and round again.
 * Steps are counted and not added up, so that −2.3 to −2.0 by 0.1 gives four values (the original's sum gives three: H28).
 */
export function* defocusCycle(firstUm: number, rangeUm: number, stepUm: number): Generator<number, never> {
  const values = Math.floor(rangeUm / stepUm + 1e-6) + 1;
  for (let i = 0; ; i = (i + 1) % values) yield Math.round((firstUm + i * stepUm) * 1e6) / 1e6;
}
