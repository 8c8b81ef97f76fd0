/** What people at SerialEM read in place of letters that it does not know. */
const plain: ReadonlyMap<string, string> = new Map([
  ['µ', 'u'],
  ['μ', 'u'],
  ['°', ' deg'],
  ['Å', 'A'],
  ['²', '2'],
  ['×', 'x'],
  ['·', '*'],
  ['±', '+-'],
  ['−', '-'],
  ['–', '-'],
  ['—', '-'],
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['…', '...'],
]);

/** A command with its name and other arguments has 1019 bytes in all. */
const mostLetters = 900;

/**
 * A text as SerialEM can show it. It is an ANSI program and would show `Âµm` for what we send as µm: signs get a name, accents
 * are left out, and any other letter becomes a question mark. A text that is too long for a command is cut.
 */
export function plainText(text: string): string {
  const known = Array.from(text, (letter) => plain.get(letter) ?? letter).join('');
  const ascii = known
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\n\x20-\x7e]/gu, '?');
  return ascii.length <= mostLetters ? ascii : `${ascii.slice(0, mostLetters - 3)}...`;
}
