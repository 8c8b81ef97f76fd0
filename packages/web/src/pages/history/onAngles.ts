/** Values at some angles, laid onto the angles of an axis; null where there is none. */
export function onAngles(
  xs: readonly number[],
  degs: readonly number[],
  values: readonly (number | null)[],
): readonly (number | null)[] {
  const at = new Map(degs.map((deg, i) => [deg, values[i] ?? null]));
  return xs.map((deg) => at.get(deg) ?? null);
}
