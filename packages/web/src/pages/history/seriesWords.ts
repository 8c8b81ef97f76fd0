import type { SeriesReport, SeriesStanding, SeriesVerdict, SeriesView } from 'pacetomo/page';
import { count, dateAndClock } from '../../runs/standing.ts';

/** How far a series is from being handed on, in a word or two. */
export const seriesStandings: Readonly<Record<SeriesStanding, string>> = {
  finished: 'finished',
  'being-finished': 'being finished',
  left: 'left as it is',
  'not-finished': 'not finished',
  unwanted: 'not wanted',
  'out-of-reach': 'out of reach',
  'not-complete': 'run not complete',
  empty: 'no images',
};

/** What a verdict means. */
export const verdictHelp: Readonly<Record<SeriesVerdict, string>> = {
  good: 'What was wanted is there.',
  usable: 'A tomogram can be made of it, but something is amiss or was not measured.',
  poor: 'Hardly worth a tomogram.',
  unknown: 'Nobody measured enough to say.',
};

/** Verdicts, the best first. */
const verdicts = ['good', 'usable', 'poor', 'unknown'] as const satisfies readonly SeriesVerdict[];

/** `38 of 41`. */
export const usableWords = ({ usableTilts, wantedTilts }: SeriesReport): string =>
  wantedTilts === null ? String(usableTilts) : `${usableTilts} of ${wantedTilts}`;

/** `−60 to 60°`. */
export function tiltsWords({ tilts }: SeriesReport): string {
  if (tilts === null) return '–';
  const whole = (deg: number): string => String(Math.round(deg) || 0).replace('-', '−');
  return `${whole(tilts.fromDeg)} to ${whole(tilts.toDeg)}°`;
}

/** `41`, `38, 3 missing`, `none saved`, `out of reach`. */
export function framesWords({ frames }: SeriesReport): string {
  if (frames === 'none') return 'none saved';
  if (frames === 'out-of-reach') return 'out of reach';
  return frames.missing === 0 ? String(frames.found) : `${frames.found}, ${frames.missing} missing`;
}

/**
 * What comes first of what there is to say: why it is not finished, what was not done, or what its verdict rests on. Of a
 * series that is not good that is what follows the number of its tilts.
 */
export function firstReason({ why, report, notDone }: SeriesView): string {
  if (why !== null || report === null) return why ?? '';
  const { verdict, reasons } = report;
  const [first = '', ...rest] = reasons;
  const said = verdict === 'good' || rest.length === 0 ? first : rest.join(' ');
  return [...notDone, said].join(' ');
}

/** When it was finished. */
export const finishedWords = ({ finishedAt }: SeriesReport): string => dateAndClock(finishedAt);

/** `2 of 3 tilt series finished: 1 good, 1 poor`. */
export function tallyWords(series: readonly SeriesView[]): string {
  const finished = series.flatMap(({ report }) => report ?? []);
  const parts = verdicts.flatMap((verdict) => {
    const number = finished.filter((report) => report.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${verdict}`];
  });
  const said = `${finished.length} of ${count(series.length, 'tilt series', 'tilt series')} finished`;
  return parts.length === 0 ? said : `${said}: ${parts.join(', ')}`;
}
