/**
 * The name under which a stack's series goes to other programs: letters, digits and `_` alone, a letter first. RELION and
 * AreTomo3 cut names at dots, Scipion writes `_` for `-` and `TS_` before a digit, PEET and shells trip over the rest. The
 * piece `_-1_0` of a montage becomes `_m1_0`, so that it is not taken for the piece `_1_0`.
 */
export function seriesName(stack: string): string {
  const stem = stack.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  const plain = stem
    .replace(/_-(?=\d)/g, '_m')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(plain) ? plain : `TS_${plain}`;
}
