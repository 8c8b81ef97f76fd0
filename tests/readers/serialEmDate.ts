const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** How a program wants a date and time to look. */
export interface DatePattern {
  readonly yearDigits: 2 | 4;
  /** What may stand between date and time. */
  readonly between: RegExp;
}

/**
 * The time of a text like `28-Nov-2026  14:03:12`, ms; null when it does not fit the pattern or there is no such day. Months are English in all
 * readers: C# is asked for the invariant culture, C and Python begin in the “C” locale.
 */
export function timeOf(text: string, { yearDigits, between }: DatePattern): number | null {
  const match = /^(\d{2})-([A-Za-z]{3})-(\d{4}|\d{2})(\s+)(\d{2}):(\d{2}):(\d{2})$/.exec(text);
  if (!match) return null;
  const [, day, month = '', year = '', blanks = '', hours, minutes, seconds] = match;
  const monthIndex = months.indexOf(month.toLowerCase());
  if (monthIndex < 0 || year.length !== yearDigits || !between.test(blanks)) return null;
  const fullYear = yearDigits === 4 ? Number(year) : 2000 + Number(year);
  const date = new Date(Date.UTC(fullYear, monthIndex, Number(day), Number(hours), Number(minutes), Number(seconds)));
  return date.getUTCDate() === Number(day) ? date.getTime() : null;
}
