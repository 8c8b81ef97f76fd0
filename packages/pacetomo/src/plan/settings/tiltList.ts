/** Tilts that a stage may be asked for, degrees; how far this one goes, SerialEM says. */
export const stageRangeDeg = [-80, 80] as const;

/** The angles of a list such as `0, 3, -3` or `0 3 -3`, degrees, in the order of the list. */
export function anglesInList(text: string): readonly number[] {
  return wordsOf(text).map(angleOf);
}

/** Why a text is no list of angles, to follow the name of a setting; null when it is one, or empty. */
export function objectionToTiltList(text: string): string | null {
  const words = wordsOf(text);
  const noNumber = words.find((word) => !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word));
  if (noNumber !== undefined)
    return `has to be angles separated by commas or blanks, such as “0, 3, -3”; “${noNumber}” is none`;
  const [lowest, highest] = stageRangeDeg;
  const angles = words.map(angleOf);
  const beyond = angles.find((deg) => deg < lowest || deg > highest);
  if (beyond !== undefined) return `has to stay between ${lowest} and ${highest} °; it has ${beyond}`;
  const twice = angles.find((deg, i) => angles.indexOf(deg) !== i);
  return twice === undefined ? null : `has to name every angle once; it has ${twice} twice`;
}

/** Angles that are copied from a paper come with a minus sign in place of a hyphen. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll('−', '-')
    .split(/[\s,]+/)
    .filter((word) => word !== '');

/** To ten thousandths, which is what tells tilts apart, and without a negative zero. */
const angleOf = (word: string): number => Math.round(Number(word) * 1e4) / 1e4 || 0;
