/**
 * The defocus that each successive target gets above the first one's, in µm, as PACEtomo cycles it: a sum that grows by
 * `stepDefocusUm` and starts again once it exceeds the range. The sum is kept in floating point like the original's, so
 * a range such as −2.3 to −2.0 by 0.1 gives three values and not four (defect 28 of the original, kept for parity).
 */
export function* defocusCycle(firstUm: number, rangeUm: number, stepUm: number): Generator<number, never> {
  const lastUm = firstUm + rangeUm;
  for (let focusUm = firstUm; ; ) {
    yield focusUm;
    focusUm += stepUm;
    if (focusUm > lastUm) focusUm = firstUm;
  }
}
