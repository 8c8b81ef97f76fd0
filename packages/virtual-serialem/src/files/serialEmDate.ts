const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (n: number): string => String(n).padStart(2, '0');

/** The date of a virtual moment: the start of the virtual day (ISO without zone) plus seconds. Free of time zones. */
function dateAt(startsAt: string, seconds: number): Date {
  return new Date(Date.parse(`${startsAt}Z`) + Math.floor(seconds) * 1000);
}

/** A moment as SerialEM writes DateTime into an mdoc: `06-Jan-2025  09:00:17`, two blanks between. */
export function mdocDateTime(startsAt: string, seconds: number): string {
  const date = dateAt(startsAt, seconds);
  const month = months[date.getUTCMonth()] ?? 'Jan';
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${two(date.getUTCDate())}-${month}-${date.getUTCFullYear()}  ${time}`;
}

/** A moment as ReportDateTime gives it: yyyymmdd and hhmm as numbers. */
export function reportedDateTime(startsAt: string, seconds: number): readonly [number, number] {
  const date = dateAt(startsAt, seconds);
  return [
    date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate(),
    date.getUTCHours() * 100 + date.getUTCMinutes(),
  ];
}
