const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `01-Aug-22  18:58:35` or with four digits of the year, as SerialEM writes it, as seconds since 1970; null for anything else. */
export function secondsOf(dateTime: string): number | null {
  const [, day = '', month = '', year = '', h = '', m = '', s = ''] =
    /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})\s+(\d{1,2}):(\d\d):(\d\d)\s*$/.exec(dateTime) ?? [];
  const number = months.findIndex((name) => name.toLowerCase() === month.toLowerCase());
  if (number < 0) return null;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  return Date.UTC(full, number, Number(day), Number(h), Number(m), Number(s)) / 1000;
}

/**
 * Seconds since 1970 as `01-Aug-2022  18:58:35`: an English month, four digits of the year and two blanks, which all readers
 * take (users-peers-interop 5b rule 3). No time zone: it is the clock of the microscope.
 */
function dateTimeOf(seconds: number): string {
  const at = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${two(at.getUTCDate())}-${months[at.getUTCMonth()]}-${at.getUTCFullYear()}`;
  return `${date}  ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/**
 * Dates and times that grow from image to image: where two images share a second, or the clock was turned back, a second is
 * added, since readers find the order of acquisition by them. Those that cannot be read follow the one before by a second.
 */
export function growing(dateTimes: readonly (string | null)[]): readonly string[] {
  let last = Number.NEGATIVE_INFINITY;
  const firstKnown = dateTimes.flatMap((text) => (text === null ? [] : (secondsOf(text) ?? []))).at(0) ?? 0;
  return dateTimes.map((text, at) => {
    const seconds = (text === null ? null : secondsOf(text)) ?? (at === 0 ? firstKnown - dateTimes.length : last + 1);
    last = Math.max(seconds, last + 1);
    return dateTimeOf(last);
  });
}
