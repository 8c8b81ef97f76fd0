/** The script error codes in a reply (`SerialEM`, `MacroProcessor.h`); any other value but 0 is a failed command. */
export const scriptError = {
  none: 0,
  failed: 1,
  normalExit: -123456,
  userStop: -234561,
  exitWithCode: -654321,
} as const;

/** The return values that refuse a request (`BaseServer.cpp`, `PythonServer.cpp`). */
export const transportError = {
  unknownFunction: -1,
  noMemory: -2,
  replyTooBig: -3,
  tooShort: -4,
  tooBig: -5,
  wrongLength: -6,
  busy: -9,
  userStop: -10,
} as const;

const heading = 'SCRIPT ERROR WITH THIS MESSAGE:';

/** The text of a failed command as SerialEM sends it: under a heading and over a line of asterisks. */
export function frameErrorText(text: string): string {
  const asterisks = new Array(18).fill('*').join(' ');
  return text === '' ? '' : `\r\n${heading}\r\n${text}\r\n${asterisks}\r\n`;
}

/** What SerialEM says about a failed command, without heading, asterisks and line ends around it. */
export function unframeErrorText(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== heading && !/^\s*\*[\s*]*$/.test(line));
  return lines.join('\n').trim();
}
