/** A name that no area has: area1, area2, … */
export function freeName(names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) if (!taken.has(`area${number}`)) return `area${number}`;
}
