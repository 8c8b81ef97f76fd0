/** What a program says when it refuses a file, or where it would crash. */
export class Complaint extends Error {}

/** The lines of a text as C# and Python in text mode see them: the line end of any system ends a line, none opens a last empty one. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** A number as float.Parse, float() and strtod take it whole; complains otherwise. */
export function numberIn(text: string): number {
  if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text)) throw new Complaint(`“${text}” is no number`);
  return Number(text);
}

/** A whole number; complains otherwise. */
export function wholeNumberIn(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new Complaint(`“${text}” is no whole number`);
  return Number(text);
}

/** What stands behind the last `/` or `\` of a path. */
export const behindLastSlash = (path: string): string => path.slice(path.search(/[^\\/]*$/));
