/** Viridis at equal steps (matplotlib, CC0): even to the eye, and in grey too. */
const stops: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
];

/** The colour of a value between 0 and 1. */
export function viridis(value: number): string {
  const at = Math.min(1, Math.max(0, value)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [stops[below], stops[below + 1]];
  if (from === undefined || to === undefined) throw new Error(`no colour for ${value}`);
  const mix = from.map((part, i) => Math.round(part + (at - below) * ((to[i] ?? part) - part)));
  return `rgb(${mix.join(' ')})`;
}
