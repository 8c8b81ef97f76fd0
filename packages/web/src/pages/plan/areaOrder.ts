/** Puts an area into the order of acquisition, at its end, or takes it out. */
export const toggled = (chosen: readonly string[], area: string): readonly string[] =>
  chosen.includes(area) ? chosen.filter((one) => one !== area) : [...chosen, area];

/** Moves an area by so many places; at an end it stays. */
export function moved(chosen: readonly string[], area: string, by: number): readonly string[] {
  const from = chosen.indexOf(area);
  const to = Math.max(0, Math.min(chosen.length - 1, from + by));
  return from < 0 ? chosen : chosen.toSpliced(from, 1).toSpliced(to, 0, area);
}

/** Areas that are there, the chosen ones first in their order. */
export const inOrder = (all: readonly string[], chosen: readonly string[]): readonly string[] => [
  ...chosen.filter((area) => all.includes(area)),
  ...all.filter((area) => !chosen.includes(area)),
];
