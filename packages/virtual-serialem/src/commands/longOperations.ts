import { ScriptError } from '../script/scriptError.ts';

/** SerialEM's long operations by their first two letters, and whether an interval in hours follows. */
const takesInterval: Readonly<Record<string, boolean>> = {
  BU: true,
  RE: true,
  IN: false,
  LO: true,
  DA: true,
  UN: false,
  RS: true,
  RT: true,
  FF: true,
  RB: true,
  PA: true,
  AV: false,
  SM: true,
};

/** Below this an interval asks for the hours since the last time instead. */
const askBelowH = -1.5;

/** One operation of the command: to be done, only noted as done, or asked about. */
export interface LongOperation {
  readonly letters: string;
  readonly intervalH: number;
  readonly kind: 'do' | 'note' | 'ask';
}

/**
 * The operations that the arguments of LongOperation name, each followed by its interval where it takes one: 0 always,
 * above 0 only when the last one is older, −1 only note the time, below −1.5 ask how long it was ago.
 *
 * Throws ScriptError for what is no operation, for one named twice and for a missing interval.
 */
export function parseLongOperations(items: readonly string[]): readonly LongOperation[] {
  const operations: LongOperation[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at] ?? '';
    const letters = item.slice(0, 2).toUpperCase();
    const hasInterval = takesInterval[letters];
    if (hasInterval === undefined) throw new ScriptError(`${item} is not an allowed entry for a long operation`);
    const intervalH = hasInterval ? interval(item, items[++at]) : 0;
    if (intervalH >= askBelowH && operations.some((one) => one.letters === letters && one.kind !== 'ask')) {
      throw new ScriptError(`The operation ${item} is specified twice`);
    }
    operations.push({ letters, intervalH, kind: intervalH < askBelowH ? 'ask' : intervalH < 0 ? 'note' : 'do' });
  }
  return operations;
}

function interval(item: string, text: string | undefined): number {
  const hours = Number.parseFloat(text ?? '');
  if (Number.isFinite(hours)) return hours;
  throw new ScriptError(`${item} must be followed by an interval in hours`);
}
